namespace Fovea.Imaging;

/// <summary>
/// A derivative of the image smoothed with a Gaussian, computed as one kernel that reaches 4 sigma: the derivative of a convolution is the convolution with the derivative
/// (row B2 of the course). Equal to SciPy's <c>gaussian_filter</c> with an order and the mode <c>mirror</c>. The result is signed, so its samples are 32-bit floats.
/// </summary>
/// <param name="Sigma">The standard deviation, pixels.</param>
/// <param name="X">The order of the derivative to the right.</param>
/// <param name="Y">The order of the derivative downwards.</param>
/// <param name="Border">What is seen beyond the edge.</param>
public sealed record GaussianDerivative(
    [Parameter("standard deviation, pixels", Min = 0, Above = true, Max = 1000)] double Sigma = 1,
    [Parameter("order of the derivative to the right", Min = 0, Max = 4)] int X = 1,
    [Parameter("order of the derivative downwards", Min = 0, Max = 4)] int Y = 0,
    [Parameter("what is seen beyond the edge")] Border Border = default) : RowFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<GaussianDerivative>("gaussian_derivative", "linear", "B2", "a derivative of the smoothed image; floats", "gaussian_derivative sigma=2");

    private protected override IEnumerable<RowStage> Steps<T>(ImageKind input) =>
        SumOfTerms.Steps<T>(input, Border, new Term(GaussianKernel.Derivative(Sigma, Y), GaussianKernel.Derivative(Sigma, X)));
}
