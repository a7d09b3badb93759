using Fovea.Weights;

namespace Fovea.Onnx;

/// <summary>
/// An ONNX file as plain data: a graph, the versions of the operators that it uses, and who made it. Reading takes everything but the tensors' numbers,
/// which stay in the file until somebody asks for them; so a file that was read has to be disposed.
/// </summary>
/// <remarks>The format: https://github.com/onnx/onnx/blob/main/docs/IR.md and onnx/onnx.proto.</remarks>
public sealed class OnnxFile : IDisposable
{
    readonly List<MappedFile> files = [];

    /// <summary>The path that the file was read from; empty for one that is being made.</summary>
    public string Path { get; init; } = "";

    /// <summary>The version of the format itself.</summary>
    public long IrVersion { get; set; }

    /// <summary>The program that wrote the file.</summary>
    public string Producer { get; set; } = "";

    /// <summary>That program's version.</summary>
    public string ProducerVersion { get; set; } = "";

    /// <summary>The versions of the operator sets that the graph uses, by domain; the empty domain is ONNX's own.</summary>
    public Dictionary<string, long> Opsets { get; } = new(StringComparer.Ordinal);

    /// <summary>Text that the file carries about itself.</summary>
    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>What is computed.</summary>
    public OnnxGraph Graph { get; set; } = new();

    /// <summary>Operators that the file defines itself.</summary>
    public List<OnnxFunction> Functions { get; } = [];

    /// <summary>Whether the file holds graphs for training beside the one for inference. They are not kept.</summary>
    public bool HasTrainingInfo { get; internal set; }

    /// <summary>Whether a file is, or by its name is meant to be, an ONNX file: one that ends in <c>.onnx</c>, or begins as such files do.</summary>
    public static bool IsOnnx(string path)
    {
        if (path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase)) return true;
        Span<byte> start = stackalloc byte[3];
        try
        {
            using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(path);
            // The version of the format, a small number, and after it the producer's name, the graph, or the operators' versions.
            return RandomAccess.Read(file, start, 0) == start.Length && start is [0x08, > 0 and < 32, 0x12 or 0x3A or 0x42];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return false;
        }
    }

    /// <summary>Reads a file. Everything is checked but the meaning of the graph; nothing is allocated on the file's word.</summary>
    /// <exception cref="BadFileException">The file does not exist, cannot be read, or is no ONNX file; or a tensor's data are not where it says.</exception>
    public static OnnxFile Read(string path) => OnnxReader.Read(path);

    /// <summary>
    /// Writes the file whole or not at all (<see cref="AtomicFile"/>); tensors are written one after the other, none is held in memory for it.
    /// </summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="externalData">Whether the larger tensors go to a second file beside, <c>NAME.onnx.data</c>, which is needed for more than 2 GB.</param>
    /// <exception cref="FoveaException">The file cannot be written, or would be larger than the format allows.</exception>
    public void Write(string path, bool externalData = false) => OnnxWriter.Write(this, path, externalData);

    /// <summary>Closes the file that was read; its tensors' numbers cannot be read any more.</summary>
    public void Dispose() => files.ForEach(file => file.Dispose());

    /// <summary>Has a file closed together with this one.</summary>
    internal MappedFile Own(MappedFile file)
    {
        files.Add(file);
        return file;
    }
}
