using System.Numerics;

namespace Fovea.Imaging;

/// <summary>How a <see cref="Gaussian"/> is computed.</summary>
public enum GaussianMethod
{
    /// <summary>With its weights, in time that grows with sigma.</summary>
    Exact,

    /// <summary>
    /// As two damped cosines by recursion (R. Deriche, INRIA report 1893, 1993, fourth order), in a time that does not depend on sigma. The weights are those of a Gaussian without end: where an exact one with the
    /// same sigma cuts off after 3 or 4 sigma, this one does not. In sum they differ from it by 0.05 percent along each axis, so bytes by less than 0.3 grey levels on any image, before rounding, and typically a tenth
    /// of it. Every border is seen as far as the weights reach, be it many times the image. With <c>valid</c> the result shrinks by 4 sigma on each side. A NaN or an infinite sample spoils the whole image.
    /// </summary>
    Recursive,

    /// <summary>
    /// Recursive where that is the faster: from a sigma of 8 on for bytes and of 4 on for other samples (both sigmas), whatever the number of channels; exact below, where a size is given, and with <c>valid</c>.
    /// </summary>
    Auto,
}

/// <summary>
/// Smoothing with exp(-(u^2 + v^2) / (2 sigma^2)), the weights normalised to the sum 1 (row B3 of the course). Weights, and size or sigma where only one of them is
/// given, are those of OpenCV's <c>GaussianBlur</c>. Bytes are computed in the same fixed point as there, with weights in 256ths, and equal; other samples in floats.
/// </summary>
/// <param name="Sigma">The standard deviation in pixels; 0 is 0.3 ((size - 1) / 2 - 1) + 0.8, and for sizes up to 9 OpenCV's fixed weights.</param>
/// <param name="Size">The window, odd; 0 is what holds 3 sigma to each side for bytes and 4 sigma for other samples.</param>
/// <param name="SigmaY">The standard deviation down the columns where it is another; 0 is <paramref name="Sigma"/>.</param>
/// <param name="Method">How it is computed.</param>
/// <param name="Border">What is seen beyond the edge.</param>
/// <param name="Depth">What the result's samples are.</param>
public sealed record Gaussian(
    [Parameter("standard deviation, pixels; 0 derives it from the size", Min = 0, Max = 10000)] double Sigma = 0,
    [Parameter("window, pixels, odd; 0 derives it from sigma", Min = 0, Max = 65535)] WindowSize Size = default,
    [Parameter("standard deviation down the columns, pixels; 0 is sigma", Min = 0, Max = 10000)] double SigmaY = 0,
    [Parameter("exact; recursive, in a time that does not depend on sigma; or auto, recursive for a large sigma")] GaussianMethod Method = GaussianMethod.Exact,
    [Parameter("what is seen beyond the edge")] Border Border = default,
    [Parameter("same rounds as the input's samples, float keeps fractions")] ResultDepth Depth = ResultDepth.Same) : RowFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Gaussian>("gaussian", "linear", "B3", "smoothing with a Gaussian by sigma or size", "gaussian sigma=3");

    // As measured on 3840x2160 with one thread: the recursion takes as long as the weights of these sigmas.
    private static double LeastRecursiveSigma(PixelDepth depth) => depth == PixelDepth.UInt8 ? 8 : 4;

    private bool IsRecursive(PixelDepth depth) => Method == GaussianMethod.Recursive || (Method == GaussianMethod.Auto && Size == default && Border.Kind != BorderKind.Valid
        && Sigma >= LeastRecursiveSigma(depth) && (SigmaY == 0 || SigmaY >= LeastRecursiveSigma(depth)));

    internal override WholeFilter? WholeFor(ImageKind input) => IsRecursive(input.Depth) ? Recursive() : null;

    private protected override ImageKind Check(ImageKind input) => IsRecursive(input.Depth) ? CheckSize(Recursive().ResultFor(input)) : base.Check(input);

    private RecursiveGaussian Recursive()
    {
        if (Size != default) throw Wrong("a recursion sees all of the image, but a size is given", "leave the size away, or take method=exact");
        if (Sigma == 0) throw Wrong("sigma is not given", "gaussian sigma=30 method=recursive");
        return new RecursiveGaussian(Sigma, SigmaY > 0 ? SigmaY : Sigma, Border, Depth);
    }

    private protected override IEnumerable<RowStage> Steps<T>(ImageKind input)
    {
        Term term = Weights(input.Depth);
        RowWindow window = RowWindow.Centred(term.Column.Length, term.Row.Length);
        Border border = Correlation.InSamples<T>(Border);
        PixelDepth result = Depth == ResultDepth.Float ? PixelDepth.Float32 : input.Depth;
        if (typeof(T) == typeof(byte) && Depth == ResultDepth.Same)
        {
            Term whole = new([.. GaussianKernel.FixedPoint(term.Column).Select(weight => (double)weight)], [.. GaussianKernel.FixedPoint(term.Row).Select(weight => (double)weight)]);
            if (ByteTermStage.Fits(whole)) return [new ByteTermStage(input, window, border, whole, new WholeFinish(true, 1, result))];
        }
        return [.. Correlation.ToFloat<T>(input), new TermsStage(input with { Depth = PixelDepth.Float32 }, window, border, [term], new StoredSum<T>(result, 1))];
    }

    /// <summary>The weights down the columns and along the rows.</summary>
    private Term Weights(PixelDepth depth)
    {
        double sigmaY = SigmaY > 0 ? SigmaY : Sigma;
        return new Term(Weights(Size.Height, sigmaY, depth), Weights(Size.Width, Sigma, depth));
    }

    private double[] Weights(int size, double sigma, PixelDepth depth)
    {
        if (size == 0 && sigma == 0) throw Wrong("neither size nor sigma is given", "gaussian sigma=2, or gaussian size=5");
        if (size == 0) size = GaussianKernel.SizeFor(sigma, depth);
        if (size % 2 == 0) throw Wrong($"the size {Size} is even, so that it has no centre", $"take {size - 1} or {size + 1}, or correlate kernel=gaussian:{size},SIGMA around the middle between pixels");
        return GaussianKernel.Weights(size, sigma);
    }
}
