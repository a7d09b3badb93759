namespace Fovea.Imaging;

/// <summary>
/// The image smoothed a little less the image smoothed more: what has a size between the two. Equal to scikit-image's <c>difference_of_gaussians</c> of floats with the mode
/// <c>mirror</c>. The result is signed, so its samples are 32-bit floats.
/// </summary>
/// <param name="Sigma">The smaller standard deviation, pixels.</param>
/// <param name="Ratio">How many times larger the other one is; 1.6 is nearest to a Laplacian of a Gaussian.</param>
/// <param name="Border">What is seen beyond the edge.</param>
public sealed record DifferenceOfGaussians(
    [Parameter("smaller standard deviation, pixels", Min = 0, Above = true, Max = 1000)] double Sigma = 1,
    [Parameter("how many times larger the other one is", Min = 1, Above = true, Max = 100)] double Ratio = 1.6,
    [Parameter("what is seen beyond the edge")] Border Border = default) : RowFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<DifferenceOfGaussians>("difference_of_gaussians", "linear", "B3", "the difference of two Gaussians; floats");

    private protected override IEnumerable<RowStage> Steps<T>(ImageKind input)
    {
        double[] narrow = GaussianKernel.Derivative(Sigma, 0), wide = GaussianKernel.Derivative(Sigma * Ratio, 0);
        return SumOfTerms.Steps<T>(input, Border, new Term(narrow, narrow), new Term(wide, [.. wide.Select(weight => -weight)]));
    }
}
