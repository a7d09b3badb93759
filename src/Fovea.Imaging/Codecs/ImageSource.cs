namespace Fovea.Imaging;

/// <summary>
/// The bytes of an image file in order: reads ahead in blocks, counts offsets for error messages, knows how many bytes are left, and judges
/// the sizes that headers announce.
/// </summary>
internal sealed class ImageSource
{
    private readonly byte[] buffer = new byte[16 * 1024];
    private readonly Stream stream;
    private readonly long length;
    private long bufferOffset;
    private int next, filled;

    /// <summary>The rest of a stream that can seek; offsets count from its current position.</summary>
    public ImageSource(Stream stream, string name, ImageLimits limits)
    {
        this.stream = stream;
        Name = name;
        Limits = limits;
        length = Math.Max(0, stream.Length - stream.Position);
    }

    public string Name { get; }

    public ImageLimits Limits { get; }

    /// <summary>The offset of the next byte.</summary>
    public long Position => bufferOffset + next;

    /// <summary>The number of bytes from the next one to the end.</summary>
    public long Remaining => length - Position;

    /// <summary>The next bytes, at most <paramref name="count"/>, without going past them; fewer only at the end.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        if (filled - next < count) Fill();
        return buffer.AsSpan(next, Math.Min(count, filled - next));
    }

    /// <summary>The next byte, or -1 at the end.</summary>
    public int ReadByte()
    {
        if (next == filled) Fill();
        return next == filled ? -1 : buffer[next++];
    }

    /// <summary>Reads at least one byte unless the file ends, at most what fits; returns the number.</summary>
    public int Read(Span<byte> destination)
    {
        if (next == filled) Fill();
        int count = Math.Min(destination.Length, filled - next);
        buffer.AsSpan(next, count).CopyTo(destination);
        next += count;
        return count;
    }

    /// <summary>Fills the destination; <paramref name="what"/> names in the error what the file ends in.</summary>
    public void ReadExactly(Span<byte> destination, string what)
    {
        while (!destination.IsEmpty)
        {
            int count = Read(destination);
            if (count == 0) throw Ends(what);
            destination = destination[count..];
        }
    }

    /// <summary>The error that the file ends too early.</summary>
    public BadFileException Ends(string what) => Bad($"the file ends in {what}", Position);

    /// <summary>The error that the file is broken for a reason, at an offset or where reading stands.</summary>
    public BadFileException Bad(string reason, long? offset = null, string? hint = null, Exception? inner = null) =>
        new(Name, reason, offset ?? Position, hint, inner);

    /// <summary>Refuses an image above the limits or above what an array can hold; to be called before memory for pixels is taken.</summary>
    /// <param name="info">The header's sizes, each at least 1.</param>
    /// <param name="offset">Where the header stands.</param>
    public void CheckLimits(ImageInfo info, long offset)
    {
        long pixels = (long)info.Height * info.Width;
        if (pixels > Limits.MaxPixels)
            throw Bad($"the image ({Size(info)}) has more than {Limits.MaxPixels} pixels", offset, "raise ImageLimits.MaxPixels to read it");
        // The order matters: below this test no product of sizes leaves 64 bits.
        if (pixels > Array.MaxLength / info.Channels)
            throw Bad($"the image ({Size(info)}) has more samples than one array can hold", offset);
        if (info.DecodedBytes > Limits.MaxBytes)
            throw Bad($"the image ({Size(info)}) takes {info.DecodedBytes} bytes, the limit is {Limits.MaxBytes}", offset,
                "raise ImageLimits.MaxBytes to read it");
    }

    /// <summary>Refuses an image that the bytes that are left cannot hold; to be called before memory for pixels is taken.</summary>
    /// <param name="info">The header's sizes.</param>
    /// <param name="leastBytes">The fewest bytes in which such an image can be stored.</param>
    /// <param name="offset">Where the header stands.</param>
    public void CheckRemaining(ImageInfo info, long leastBytes, long offset)
    {
        if (leastBytes > Remaining)
            throw Bad($"the header announces an image ({Size(info)}) of at least {leastBytes} bytes, but only {Remaining} follow", offset);
    }

    private static string Size(ImageInfo info) => $"{info.Height} x {info.Width} x {info.Channels}, {info.Depth}";

    // Keeps what was not read yet, so that Peek can look across a block's end.
    private void Fill()
    {
        int kept = filled - next;
        buffer.AsSpan(next, kept).CopyTo(buffer);
        bufferOffset += next;
        next = 0;
        filled = kept;
        while (filled < buffer.Length)
        {
            int count = stream.Read(buffer, filled, buffer.Length - filled);
            if (count == 0) break;
            filled += count;
        }
    }
}
