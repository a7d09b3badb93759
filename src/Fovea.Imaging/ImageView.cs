namespace Fovea.Imaging;

/// <summary>
/// A rectangle of an image, seen in place: reading and writing its pixels reads and writes the image. Nothing is copied. Filters treat it as an image of its own,
/// with the border at its edge; <see cref="Filtering.Filter{T}(Image{T}, Region, IReadOnlyList{Filter})"/> sees the pixels around a region instead.
/// </summary>
/// <typeparam name="T">The sample type: <see cref="byte"/>, <see cref="ushort"/> or <see cref="float"/>.</typeparam>
public readonly struct ImageView<T> where T : struct
{
    internal ImageView(Image<T> image, Region region)
    {
        region.CheckInside(image.Kind);
        (Image, Region) = (image, region);
    }

    /// <summary>The image that is looked at.</summary>
    public Image<T> Image { get; }

    /// <summary>Where the view lies in the image.</summary>
    public Region Region { get; }

    /// <summary>The number of rows.</summary>
    public int Height => Region.Height;

    /// <summary>The number of columns.</summary>
    public int Width => Region.Width;

    /// <summary>The number of samples of a pixel.</summary>
    public int Channels => Image.Channels;

    /// <summary>The samples of row <paramref name="y"/> of the view, columns x channels; writing changes the image.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such row.</exception>
    public Span<T> Row(int y) => (uint)y < (uint)Height ? Image.Row(Region.Top + y).Slice(Region.Left * Channels, Width * Channels)
        : throw new IndexOutOfRangeException($"row {y} lies outside the view ({this})");

    /// <summary>The sample in row <paramref name="y"/>, column <paramref name="x"/>, channel <paramref name="c"/> of the view.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such sample.</exception>
    public ref T this[int y, int x, int c]
    {
        get
        {
            if ((uint)y < (uint)Height && (uint)x < (uint)Width) return ref Image[Region.Top + y, Region.Left + x, c];
            throw new IndexOutOfRangeException($"sample (row {y}, column {x}, channel {c}) lies outside the view ({this})");
        }
    }

    /// <summary>A rectangle of this view, in place.</summary>
    /// <exception cref="FoveaException">The region is empty or does not lie inside the view.</exception>
    public ImageView<T> View(Region region)
    {
        region.CheckInside(Image.Kind with { Height = Height, Width = Width });
        return new ImageView<T>(Image, region with { Top = Region.Top + region.Top, Left = Region.Left + region.Left });
    }

    /// <summary>Writes an image of the view's size over it.</summary>
    /// <exception cref="FoveaException">The sizes differ.</exception>
    public void Write(Image<T> pixels)
    {
        if (pixels.Height != Height || pixels.Width != Width || pixels.Channels != Channels) throw new FoveaException($"Write: the image is {pixels.Kind}, the view {this}");
        for (int y = 0; y < Height; y++) pixels.Row(y).CopyTo(Row(y));
    }

    /// <summary>A copy of the pixels that are seen.</summary>
    public Image<T> ToImage() => Image.Crop(Region);

    /// <summary>Size and sample type, as in <c>480 x 640 x 3, UInt8</c> (rows, columns, channels).</summary>
    public override string ToString() => (Image.Kind with { Height = Height, Width = Width }).ToString();
}
