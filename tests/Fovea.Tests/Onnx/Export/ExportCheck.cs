using Fovea.Layers;
using Fovea.Onnx;
using Fovea.Tensors;
using Fovea.Weights;

namespace Fovea.Tests.Onnx.Export;

/// <summary>
/// Exports a module, imports the file and compares the numbers for several sizes of the batch. Where FOVEA_EXPORTS names a folder, the file, inputs and outputs are left
/// there for <c>bench/reference/onnx_export.py</c>, which checks them with ONNX's own checker and ONNX Runtime.
/// </summary>
internal static class ExportCheck
{
    static readonly int[] Batches = [1, 2, 5];

    /// <summary>The exported file as it is read again.</summary>
    public static OnnxGraph Same(string name, Module module, Shape sample, OnnxExportOptions? options = null)
    {
        string folder = Directory.CreateTempSubdirectory("fovea-export-").FullName, path = Path.Combine(folder, "model.onnx");
        try
        {
            OnnxExport.Write(module, sample, path, options);
            (Tensor X, Tensor Y)[] pairs = [.. (options?.Batch is { } only ? [only] : Batches).Select(batch => Pair(module, batch, sample))];
            foreach (var (x, y) in pairs) Leave(name, path, x, y);
            OnnxModel imported = OnnxModel.Load(path);
            imported.Train(false);
            foreach (var (x, expected) in pairs)
            {
                Tensor y = imported.Forward(x);
                Assert.Equal(expected.Shape, y.Shape);
                AreNear(expected.ToArray(), y.ToArray(), $"{name}, batch {x.Shape[0]}");
            }
            using OnnxFile file = OnnxFile.Read(path);
            return file.Graph;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A tensor as files have it: images with their channels before rows and columns.</summary>
    public static Tensor Outside(Tensor tensor) => tensor.Shape.Rank == 4 ? tensor.Transpose(0, 3, 1, 2) : tensor;

    /// <summary>An input and what the module makes of it, as files have them.</summary>
    static (Tensor X, Tensor Y) Pair(Module module, int batch, Shape sample)
    {
        Tensor x = Tensor.From(Values(batch * sample.Count), [batch, .. sample]);
        using (module.Evaluating()) return (Outside(x), Outside(module.Forward(x)));
    }

    static float[] Values(long count)
    {
        Random random = new(7);
        return [.. Enumerable.Range(0, (int)count).Select(_ => random.NextSingle() * 4 - 2)];
    }

    static void AreNear(float[] expected, float[] actual, string what)
    {
        float largest = expected.Select(Math.Abs).Where(float.IsFinite).DefaultIfEmpty(0).Max();
        for (int i = 0; i < expected.Length; i++)
            Assert.True(expected[i].Equals(actual[i]) || Math.Abs(expected[i] - actual[i]) <= 1e-5f * (1 + largest), $"{what}, element {i}: {expected[i]} became {actual[i]}");
    }

    static void Leave(string name, string path, Tensor input, Tensor output)
    {
        if (Environment.GetEnvironmentVariable("FOVEA_EXPORTS") is not { Length: > 0 } folder) return;
        string start = Path.Combine(folder, string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_')));
        Directory.CreateDirectory(folder);
        File.Copy(path, $"{start}.onnx", overwrite: true);
        NpyFile.Write($"{start}.{input.Shape[0]}.input.npy", input);
        NpyFile.Write($"{start}.{input.Shape[0]}.output.npy", output);
    }
}
