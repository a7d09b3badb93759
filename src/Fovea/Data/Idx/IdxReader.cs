using System.Buffers.Binary;

namespace Fovea.Data;

/// <summary>Reads IDX files, plain or packed; offsets in its errors count unpacked bytes.</summary>
internal static class IdxReader
{
    public static IdxFile Read(string path, long maxBytes) => PackedFile.Read(path, content => Read(path, content, maxBytes));

    /// <summary>Reads an open file from its start; <paramref name="path"/> is what messages call it.</summary>
    public static IdxFile Read(string path, Stream file, long maxBytes) => PackedFile.Read(path, file, content => Read(path, content, maxBytes));

    private static (IdxFile, long) Read(string path, PackedFile.Content content, long maxBytes)
    {
        IdxFile file = ReadValues(path, content.Stream, content.Available, content.IsExact, maxBytes);
        return (file, file.Header().Length + file.Values.LongLength);
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
        if (got < 4) throw PackedFile.Truncated(path, "the magic number", got);
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
            if (got < 4) throw PackedFile.Truncated(path, $"dimension {d}", offset + got);
            shape[d] = BinaryPrimitives.ReadInt32BigEndian(word);
            if (shape[d] < 1) throw new BadFileException(path, $"dimension {d} is {(uint)shape[d]}", offset);
            // Each factor is below 2^31 and the product stops growing at 2^62, so it cannot wrap.
            count = count > int.MaxValue ? count : count * shape[d];
        }
        string announced = $"{string.Join(" x ", shape)} bytes";
        if (count > maxBytes || count > Array.MaxLength)
            throw new BadFileException(path, $"announces {announced}, more than the limit of {Math.Min(maxBytes, Array.MaxLength)}", 4);
        if (offset + count > available)
            throw PackedFile.Truncated(path, announced, isExact ? available : null, isExact ? "" : ", which a file of this length cannot hold");
        if (isExact && offset + count < available)
            throw new BadFileException(path, $"{available - offset - count} bytes follow the announced {announced}", offset + count);

        byte[] values = new byte[count];
        got = stream.ReadAtLeast(values, values.Length, throwOnEndOfStream: false);
        if (got < values.Length) throw PackedFile.Truncated(path, announced, offset + got);
        if (stream.ReadByte() >= 0) throw new BadFileException(path, $"more bytes follow the announced {announced}", offset + count);
        return new IdxFile(shape, values);
    }
}
