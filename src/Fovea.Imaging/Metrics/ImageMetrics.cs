using System.Numerics.Tensors;

namespace Fovea.Imaging;

/// <summary>How far two images of one size are apart.</summary>
public static class ImageMetrics
{
    /// <summary>
    /// The mean squared error, mean of (a - b)^2, in the samples' own units squared (or in those of 8 bits, where they are rounded to these). Equals scikit-image's
    /// <c>mean_squared_error</c>.
    /// </summary>
    /// <param name="a">An image.</param>
    /// <param name="b">An image of the same size and depth.</param>
    /// <param name="options">The conventions; all samples pooled where not given.</param>
    /// <exception cref="FoveaException">The images differ in size or depth, or nothing is left after cropping.</exception>
    public static double MeanSquaredError(Image a, Image b, MetricOptions? options = null) => MetricPlanes.Of(a, b, options ?? new(), nameof(MeanSquaredError)).Errors.Average();

    /// <summary>
    /// The peak signal-to-noise ratio in decibels, 10 log10(peak^2 / MSE); infinite for equal images. Equals scikit-image's <c>peak_signal_noise_ratio</c> with all samples pooled.
    /// </summary>
    /// <param name="a">An image.</param>
    /// <param name="b">An image of the same size and depth.</param>
    /// <param name="options">The conventions; all samples pooled where not given.</param>
    /// <exception cref="FoveaException">The images differ in size or depth, or nothing is left after cropping.</exception>
    public static double Psnr(Image a, Image b, MetricOptions? options = null)
    {
        MetricPlanes planes = MetricPlanes.Of(a, b, options ??= new(), nameof(Psnr));
        double[] errors = planes.Errors;
        return options.Channels == MetricChannels.Mean ? errors.Average(Decibels) : Decibels(errors.Average());

        double Decibels(double error) => error == 0 ? double.PositiveInfinity : 10 * Math.Log10(planes.Peak * planes.Peak / error);
    }

    /// <summary>
    /// Structural similarity (Z. Wang et al., "Image quality assessment: from error visibility to structural similarity", 2004): the mean over all windows that lie inside the image of
    /// (2 mx my + C1)(2 sxy + C2) / ((mx^2 + my^2 + C1)(sx^2 + sy^2 + C2)); 1 for equal images. Equals scikit-image's <c>structural_similarity</c> with the options named in
    /// <see cref="SsimOptions"/>.
    /// </summary>
    /// <param name="a">An image.</param>
    /// <param name="b">An image of the same size and depth.</param>
    /// <param name="options">The conventions; the paper's where not given.</param>
    /// <exception cref="FoveaException">The images differ in size or depth, the window is even or larger than they are.</exception>
    public static double Ssim(Image a, Image b, SsimOptions? options = null)
    {
        options ??= SsimOptions.Paper;
        if (options.Size < 1 || options.Size % 2 == 0) throw new FoveaException($"Ssim: a window of {options.Size} pixels; its side must be odd", "11 with sigma 1.5 is the paper's, 7 without a sigma scikit-image's");
        if (options.Sigma is not (null or > 0 and < double.PositiveInfinity)) throw new FoveaException($"Ssim: sigma is {options.Sigma}; it must be a positive number, or null for a uniform window");
        MetricPlanes planes = MetricPlanes.Of(a, b, options, nameof(Ssim));
        if (planes.Height < options.Size || planes.Width < options.Size)
            throw new FoveaException($"Ssim: a window of {options.Size} x {options.Size} pixels does not fit into {planes.Height} x {planes.Width}", "use a smaller window");
        return new Similarity(planes, options).Mean;
    }
}
