namespace Fovea.Imaging;

/// <summary>The samples of one channel of an image that are above a threshold, in their own units; NaN never is.</summary>
internal readonly unsafe struct Foreground(ImageKind kind, double threshold, int channel = 0)
{
    /// <summary>The image's columns.</summary>
    public int Width => kind.Width;

    /// <summary>Finds those of some rows.</summary>
    /// <param name="rows">The image's rows.</param>
    /// <param name="range">Which of them.</param>
    /// <param name="top">The row whose words are the first.</param>
    /// <param name="bits">Receives <see cref="ForegroundBits.Words"/> words a row.</param>
    public void Find(PixelRows rows, RowRange range, int top, ulong[] bits)
    {
        int words = ForegroundBits.Words(kind.Width);
        fixed (ulong* bit = bits)
            for (int y = range.From; y < range.To; y++) Find(rows.Row(y), bit + (y - top) * words);
    }

    private void Find(byte* row, ulong* bits)
    {
        int count = kind.Width;
        row += channel * kind.SampleBytes;
        if (kind.Depth == PixelDepth.UInt8) ForegroundBits.Find(row, count, kind.Channels, threshold, bits);
        else if (kind.Depth == PixelDepth.UInt16) ForegroundBits.Find((ushort*)row, count, kind.Channels, threshold, bits);
        else ForegroundBits.Find((float*)row, count, kind.Channels, threshold, bits);
    }
}
