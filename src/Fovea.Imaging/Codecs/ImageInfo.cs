namespace Fovea.Imaging;

/// <summary>What a file's header says: the image that reading it gives.</summary>
/// <param name="Format">The file's format, by its content.</param>
/// <param name="Height">The number of rows.</param>
/// <param name="Width">The number of columns.</param>
/// <param name="Channels">The number of channels after palettes are expanded and transparency has become alpha.</param>
/// <param name="Depth">The sample type after samples below 8 bits are expanded.</param>
public sealed record ImageInfo(ImageFormat Format, int Height, int Width, int Channels, PixelDepth Depth)
{
    /// <summary>The size of the decoded pixels in bytes.</summary>
    public long DecodedBytes => (long)Height * Width * Channels * BytesPerSample;

    /// <summary>The size of one sample in bytes: 1, 2 or 4.</summary>
    public int BytesPerSample => Depth switch { PixelDepth.UInt8 => 1, PixelDepth.UInt16 => 2, _ => 4 };
}
