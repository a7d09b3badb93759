namespace Fovea.Imaging;

/// <summary>
/// Bilateral filter: a mean of the pixels in a disc, with weights that fall with the distance and with the difference from the pixel itself, so that noise goes and
/// edges stay: w(p, q) = exp(-|p - q|² / (2 σs²) - d² / (2 σc²)), where d is the sum over the channels of |f(p) - f(q)| (Tomasi and Manduchi, Bilateral filtering for
/// gray and color images, ICCV 1998, with the difference and the disc of OpenCV's <c>bilateralFilter</c>). All channels count, whatever their number. Bytes and
/// 16-bit samples are rounded, halves to even. A NaN makes the pixels of its disc NaN.
/// </summary>
/// <param name="Size">The disc's diameter in pixels; even ones count as the next odd one, and 1 as 3. If not given, 2 · round(1.5 σs) + 1.</param>
/// <param name="SigmaColor">σc, in the units of samples: how different colours may be that are still mixed.</param>
/// <param name="SigmaSpace">σs in pixels.</param>
/// <param name="Border">What is seen beyond the edge.</param>
public sealed record Bilateral(
    [Parameter("the disc's diameter in pixels; if not given it follows from sigmaSpace", Min = 1, Max = 1001)] int? Size = null,
    [Parameter("how different colours may be that are mixed, in the units of samples", Min = 0, Above = true)] double SigmaColor = 25,
    [Parameter("how fast weights fall with the distance, in pixels", Min = 0, Max = 300, Above = true)] double SigmaSpace = 3,
    [Parameter("what is seen beyond the edge")] Border Border = default) : RowFilter
{
    internal static FilterEntry Entry { get; } =
        FilterEntry.Of<Bilateral>("bilateral", "smoothing", "B1", "a mean of near pixels of like colour: removes noise, keeps edges", "bilateral size=9 sigmaColor=50 sigmaSpace=3");

    private protected override IEnumerable<RowStage> Steps<T>(ImageKind input)
    {
        int radius = Math.Max(1, Size is { } size ? size / 2 : (int)Math.Round(1.5 * SigmaSpace));
        return [new BilateralStage<T>(input, radius, SigmaColor, SigmaSpace, Border)];
    }
}
