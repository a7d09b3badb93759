using System.Diagnostics;
using Fovea.Layers;
using Fovea.Models;
using Fovea.Onnx;
using Fovea.Tensors;
using Fovea.Weights;

namespace Fovea.Bench;

/// <summary>
/// Registered models as ONNX files, each with inputs of 1, 2 and 5 samples as files have them (N, C, H, W) and our outputs for them. Weights are random, running statistics and
/// what starts with zeros too, so that no mistake hides behind a 0 or a 1.
/// </summary>
static class ExportedModels
{
    static readonly int[] Batches = [1, 2, 5];

    public static int Write(string folder, string[] names)
    {
        Directory.CreateDirectory(folder);
        foreach (string name in names.Length > 0 ? names : [.. ModelRegistry.Names])
        {
            ModelEntry entry = ModelRegistry.Get(name);
            Module model = entry.Create();
            Random random = new(1);
            foreach (Variable variable in model.Variables()) Shake(variable, random);
            model.Train(false);

            long start = Stopwatch.GetTimestamp();
            OnnxExport.Write(model, entry.Input, Path.Combine(folder, $"{name}.onnx"));
            Console.WriteLine($"{name} {Stopwatch.GetElapsedTime(start).TotalSeconds:0.00} s");
            foreach (int batch in Batches)
            {
                float[] values = [.. Enumerable.Range(0, checked((int)(batch * entry.Input.Count))).Select(_ => random.NextSingle() * 2 - 1)];
                Tensor x = Tensor.From(values, [batch, .. entry.Input]);
                NpyFile.Write(Path.Combine(folder, $"{name}.{batch}.input.npy"), x.Transpose(0, 3, 1, 2));
                NpyFile.Write(Path.Combine(folder, $"{name}.{batch}.output.npy"), model.Forward(x));
            }
        }
        return 0;
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
