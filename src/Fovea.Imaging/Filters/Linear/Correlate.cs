namespace Fovea.Imaging;

/// <summary>
/// Cross-correlation with a kernel, G[i, j] = sum over u, v of H[u, v] F[i + u, j + v], every channel by itself (row B2 of the course). Equal to OpenCV's
/// <c>filter2D</c>; see <see cref="Kernel"/> for the anchor. Kernels that are products of a column and a row are applied in two passes.
/// </summary>
/// <param name="Kernel">The weights.</param>
/// <param name="Border">What is seen beyond the edge.</param>
/// <param name="Depth">What the result's samples are.</param>
public sealed record Correlate(
    [Parameter("the weights")] Kernel Kernel,
    [Parameter("what is seen beyond the edge")] Border Border = default,
    [Parameter("same rounds and saturates as the input's samples, float keeps signs and fractions")] ResultDepth Depth = ResultDepth.Same) : RowFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Correlate>("correlate", "linear", "B2", "cross-correlation with any kernel", "correlate kernel=sharpen");

    private protected override IEnumerable<RowStage> Steps<T>(ImageKind input) =>
        Correlation.Steps<T>(input, Kernel, RowWindow.Centred(Kernel.Rows, Kernel.Columns), Border, Depth);
}
