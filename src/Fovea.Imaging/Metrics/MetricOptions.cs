namespace Fovea.Imaging;

/// <summary>Which channels of two images are compared, and how their figures become one.</summary>
public enum MetricChannels
{
    /// <summary>All samples of all channels as one set: one squared error over them. For SSIM, which has no pooled form, the mean of the channels.</summary>
    Pooled,

    /// <summary>Each channel has its own figure; the result is their mean.</summary>
    Mean,

    /// <summary>The luma 0.299 R + 0.587 G + 0.114 B, full range, not rounded.</summary>
    Luma,

    /// <summary>
    /// The Y of Matlab's rgb2ycbcr, which tables of super-resolution use: 16 + 65.481 R + 128.553 G + 24.966 B for R, G, B in 0 to 1, in the units of a peak of 255 (or its multiple).
    /// </summary>
    StudioLuma,
}

/// <summary>The conventions of a comparison that figures depend on.</summary>
public record MetricOptions
{
    /// <summary>Which channels are compared; grey images are always compared as they are.</summary>
    public MetricChannels Channels { get; init; } = MetricChannels.Pooled;

    /// <summary>Pixels left out along every edge.</summary>
    public int Crop { get; init; }

    /// <summary>The distance from black to white; where not given 255 for bytes, 65535 for 16 bits and 1 for floats.</summary>
    public double? Peak { get; init; }

    /// <summary>Whether samples are first brought to 0 to 255 and rounded, as if the images had been written as 8-bit files; the peak is then 255.</summary>
    public bool RoundToBytes { get; init; }
}

/// <summary>The conventions of structural similarity.</summary>
public sealed record SsimOptions : MetricOptions
{
    /// <summary>The paper's: a Gaussian window of 11 pixels with sigma 1.5, population variances. scikit-image's with gaussian_weights=True, use_sample_covariance=False.</summary>
    public static SsimOptions Paper => new();

    /// <summary>scikit-image's default: a uniform window of 7 pixels, sample variances.</summary>
    public static SsimOptions Uniform7 => new() { Sigma = null, Size = 7, SampleCovariance = true };

    /// <summary>The side of the window in pixels, odd.</summary>
    public int Size { get; init; } = 11;

    /// <summary>The Gaussian's sigma in pixels; null for a uniform window.</summary>
    public double? Sigma { get; init; } = 1.5;

    /// <summary>Whether variances are divided by n - 1 in place of n, n being the window's pixels.</summary>
    public bool SampleCovariance { get; init; }

    /// <summary>The first constant, times the peak: C1 = (K1 peak)^2.</summary>
    public double K1 { get; init; } = 0.01;

    /// <summary>The second constant, times the peak: C2 = (K2 peak)^2.</summary>
    public double K2 { get; init; } = 0.03;
}
