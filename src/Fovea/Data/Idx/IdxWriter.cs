using System.IO.Compression;

namespace Fovea.Data;

/// <summary>Writes IDX files, plain or packed by the name's ending.</summary>
internal static class IdxWriter
{
    /// <summary>Writes the file whole or not at all (<see cref="AtomicFile"/>).</summary>
    public static void Write(string path, IdxFile content) => AtomicFile.Write(path, stream =>
    {
        if (!path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
        {
            WriteTo(stream, content);
            return;
        }
        using GZipStream packed = new(stream, CompressionLevel.Optimal, leaveOpen: true);
        WriteTo(packed, content);
    });

    private static void WriteTo(Stream stream, IdxFile content)
    {
        stream.Write(content.Header());
        stream.Write(content.Values);
    }
}
