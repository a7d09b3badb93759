using System.Numerics;

namespace Fovea.Imaging;

/// <summary>How a <see cref="Gaussian"/> is computed.</summary>
public enum GaussianMethod
{
    /// <summary>With its weights, in time that grows with sigma.</summary>
    Exact,

    /// <summary>
    /// As five means one after the other whose variances add up to sigma^2 (extended boxes: Gwosdek, Grewenig, Bruhn, Weickert 2011), in time that hardly depends on sigma. From a sigma
    /// of 2 on, weights lie within 7 percent of the largest one and what becomes of an edge within 0.8 percent of its height. Every mean sees the border anew, which makes a difference with <c>replicate</c>
    /// and <c>constant</c>.
    /// </summary>
    Boxes,

    /// <summary>Boxes where sigma is 64 or more and the border is <c>reflect</c>, <c>symmetric</c> or <c>wrap</c>, else exact.</summary>
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
    [Parameter("exact; as boxes in a time that hardly depends on sigma; or auto, boxes for a large sigma")] GaussianMethod Method = GaussianMethod.Exact,
    [Parameter("what is seen beyond the edge")] Border Border = default,
    [Parameter("same rounds as the input's samples, float keeps fractions")] ResultDepth Depth = ResultDepth.Same) : RowFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Gaussian>("gaussian", "linear", "B3", "smoothing with a Gaussian by sigma or size", "gaussian sigma=3");

    private const int Means = 5;
    private const double LeastSigmaOfBoxes = 64;

    private bool UsesBoxes => Method == GaussianMethod.Boxes
        || (Method == GaussianMethod.Auto && Size == default && Sigma >= LeastSigmaOfBoxes && SigmaY is 0 or >= LeastSigmaOfBoxes && Border.Kind is BorderKind.Reflect or BorderKind.Symmetric or BorderKind.Wrap);

    private protected override IEnumerable<RowStage> Steps<T>(ImageKind input)
    {
        if (UsesBoxes) return Boxes<T>(input);
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

    /// <summary>Five extended boxes; where the sigmas differ, first all along the rows and then all down the columns.</summary>
    private List<RowStage> Boxes<T>(ImageKind input) where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        if (Size != default) throw Wrong("boxes have sizes of their own, but a size is given", "leave the size away, or take method=exact");
        if (Sigma == 0) throw Wrong("sigma is not given", "gaussian sigma=30 method=boxes");
        double sigmaY = SigmaY > 0 ? SigmaY : Sigma;
        List<RowStage> steps = Correlation.ToFloat<T>(input);
        ImageKind kind = input with { Depth = PixelDepth.Float32 };
        foreach ((double sigma, bool across, bool down) in sigmaY == Sigma ? [(Sigma, true, true)] : new[] { (Sigma, true, false), (sigmaY, false, true) })
        {
            // A box of 2 reach - 1 pixels with the weight 1 and one more at each end with a smaller one, so that the variance is met exactly.
            double variance = sigma * sigma / Means;
            int length = (int)((Math.Sqrt(12 * variance + 1) - 1) / 2), reach = length + 1;
            double edge = (2 * length + 1) * (length * (length + 1.0) - 3 * variance) / (6 * (variance - (double)reach * reach));
            for (int i = 0; i < Means; i++)
            {
                int rows = down ? reach : 0, columns = across ? reach : 0;
                steps.Add(new FloatBoxStage(kind, new RowWindow(rows, rows, columns, columns), Correlation.InSamples<T>(Border), (float)edge));
                kind = steps[^1].Output;
                if (kind.Height < 1 || kind.Width < 1) return steps; // the border 'valid' has left nothing
            }
        }
        if (Depth == ResultDepth.Same && typeof(T) != typeof(float)) steps.Add(new FromFloatStage<T>(kind));
        return steps;
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
        if (size % 2 == 0) throw Wrong($"the size {Size} is even, so that it has no centre", $"take {size - 1} or {size + 1}");
        return GaussianKernel.Weights(size, sigma);
    }
}
