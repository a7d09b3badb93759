namespace Fovea.Imaging;

/// <summary>How a PNG file is written. Every choice gives the same pixels.</summary>
public sealed record PngWriteOptions : ImageWriteOptions
{
    /// <summary>How hard zlib tries: 0 does not compress, 1 is fastest, 9 gives the smallest file.</summary>
    public int CompressionLevel { get; init; } = 6;
}
