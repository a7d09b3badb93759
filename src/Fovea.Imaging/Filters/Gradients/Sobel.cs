namespace Fovea.Imaging;

/// <summary>
/// The gradient by Sobel's kernels: for size 3 <c>[-1 0 1; -2 0 2; -1 0 1]</c> and its transposed, for others OpenCV's; not normalised. Equal to OpenCV's <c>Sobel</c> (row B5 of the course).
/// Size 1 is the derivative <c>[-1 0 1]</c> without smoothing.
/// </summary>
/// <param name="Output">What of the gradient is given, always as 32-bit floats.</param>
/// <param name="Size">The size of the kernels.</param>
/// <param name="Border">What is seen beyond the edge.</param>
public sealed record Sobel(
    [Parameter("what of the gradient is given")] GradientOutput Output = GradientOutput.Magnitude,
    [Parameter("size of the kernels", Min = 1, Max = 31, Odd = true)] int Size = 3,
    [Parameter("what is seen beyond the edge")] Border Border = default) : RowFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Sobel>("sobel", "gradients", "B5", "the gradient by Sobel's kernels; floats");

    private protected override IEnumerable<RowStage> Steps<T>(ImageKind input) => Gradient.Steps<T>(input, DerivativeKernel.Sobel(Size, 1), DerivativeKernel.Sobel(Size, 0), Output, Border);
}
