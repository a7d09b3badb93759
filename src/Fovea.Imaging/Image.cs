namespace Fovea.Imaging;

/// <summary>
/// A picture whose sample type is known only at run time, as read from a file: an <see cref="Image{T}"/> of <see cref="byte"/>,
/// <see cref="ushort"/> or <see cref="float"/>. Convert it (<c>ToByte</c>, <c>ToFloat</c>, <c>ToUInt16</c>) or cast it to work with its pixels.
/// </summary>
public abstract class Image : IDisposable
{
    private protected Image(int height, int width, int channels)
    {
        Height = height;
        Width = width;
        Channels = channels;
    }

    /// <summary>The number of rows.</summary>
    public int Height { get; }

    /// <summary>The number of columns.</summary>
    public int Width { get; }

    /// <summary>
    /// The number of samples of a pixel. Where an operation speaks of colour: 1 is grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha;
    /// alpha is not premultiplied.
    /// </summary>
    public int Channels { get; }

    /// <summary>The type of one sample.</summary>
    public abstract PixelDepth Depth { get; }

    /// <summary>Size and sample type.</summary>
    public ImageKind Kind => new(Depth, Height, Width, Channels);

    /// <summary>Whether the last channel is alpha, by the convention of <see cref="Channels"/>: images of 2 and of 4 channels.</summary>
    public bool HasAlpha => Channels is 2 or 4;

    /// <summary>
    /// Gives the memory back, for the next image of the same size; the image must not be used afterwards, nor its spans. Not needed, since the garbage collector looks after images:
    /// but where one picture after another is filtered it saves the price of fresh memory, which is more than that of most filters.
    /// </summary>
    public abstract void Dispose();

    /// <summary>A copy of the pixels in <paramref name="region"/>, all channels.</summary>
    /// <exception cref="FoveaException">The region is empty or does not lie inside the image.</exception>
    public abstract Image CropTo(Region region);

    /// <summary>Size and sample type, as in <c>480 x 640 x 3, UInt8</c> (rows, columns, channels).</summary>
    public override string ToString() => Kind.ToString();

    /// <summary>Copies the pixels into an image of the same kind.</summary>
    internal abstract void CopyTo(Image other);

    /// <summary>Keeps the pixels where they are while kernels use them.</summary>
    internal abstract System.Buffers.MemoryHandle Pin();
}
