namespace Fovea.Imaging;

/// <summary>
/// The gradient by Prewitt's kernels <c>[-1 0 1; -1 0 1; -1 0 1]</c> and its transposed; not normalised (row B5 of the course).
/// </summary>
/// <param name="Output">What of the gradient is given, always as 32-bit floats.</param>
/// <param name="Border">What is seen beyond the edge.</param>
public sealed record Prewitt(
    [Parameter("what of the gradient is given")] GradientOutput Output = GradientOutput.Magnitude,
    [Parameter("what is seen beyond the edge")] Border Border = default) : RowFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Prewitt>("prewitt", "gradients", "B5", "the gradient by Prewitt's kernels; floats");

    private protected override IEnumerable<RowStage> Steps<T>(ImageKind input) => Gradient.Steps<T>(input, [-1, 0, 1], [1, 1, 1], Output, Border);
}
