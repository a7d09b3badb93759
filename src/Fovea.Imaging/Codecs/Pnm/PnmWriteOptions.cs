namespace Fovea.Imaging;

/// <summary>How a PNM file (.pbm, .pgm, .ppm, .pnm) is written. Every choice gives the same pixels.</summary>
public sealed record PnmWriteOptions : ImageWriteOptions
{
    /// <summary>Whether samples are written as text (P1 to P3) instead of bytes (P4 to P6).</summary>
    public bool Plain { get; init; }
}
