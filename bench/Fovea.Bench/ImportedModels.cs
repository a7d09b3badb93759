using System.Diagnostics;
using System.Globalization;
using Fovea.Onnx;
using Fovea.Tensors;
using Fovea.Weights;

namespace Fovea.Bench;

/// <summary>
/// Runs ONNX files, each with a safetensors file of the same name beside it that holds its inputs (<c>input.NAME</c>) and what another system gives for them
/// (<c>output.NAME</c>), and prints how far ours is from it: the largest difference over the largest value.
/// </summary>
static class ImportedModels
{
    const double Tolerance = 1e-4;

    public static int Run(string[] files)
    {
        Console.WriteLine("| file | transpositions | load ms | relative error |\n|---|---:|---:|---:|");
        double worst = 0;
        foreach (string file in files)
        {
            Stopwatch clock = Stopwatch.StartNew();
            OnnxModel model = OnnxModel.Load(file);
            double milliseconds = clock.Elapsed.TotalMilliseconds;
            model.Train(false);
            using WeightFile expected = WeightFile.Open(Path.ChangeExtension(file, ".safetensors"));
            Tensor Stored(string name) => Tensor.From(expected.ReadFloats(name), Shape.Create([.. expected[name].Shape.Select(size => (int)size)]));
            IReadOnlyDictionary<string, Tensor> outputs = model.Forward(model.Inputs.ToDictionary(input => input.Name, input => Stored($"input.{input.Name}")));
            Tensor.Compute([.. outputs.Values]);
            double error = outputs.Max(output => Error(output.Value, Stored($"output.{output.Key}")));
            int transpositions = outputs.Values.SelectMany(Walk).Distinct().Count(node => node.Operation?.Name == "Transpose");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {Path.GetFileNameWithoutExtension(file)} | {transpositions} | {milliseconds:f0} | {error:e1}{(error <= Tolerance ? "" : " TOO LARGE")} |"));
            worst = double.IsNaN(error) ? double.PositiveInfinity : Math.Max(worst, error);
        }
        return worst <= Tolerance ? 0 : 1;
    }

    static double Error(Tensor actual, Tensor expected)
    {
        if (actual.Shape != expected.Shape) return double.PositiveInfinity;
        float[] a = actual.ToArray(), b = expected.ToArray();
        return a.Zip(b, (x, y) => (double)Math.Abs(x - y)).Max() / b.Max(Math.Abs);
    }

    static IEnumerable<Tensor> Walk(Tensor output)
    {
        HashSet<Tensor> seen = [];
        Stack<Tensor> pending = new([output]);
        while (pending.TryPop(out Tensor? node))
        {
            if (!seen.Add(node)) continue;
            yield return node;
            foreach (Tensor operand in node.Operands) pending.Push(operand);
        }
    }
}
