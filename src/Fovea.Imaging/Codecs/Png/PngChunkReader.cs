using System.Buffers.Binary;

namespace Fovea.Imaging;

/// <summary>Walks the chunks of a PNG file and checks the length, type and CRC of each, also of those that are skipped.</summary>
internal sealed class PngChunkReader(ImageSource source)
{
    private readonly byte[] skipped = new byte[4096];
    private int remaining;
    private uint crc;

    /// <summary>The type of the current chunk.</summary>
    public uint Type { get; private set; }

    /// <summary>The number of data bytes of the current chunk.</summary>
    public int Length { get; private set; }

    /// <summary>Where the current chunk begins.</summary>
    public long Offset { get; private set; }

    public string Name => PngChunkType.Name(Type);

    /// <summary>Goes to the next chunk; the current one must be finished.</summary>
    public void Next()
    {
        Offset = source.Position;
        if (source.Remaining == 0) throw source.Bad("the file ends before its IEND chunk", Offset);
        Span<byte> header = stackalloc byte[8];
        source.ReadExactly(header, "a chunk's header");
        uint length = BinaryPrimitives.ReadUInt32BigEndian(header);
        Type = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        if (!PngChunkType.IsWellFormed(Type)) throw source.Bad($"a chunk's type is {Name}, which are not four letters", Offset + 4);
        if (length > int.MaxValue) throw source.Bad($"chunk {Name} announces {length} bytes, more than 2^31 - 1", Offset);
        Length = remaining = (int)length;
        crc = Crc32.Append(0, header[4..]);
    }

    /// <summary>Reads data of the current chunk, at most what fits; 0 at the chunk's end.</summary>
    public int Read(Span<byte> destination)
    {
        destination = destination[..Math.Min(destination.Length, remaining)];
        if (destination.IsEmpty) return 0;
        int count = source.Read(destination);
        if (count == 0) throw source.Ends($"chunk {Name}");
        crc = Crc32.Append(crc, destination[..count]);
        remaining -= count;
        return count;
    }

    /// <summary>Reads all data of the current chunk and finishes it; the destination has the chunk's length.</summary>
    public void ReadWhole(Span<byte> destination)
    {
        while (!destination.IsEmpty) destination = destination[Read(destination)..];
        Finish();
    }

    /// <summary>Skips what is left of the current chunk and checks its CRC.</summary>
    public void Finish()
    {
        while (Read(skipped) > 0) { }
        Span<byte> stored = stackalloc byte[4];
        source.ReadExactly(stored, $"the CRC of chunk {Name}");
        uint expected = BinaryPrimitives.ReadUInt32BigEndian(stored);
        if (crc != expected) throw source.Bad($"chunk {Name} is damaged: its CRC is {crc:X8}, the file says {expected:X8}", Offset);
    }
}
