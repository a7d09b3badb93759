using System.IO.Compression;
using Fovea.Tensors;

namespace Fovea.Tests.Onnx;

/// <summary>One small graph with inputs and what ONNX Runtime gives for them.</summary>
sealed record OperatorCase(string Name, float Tolerance, byte[] Model, Dictionary<string, Tensor> Inputs, Dictionary<string, Tensor> Outputs);

/// <summary>The cases that bench/reference/onnx_operators.py made.</summary>
static class OperatorPack
{
    static readonly Lazy<Dictionary<string, OperatorCase>> Read = new(() =>
    {
        using Stream file = typeof(OperatorPack).Assembly.GetManifestResourceStream("operators.pack")!;
        using BinaryReader reader = new(new GZipStream(file, CompressionMode.Decompress));
        Dictionary<string, OperatorCase> cases = [];
        for (int count = reader.ReadInt32(); count > 0; count--)
        {
            OperatorCase next = new(reader.ReadString(), reader.ReadSingle(), reader.ReadBytes(reader.ReadInt32()), Tensors(reader), Tensors(reader));
            cases.Add(next.Name, next);
        }
        return cases;
    });

    public static IReadOnlyDictionary<string, OperatorCase> Cases => Read.Value;

    static Dictionary<string, Tensor> Tensors(BinaryReader reader)
    {
        Dictionary<string, Tensor> tensors = [];
        for (int count = reader.ReadInt32(); count > 0; count--)
        {
            string name = reader.ReadString();
            int[] sizes = new int[reader.ReadInt32()];
            for (int i = 0; i < sizes.Length; i++) sizes[i] = reader.ReadInt32();
            Shape shape = Shape.Create(sizes);
            float[] values = new float[shape.Count];
            for (int i = 0; i < values.Length; i++) values[i] = reader.ReadSingle();
            tensors.Add(name, Tensor.From(values, shape));
        }
        return tensors;
    }
}
