namespace Fovea.Imaging;

/// <summary>The samples of one channel of an image that are above a threshold, in their own units; NaN never is.</summary>
internal readonly unsafe struct Foreground(ImageKind kind, double threshold, int channel = 0)
{
    /// <summary>The image's columns.</summary>
    public int Width => kind.Width;

    /// <summary>Finds those of a row, as <see cref="ForegroundBits"/>.</summary>
    /// <param name="row">The row's first sample.</param>
    /// <param name="bits">Receives <see cref="ForegroundBits.Words"/> words.</param>
    public void Find(byte* row, ulong* bits) => Find(row, 0, kind.Width, bits);

    /// <summary>Finds those of some columns of a row.</summary>
    public void Find(byte* row, int first, int count, ulong* bits)
    {
        row += (long)first * kind.PixelBytes + channel * kind.SampleBytes;
        if (kind.Depth == PixelDepth.UInt8) ForegroundBits.Find(row, count, kind.Channels, threshold, bits);
        else if (kind.Depth == PixelDepth.UInt16) ForegroundBits.Find((ushort*)row, count, kind.Channels, threshold, bits);
        else ForegroundBits.Find((float*)row, count, kind.Channels, threshold, bits);
    }
}
