namespace Fovea.Imaging;

/// <summary>Rows of pixels in pinned memory.</summary>
/// <param name="first">The first sample of row 0.</param>
/// <param name="stride">Bytes from a row to the next.</param>
internal readonly unsafe struct PixelRows(byte* first, long stride)
{
    /// <summary>Bytes from a row to the next.</summary>
    public long Stride => stride;

    /// <summary>The first sample of a row.</summary>
    public byte* Row(int y) => first + y * stride;

    /// <summary>The samples of a row.</summary>
    public Span<T> Row<T>(int y, int samples) where T : unmanaged => new(first + y * stride, samples);

    /// <summary>The same rows where the first one has another number: that of the row of an image that it holds.</summary>
    public PixelRows NumberedFrom(int y) => new(first - y * stride, stride);
}
