using System.IO.Compression;
using System.Text.Json;
using Fovea.Onnx;

namespace Fovea.Tests.Onnx;

/// <summary>ONNX files that the scripts in bench/reference packed into JSON.</summary>
internal static class PackedOnnx
{
    /// <summary>The bytes of a file.</summary>
    public static byte[] Bytes(JsonElement packed)
    {
        using GZipStream stream = new(new MemoryStream(packed.GetBytesFromBase64()), CompressionMode.Decompress);
        MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>Writes a file whose graph is put together here, in the newest version of operators that is read, and gives its path.</summary>
    public static string Write(Data.TemporaryFolder folder, Action<OnnxGraph> build, long opset = 17, Action<OnnxFile>? more = null)
    {
        OnnxFile file = new() { IrVersion = 8 };
        file.Opsets[""] = opset;
        build(file.Graph);
        more?.Invoke(file);
        string path = folder["model.onnx"];
        file.Write(path);
        return path;
    }

    /// <summary>A node by what stands in its line.</summary>
    public static OnnxNode Node(string operation, string inputs, string outputs, params OnnxAttribute[] attributes) => new()
    {
        OpType = operation, Inputs = inputs.Length == 0 ? [] : inputs.Split(' ').Select(name => name == "-" ? "" : name).ToArray(), Outputs = outputs.Split(' '), Attributes = attributes,
    };

    /// <summary>A value of real numbers.</summary>
    public static OnnxValueInfo Value(string name, params OnnxDimension[] dims) => new(name, OnnxElementType.Float, dims);
}
