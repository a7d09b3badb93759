namespace Fovea.Imaging;

/// <summary>
/// Canny's edges (1986): the maxima of the gradient along its direction, thresholded with hysteresis; 255 on edges and 0 elsewhere, one channel of bytes. For bytes equal to OpenCV's
/// <c>Canny</c>, pixel for pixel; images of several channels take the longest gradient of each pixel, as there.
/// </summary>
/// <param name="Low">The lower threshold of the gradient's length: weaker maxima are no edges.</param>
/// <param name="High">The upper threshold: stronger maxima are edges, and those in between where they are joined to one.</param>
/// <param name="Size">The size of Sobel's kernels. With size 7 the thresholds of bytes are divided by 16, as OpenCV does it.</param>
/// <param name="L2">Whether the length is sqrt(dx^2 + dy^2), or |dx| + |dy|.</param>
/// <param name="Sigma">The standard deviation of a Gaussian that is applied before, pixels; 0 for none, as in OpenCV.</param>
public sealed record Canny(
    [Parameter("lower threshold of the gradient's length, in the samples' units", Min = 0)] double Low,
    [Parameter("upper threshold of the gradient's length, in the samples' units", Min = 0)] double High,
    [Parameter("size of Sobel's kernels: 3, 5 or 7", Min = 3, Max = 7, Odd = true)] int Size = 3,
    [Parameter("whether the length is sqrt(dx^2 + dy^2) instead of |dx| + |dy|")] bool L2 = false,
    [Parameter("standard deviation of a Gaussian that is applied before, pixels; 0 for none", Min = 0, Max = 1000)] double Sigma = 0) : WholeFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Canny>("canny", "gradients", "B5", "Canny's edges; bytes", "canny low=100 high=200 sigma=1");

    private protected override ImageKind Check(ImageKind input)
    {
        if (Low > High) throw Wrong($"low is {Low}, above high, {High}", "high finds edges, low follows them");
        return input with { Depth = PixelDepth.UInt8, Channels = 1 };
    }

    internal override ImageRows Apply(ImageRows image)
    {
        List<RowStage> steps = [];
        ImageKind kind = image.Kind;
        if (Sigma > 0) steps.AddRange(new Gaussian(Sigma).StepsFor(kind));
        bool isWhole = kind.Depth == PixelDepth.UInt8;
        double scale = isWhole && Size == 7 ? 1 / 16.0 : 1;
        steps.AddRange(Gradient.StepsFor(kind, DerivativeKernel.Sobel(Size, 1), DerivativeKernel.Sobel(Size, 0), GradientOutput.Vector, Border.Replicate, scale));
        (double low, double high) = (Low * scale, High * scale);
        // OpenCV caps the thresholds before it squares them.
        if (L2) (low, high) = (Squared(low), Squared(high));
        double Squared(double threshold) => isWhole ? Math.Pow(Math.Min(threshold, short.MaxValue), 2) : threshold * threshold;
        ImageKind gradients = steps[^1].Output;
        steps.Add(isWhole ? new EdgeClassStage<int>(gradients, L2, Floor(low), Floor(high)) : new EdgeClassStage<float>(gradients, L2, (float)low, (float)high));
        return Hysteresis.Track(MadeRows.Chained(image, steps));
    }

    private static int Floor(double threshold) => (int)Math.Min(int.MaxValue, Math.Floor(threshold));
}
