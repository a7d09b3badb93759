using System.Buffers.Binary;
using System.IO.Compression;

namespace Fovea.Data;

/// <summary>Reads IDX files, plain or packed; offsets in its errors count unpacked bytes.</summary>
internal static class IdxReader
{
    // deflate cannot pack more than 1032 bytes into one, so a packed file's length bounds what it can hold.
    private const int MostBytesPerPackedByte = 1032;
    private const int SmallestGzip = 18;

    public static IdxFile Read(string path, long maxBytes)
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
        using (file) return Read(path, file, maxBytes);
    }

    /// <summary>Reads an open file from its start; <paramref name="path"/> is what messages call it.</summary>
    public static IdxFile Read(string path, Stream file, long maxBytes)
    {
        if (!file.CanSeek) throw new BadFileException(path, "is a pipe or a device, not a file");
        try
        {
            file.Position = 0;
            bool packed = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
            file.Position = 0;
            return packed ? ReadPacked(path, file, maxBytes) : ReadValues(path, file, file.Length, isExact: true, maxBytes);
        }
        catch (IOException e)
        {
            throw new BadFileException(path, $"cannot be read: {e.Message}", inner: e);
        }
    }

    private static IdxFile ReadPacked(string path, Stream file, long maxBytes)
    {
        if (file.Length < SmallestGzip) throw Truncated(path, $"a gzip file of {file.Length} bytes", file.Length);
        Span<byte> trailer = stackalloc byte[4];
        file.Position = file.Length - 4;
        file.ReadExactly(trailer);
        uint trailerLength = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        file.Position = 0;

        IdxFile content;
        using (var unpacked = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true))
        {
            try
            {
                content = ReadValues(path, unpacked, file.Length * MostBytesPerPackedByte, isExact: false, maxBytes);
            }
            catch (InvalidDataException e)
            {
                throw new BadFileException(path, $"the gzip data are damaged: {e.Message}", inner: e);
            }
        }
        // GZipStream takes the end of the file for the end of the data, so a file cut inside its last eight bytes has to be found here.
        uint length = (uint)(content.Header().Length + content.Values.LongLength);
        if (trailerLength != length)
            throw new BadFileException(path,
                $"the gzip trailer speaks of {trailerLength} unpacked bytes, there are {length}: truncated, or followed by other data");
        return content;
    }

    /// <param name="path">For messages.</param>
    /// <param name="stream">At the magic number.</param>
    /// <param name="available">How many bytes the stream holds, or where that is not known the most that it can.</param>
    /// <param name="isExact">Whether <paramref name="available"/> is the stream's length.</param>
    /// <param name="maxBytes">The limit for the values.</param>
    private static IdxFile ReadValues(string path, Stream stream, long available, bool isExact, long maxBytes)
    {
        Span<byte> word = stackalloc byte[4];
        int got = stream.ReadAtLeast(word, 4, throwOnEndOfStream: false);
        if (got < 4) throw Truncated(path, "the magic number", got);
        int type = word[2], rank = word[3];
        if (word[0] != 0 || word[1] != 0 || type is < 0x08 or > 0x0E || rank == 0)
            throw new BadFileException(path, $"not an IDX file: the magic number is 0x{BinaryPrimitives.ReadUInt32BigEndian(word):x8}", 0,
                "images begin with 0x00000803 (2051), labels with 0x00000801 (2049)");
        if (type != IdxFile.UnsignedByte)
            throw new BadFileException(path, $"holds values of type 0x{type:x2}; only unsigned bytes (0x08) are read", 2);
        if (rank > IdxFile.MaxRank) throw new BadFileException(path, $"has {rank} dimensions; at most {IdxFile.MaxRank} are read", 3);

        int[] shape = new int[rank];
        long offset = 4, count = 1;
        for (int d = 0; d < rank; d++, offset += 4)
        {
            got = stream.ReadAtLeast(word, 4, throwOnEndOfStream: false);
            if (got < 4) throw Truncated(path, $"dimension {d}", offset + got);
            shape[d] = BinaryPrimitives.ReadInt32BigEndian(word);
            if (shape[d] < 1) throw new BadFileException(path, $"dimension {d} is {(uint)shape[d]}", offset);
            // Each factor is below 2^31 and the product stops growing at 2^62, so it cannot wrap.
            count = count > int.MaxValue ? count : count * shape[d];
        }
        string announced = $"{string.Join(" x ", shape)} bytes";
        if (count > maxBytes || count > Array.MaxLength)
            throw new BadFileException(path, $"announces {announced}, more than the limit of {Math.Min(maxBytes, Array.MaxLength)}", 4);
        if (offset + count > available)
            throw Truncated(path, announced, isExact ? available : null, isExact ? "" : ", which a file of this length cannot hold");
        if (isExact && offset + count < available)
            throw new BadFileException(path, $"{available - offset - count} bytes follow the announced {announced}", offset + count);

        byte[] values = new byte[count];
        got = stream.ReadAtLeast(values, values.Length, throwOnEndOfStream: false);
        if (got < values.Length) throw Truncated(path, announced, offset + got);
        if (stream.ReadByte() >= 0) throw new BadFileException(path, $"more bytes follow the announced {announced}", offset + count);
        return new IdxFile(shape, values);
    }

    private static BadFileException Truncated(string path, string what, long? end, string why = "") =>
        new(path, $"truncated within {what}{why}", end, "get the file again");
}
