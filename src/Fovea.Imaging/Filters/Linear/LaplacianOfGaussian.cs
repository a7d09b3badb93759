namespace Fovea.Imaging;

/// <summary>
/// The Laplacian of the image smoothed with a Gaussian (Marr and Hildreth 1980), computed as one kernel that reaches 4 sigma: positive in dark blobs, negative in bright ones,
/// zero along edges. Equal to SciPy's <c>gaussian_laplace</c> with the mode <c>mirror</c>. The result is signed, so its samples are 32-bit floats.
/// </summary>
/// <param name="Sigma">The standard deviation, pixels.</param>
/// <param name="Border">What is seen beyond the edge.</param>
public sealed record LaplacianOfGaussian(
    [Parameter("standard deviation, pixels", Min = 0, Above = true, Max = 1000)] double Sigma = 2,
    [Parameter("what is seen beyond the edge")] Border Border = default) : RowFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<LaplacianOfGaussian>("laplacian_of_gaussian", "linear", "B3", "the Laplacian of a Gaussian: blobs, and edges at its zeros; floats");

    private protected override IEnumerable<RowStage> Steps<T>(ImageKind input)
    {
        double[] second = GaussianKernel.Derivative(Sigma, 2), smooth = GaussianKernel.Derivative(Sigma, 0);
        return SumOfTerms.Steps<T>(input, Border, new Term(smooth, second), new Term(second, smooth));
    }
}
