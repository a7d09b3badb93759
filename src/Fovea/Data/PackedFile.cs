using System.Buffers.Binary;
using System.IO.Compression;

namespace Fovea.Data;

/// <summary>Reads files that are plain or packed with gzip; which of the two is told by the content, not by the name.</summary>
internal static class PackedFile
{
    // deflate cannot pack more than 1032 bytes into one, so a packed file's length bounds what it can hold.
    private const int MostBytesPerPackedByte = 1032;
    private const int SmallestGzip = 18;

    /// <summary>The unpacked bytes of a file.</summary>
    /// <param name="Stream">At the first of them.</param>
    /// <param name="Available">How many there are, or where that is not known the most that there can be.</param>
    /// <param name="IsExact">Whether <paramref name="Available"/> is their number.</param>
    public readonly record struct Content(Stream Stream, long Available, bool IsExact);

    /// <summary>Opens a file and reads it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="read">Reads all of the content, and gives what it makes of it and the number of unpacked bytes.</param>
    /// <exception cref="BadFileException">The file cannot be opened or read, is truncated, or is followed by other data.</exception>
    public static T Read<T>(string path, Func<Content, (T Value, long Length)> read)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string reason = e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : $"cannot be opened: {e.Message}";
            throw new BadFileException(path, reason, inner: e);
        }
        using (file) return Read(path, file, read);
    }

    /// <summary>Reads an open file from its start; <paramref name="path"/> is what messages call it.</summary>
    public static T Read<T>(string path, Stream file, Func<Content, (T Value, long Length)> read)
    {
        if (!file.CanSeek) throw new BadFileException(path, "is a pipe or a device, not a file");
        try
        {
            file.Position = 0;
            bool packed = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
            file.Position = 0;
            return packed ? ReadPacked(path, file, read) : read(new Content(file, file.Length, IsExact: true)).Value;
        }
        catch (IOException e)
        {
            throw new BadFileException(path, $"cannot be read: {e.Message}", inner: e);
        }
    }

    /// <summary>The error for a file that ends too early.</summary>
    public static BadFileException Truncated(string path, string what, long? end, string why = "") =>
        new(path, $"truncated within {what}{why}", end, "get the file again");

    private static T ReadPacked<T>(string path, Stream file, Func<Content, (T Value, long Length)> read)
    {
        if (file.Length < SmallestGzip) throw Truncated(path, $"a gzip file of {file.Length} bytes", file.Length);
        Span<byte> trailer = stackalloc byte[4];
        file.Position = file.Length - 4;
        file.ReadExactly(trailer);
        uint trailerLength = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        file.Position = 0;

        T value;
        long length;
        using (var unpacked = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true))
        {
            try
            {
                (value, length) = read(new Content(unpacked, file.Length * MostBytesPerPackedByte, IsExact: false));
            }
            catch (InvalidDataException e)
            {
                throw new BadFileException(path, $"the gzip data are damaged: {e.Message}", inner: e);
            }
        }
        // GZipStream takes the end of the file for the end of the data, so a file cut inside its last eight bytes has to be found here.
        if (trailerLength != (uint)length)
            throw new BadFileException(path,
                $"the gzip trailer speaks of {trailerLength} unpacked bytes, there are {(uint)length}: truncated, or followed by other data");
        return value;
    }
}
