using System.Runtime.CompilerServices;

namespace Fovea.Imaging;

/// <summary>
/// A picture of rows x columns x channels in contiguous memory, channels last: sample (y, x, c) is
/// <c>Pixels[(y * Width + x) * Channels + c]</c>. There is no padding between rows.
/// </summary>
/// <typeparam name="T">The sample type: <see cref="byte"/>, <see cref="ushort"/> or <see cref="float"/>.</typeparam>
public sealed class Image<T> : Image where T : struct
{
    private T[]? pixels;

    /// <summary>A black image (all samples 0, so alpha is 0 too).</summary>
    /// <param name="height">The number of rows, at least 1.</param>
    /// <param name="width">The number of columns, at least 1.</param>
    /// <param name="channels">The number of channels, at least 1.</param>
    /// <exception cref="FoveaException">
    /// <typeparamref name="T"/> is no sample type, a size is below 1, or there are more samples than an array can hold.
    /// </exception>
    public Image(int height, int width, int channels) : this(height, width, channels, new T[Count(height, width, channels)]) { }

    /// <summary>An image that holds a copy of <paramref name="pixels"/>.</summary>
    /// <param name="height">The number of rows, at least 1.</param>
    /// <param name="width">The number of columns, at least 1.</param>
    /// <param name="channels">The number of channels, at least 1.</param>
    /// <param name="pixels">The samples, rows x columns x channels.</param>
    /// <exception cref="FoveaException">As for a black image, or the number of samples is not height x width x channels.</exception>
    public Image(int height, int width, int channels, ReadOnlySpan<T> pixels)
        : this(height, width, channels, Counted(height, width, channels, pixels).ToArray()) { }

    /// <summary>An image that holds a copy of pixels whose rows do not follow each other closely, as bitmaps of other libraries have them.</summary>
    /// <param name="height">The number of rows, at least 1.</param>
    /// <param name="width">The number of columns, at least 1.</param>
    /// <param name="channels">The number of channels, at least 1.</param>
    /// <param name="pixels">The samples, columns x channels of each row; what stands behind the last row's need not be there.</param>
    /// <param name="stride">The samples from the beginning of one row to that of the next, at least width x channels.</param>
    /// <exception cref="FoveaException">As for a black image, the stride is too small, or there are fewer samples than it says.</exception>
    public Image(int height, int width, int channels, ReadOnlySpan<T> pixels, int stride) : this(height, width, channels)
    {
        int row = width * channels;
        if (stride < row) throw new FoveaException($"Image: a stride of {stride} samples is less than a row of {width} x {channels}");
        if (pixels.Length < (long)(height - 1) * stride + row)
            throw new FoveaException($"Image: {height} rows of {width} x {channels} samples, {stride} apart, need {(long)(height - 1) * stride + row} samples, {pixels.Length} were given");
        for (int y = 0; y < height; y++) pixels.Slice(y * stride, row).CopyTo(Row(y));
    }

    // Takes the array over; the callers have checked the sizes.
    private Image(int height, int width, int channels, T[] pixels) : base(height, width, channels) => this.pixels = pixels;

    /// <inheritdoc/>
    public override PixelDepth Depth => SampleDepth;

    /// <summary>The depth of images of this type.</summary>
    internal static PixelDepth SampleDepth =>
        typeof(T) == typeof(byte) ? PixelDepth.UInt8 : typeof(T) == typeof(ushort) ? PixelDepth.UInt16 : PixelDepth.Float32;

    private T[] Own => pixels ?? throw new ObjectDisposedException($"Image<{typeof(T).Name}>", $"the image ({this}) has been disposed, its memory may be another's");

    /// <summary>All samples, rows x columns x channels; writing changes the image.</summary>
    public Span<T> Pixels => Own;

    /// <summary>The memory behind <see cref="Pixels"/>, for code that hands parts of an image to other threads.</summary>
    public Memory<T> Memory => Own;

    /// <summary>The samples of row <paramref name="y"/>, columns x channels; writing changes the image.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such row.</exception>
    public Span<T> Row(int y)
    {
        if ((uint)y >= (uint)Height) throw new IndexOutOfRangeException($"row {y} lies outside the image ({this})");
        int stride = Width * Channels;
        return Own.AsSpan(y * stride, stride);
    }

    /// <summary>The sample in row <paramref name="y"/>, column <paramref name="x"/>, channel <paramref name="c"/>.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such sample.</exception>
    public ref T this[int y, int x, int c]
    {
        get
        {
            if ((uint)y >= (uint)Height || (uint)x >= (uint)Width || (uint)c >= (uint)Channels) throw Outside(y, x, c);
            return ref Own[(y * Width + x) * Channels + c];
        }
    }

    /// <summary>A rectangle of the image, seen in place.</summary>
    /// <exception cref="FoveaException">The region is empty or does not lie inside the image.</exception>
    public ImageView<T> View(Region region) => new(this, region);

    /// <summary>A copy of the image.</summary>
    public Image<T> Clone() => new(Height, Width, Channels, Own.AsSpan());

    /// <inheritdoc/>
    public override Image CropTo(Region region) => Crop(region);

    /// <summary>A copy of the pixels in <paramref name="region"/>, all channels.</summary>
    /// <exception cref="FoveaException">The region is empty or does not lie inside the image.</exception>
    public Image<T> Crop(Region region)
    {
        region.CheckInside(Kind);
        Image<T> result = Uninitialized(region.Height, region.Width, Channels);
        for (int y = 0; y < region.Height; y++)
            Row(region.Top + y).Slice(region.Left * Channels, region.Width * Channels).CopyTo(result.Row(y));
        return result;
    }

    /// <summary>An image with undefined samples, for code that writes every one of them.</summary>
    internal static Image<T> Uninitialized(int height, int width, int channels) => new(height, width, channels, PixelMemory<T>.Take(Count(height, width, channels)));

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (Interlocked.Exchange(ref pixels, null) is { } given) PixelMemory<T>.Give(given);
    }

    internal override void CopyTo(Image other) => Pixels.CopyTo(((Image<T>)other).Pixels);

    internal override System.Buffers.MemoryHandle Pin() => Memory.Pin();

    private static int Count(int height, int width, int channels)
    {
        if (typeof(T) != typeof(byte) && typeof(T) != typeof(ushort) && typeof(T) != typeof(float))
            throw new FoveaException($"Image<{typeof(T).Name}>: an image holds byte, ushort or float samples");
        if (height < 1 || width < 1 || channels < 1)
            throw new FoveaException($"Image: height {height}, width {width} and channels {channels} must all be at least 1");
        // Three factors below 2^31 can pass 2^63, hence the division.
        long plane = (long)height * width;
        if (plane > Array.MaxLength / channels)
            throw new FoveaException(
                $"Image: {height} x {width} x {channels} samples are more than one array can hold ({Array.MaxLength})", "work on it in parts");
        return (int)plane * channels;
    }

    private static ReadOnlySpan<T> Counted(int height, int width, int channels, ReadOnlySpan<T> pixels)
    {
        int count = Count(height, width, channels);
        return pixels.Length == count ? pixels : throw new FoveaException(
            $"Image: {height} x {width} x {channels} needs {count} samples, {pixels.Length} were given");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private IndexOutOfRangeException Outside(int y, int x, int c) =>
        new($"sample (row {y}, column {x}, channel {c}) lies outside the image ({this})");
}
