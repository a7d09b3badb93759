namespace Fovea.Imaging;

/// <summary>How finely the colours of a JPEG file are sampled.</summary>
public enum JpegSampling
{
    /// <summary>4:2:0: one colour for two by two pixels.</summary>
    TwoByTwo,

    /// <summary>4:2:2: one colour for two pixels side by side.</summary>
    TwoByOne,

    /// <summary>4:4:4: a colour for every pixel.</summary>
    Full,
}

/// <summary>How a JPEG file is written: baseline, with the Huffman tables of the standard.</summary>
public sealed record JpegWriteOptions : ImageWriteOptions
{
    /// <summary>1 (smallest file) to 100 (nearest to the image), on the scale of the Independent JPEG Group.</summary>
    public int Quality { get; init; } = 90;

    /// <summary>How finely colours are sampled; nothing to grey images.</summary>
    public JpegSampling Sampling { get; init; } = JpegSampling.TwoByTwo;
}
