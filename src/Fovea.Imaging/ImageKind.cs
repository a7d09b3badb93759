namespace Fovea.Imaging;

/// <summary>What an image is, apart from its pixels: the type of its samples and its size.</summary>
/// <param name="Depth">The type of one sample.</param>
/// <param name="Height">The number of rows.</param>
/// <param name="Width">The number of columns.</param>
/// <param name="Channels">The number of samples of a pixel.</param>
public readonly record struct ImageKind(PixelDepth Depth, int Height, int Width, int Channels)
{
    /// <summary>The samples of one row.</summary>
    public int RowSamples => Width * Channels;

    /// <summary>The bytes of one sample.</summary>
    public int SampleBytes => Depth switch { PixelDepth.UInt8 => 1, PixelDepth.UInt16 => 2, _ => 4 };

    /// <summary>The bytes of one row.</summary>
    public int RowBytes => RowSamples * SampleBytes;

    /// <summary>The bytes of one pixel.</summary>
    internal int PixelBytes => Channels * SampleBytes;

    /// <summary>The channels that are no alpha.</summary>
    internal int Colors => Channels - (Channels is 2 or 4 ? 1 : 0);

    /// <summary>An image of this kind with undefined samples, for code that writes every one of them.</summary>
    internal Image New() => Depth switch
    {
        PixelDepth.UInt8 => Image<byte>.Uninitialized(Height, Width, Channels),
        PixelDepth.UInt16 => Image<ushort>.Uninitialized(Height, Width, Channels),
        _ => Image<float>.Uninitialized(Height, Width, Channels),
    };

    /// <summary>Size and sample type, as in <c>480 x 640 x 3, UInt8</c> (rows, columns, channels).</summary>
    public override string ToString() => $"{Height} x {Width} x {Channels}, {Depth}";
}
