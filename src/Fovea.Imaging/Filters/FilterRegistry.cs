namespace Fovea.Imaging;

/// <summary>The registry: every filter that the system knows by name. What is not here does not exist; what is here is tested and documented.</summary>
public static class FilterRegistry
{
    /// <summary>All filters, family by family.</summary>
    public static IReadOnlyList<FilterEntry> All { get; } =
    [
        // points
        Identity.Entry, Scale.Entry, Invert.Entry, Gamma.Entry, Threshold.Entry, Clip.Entry, Quantize.Entry, Absolute.Entry, Depth.Entry, Normalize.Entry, Noise.Entry,

        // color
        Gray.Entry, Rgb.Entry, Channel.Entry, ToYCbCr.Entry, FromYCbCr.Entry, ToHsv.Entry, FromHsv.Entry, ToXyz.Entry, FromXyz.Entry, ToLab.Entry, FromLab.Entry, ToLinear.Entry, FromLinear.Entry, Mosaic.Entry, Demosaic.Entry,

        // histogram
        Stretch.Entry, Equalize.Entry, Clahe.Entry, Match.Entry, Otsu.Entry,

        // linear
        Correlate.Entry,
        Convolve.Entry,
        Box.Entry,
        MovingAverage.Entry,
        Gaussian.Entry,
        GaussianDerivative.Entry,
        Sharpen.Entry,
        Unsharp.Entry,
        Laplacian.Entry,
        LaplacianOfGaussian.Entry,
        DifferenceOfGaussians.Entry,

        // gradients
        Sobel.Entry,
        Scharr.Entry,
        Prewitt.Entry,
        NonMaximumSuppression.Entry,
        Hysteresis.Entry,
        Canny.Entry,

        // rank
        Median.Entry,
        RankFilter.Entry,
        Minimum.Entry,
        Maximum.Entry,

        // smoothing
        Bilateral.Entry,

        // morphology
        Dilate.Entry,
        Erode.Entry,
        Open.Entry,
        Close.Entry,
        MorphologicalGradient.Entry,
        TopHat.Entry,
        BlackHat.Entry,

        // windows
        Window.Entry,

        // regions
        Components.Entry, Distance.Entry, Integral.Entry,

        // geometry
        Resize.Entry, Sample.Entry, Crop.Entry, Flip.Entry, Rotate90.Entry, Pad.Entry,
    ];

    /// <summary>The names of all filters.</summary>
    public static IReadOnlyCollection<string> Names { get; } = [.. All.Select(entry => entry.Name)];

    /// <summary>The filter of a name.</summary>
    /// <exception cref="FoveaException">There is none; the message has the nearest name and the list.</exception>
    public static FilterEntry Get(string name) => All.FirstOrDefault(entry => entry.Name == name) ?? throw Suggestion.Unknown("filter", name, Names);

    /// <summary>The entry of a filter.</summary>
    internal static FilterEntry EntryOf(Filter filter) => All.First(entry => entry.Type == filter.GetType());
}
