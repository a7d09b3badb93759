using System.Diagnostics;
using Fovea.Layers;
using Fovea.Models;
using Fovea.Onnx;
using Fovea.Tensors;
using Fovea.Weights;

namespace Fovea.Bench;

/// <summary>
/// Registered models, and imported networks once more, as ONNX files, each with inputs of 1, 2 and 5 samples as files have them (N, C, H, W) and our outputs for them.
/// Weights are random, running statistics and what starts with zeros too, so that no mistake hides behind a 0 or a 1.
/// </summary>
static class ExportedModels
{
    static readonly int[] Batches = [1, 2, 5];

    public static int Write(string folder, string[] names)
    {
        Directory.CreateDirectory(folder);
        foreach (string name in names.Length > 0 ? names : [.. ModelRegistry.Names])
        {
            bool isFile = name.EndsWith(".onnx", StringComparison.Ordinal);
            string start = Path.Combine(folder, isFile ? Path.GetFileNameWithoutExtension(name) : name);
            if (isFile) Write(OnnxModel.Load(name), start);
            else Write(ModelRegistry.Get(name), start);
        }
        return 0;
    }

    static void Write(ModelEntry entry, string start)
    {
        Module model = entry.Create();
        Random random = new(1);
        foreach (Variable variable in model.Variables()) Shake(variable, random);
        model.Train(false);
        Measure(entry.Name, () => OnnxExport.Write(model, entry.Input, $"{start}.onnx"));
        foreach (int batch in Batches) Store(start, Values([batch, .. entry.Input], random), x => model.Forward(x), x => x.Transpose(0, 3, 1, 2));
    }

    /// <summary>An imported network once more, for the sizes that its file declares.</summary>
    static void Write(OnnxModel model, string start)
    {
        model.Train(false);
        Measure(model.ToString(), () => OnnxExport.Write(model, $"{start}.onnx"));
        var sizes = model.Inputs[0].Dims!;
        Random random = new(1);
        foreach (int batch in sizes[0].Size is { } only ? [(int)only] : Batches)
            Store(start, Values([batch, .. sizes.Skip(1).Select(size => (int)size.Size!)], random), model.Forward, x => x);
    }

    static void Measure(string name, Action export)
    {
        long start = Stopwatch.GetTimestamp();
        export();
        Console.WriteLine($"{name} {Stopwatch.GetElapsedTime(start).TotalSeconds:0.00} s");
    }

    static Tensor Values(Shape shape, Random random) => Tensor.From([.. Enumerable.Range(0, checked((int)shape.Count)).Select(_ => random.NextSingle() * 2 - 1)], shape);

    static void Store(string start, Tensor x, Func<Tensor, Tensor> forward, Func<Tensor, Tensor> asInFiles)
    {
        NpyFile.Write($"{start}.{x.Shape[0]}.input.npy", asInFiles(x));
        NpyFile.Write($"{start}.{x.Shape[0]}.output.npy", forward(x));
    }

    static void Shake(Variable variable, Random random)
    {
        float[] values = variable.ToArray();
        bool isSpread = variable.Name!.EndsWith("running_var", StringComparison.Ordinal) || variable.Name.EndsWith("running_deviation", StringComparison.Ordinal);
        bool isNumber = variable.Shape.Rank == 1 || values.All(value => value == 0);
        for (int i = 0; i < values.Length; i++)
            if (isSpread) values[i] = 0.5f + random.NextSingle();
            else if (isNumber) values[i] += 0.2f * random.NextSingle() - 0.1f;
        variable.Write(values);
    }
}
