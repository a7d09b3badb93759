namespace Fovea.Imaging;

/// <summary>
/// The gradient by Scharr's kernels <c>[-3 0 3; -10 0 10; -3 0 3]</c> and its transposed, whose direction is nearer to the truth than Sobel's; not normalised. Equal to OpenCV's <c>Scharr</c> (row B5 of the course).
/// </summary>
/// <param name="Output">What of the gradient is given, always as 32-bit floats.</param>
/// <param name="Border">What is seen beyond the edge.</param>
public sealed record Scharr(
    [Parameter("what of the gradient is given")] GradientOutput Output = GradientOutput.Magnitude,
    [Parameter("what is seen beyond the edge")] Border Border = default) : RowFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Scharr>("scharr", "gradients", "B5", "the gradient by Scharr's kernels; floats");

    private protected override IEnumerable<RowStage> Steps<T>(ImageKind input) => Gradient.Steps<T>(input, [-1, 0, 1], [3, 10, 3], Output, Border);
}
