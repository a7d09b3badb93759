using System.IO.Compression;

namespace Fovea.Data;

/// <summary>Writes IDX files, plain or packed by the name's ending.</summary>
internal static class IdxWriter
{
    public static void Write(string path, IdxFile content)
    {
        using var pending = new PendingFile(path);
        try
        {
            if (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            {
                using var packed = new GZipStream(pending.Stream, CompressionLevel.Optimal, leaveOpen: true);
                WriteTo(packed, content);
            }
            else
            {
                WriteTo(pending.Stream, content);
            }
        }
        catch (IOException e)
        {
            throw pending.CannotWrite(e);
        }
        pending.Commit();
    }

    private static void WriteTo(Stream stream, IdxFile content)
    {
        stream.Write(content.Header());
        stream.Write(content.Values);
    }
}
