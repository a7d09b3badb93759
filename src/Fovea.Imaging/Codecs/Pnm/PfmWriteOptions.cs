namespace Fovea.Imaging;

/// <summary>How a PFM file is written. Every choice gives the same pixels.</summary>
public sealed record PfmWriteOptions : ImageWriteOptions
{
    /// <summary>Whether floats are written with the highest byte first.</summary>
    public bool BigEndian { get; init; }
}
