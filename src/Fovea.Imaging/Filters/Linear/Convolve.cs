namespace Fovea.Imaging;

/// <summary>
/// Convolution with a kernel, G[i, j] = sum over u, v of H[u, v] F[i - u, j - v], every channel by itself (row B2 of the course): <see cref="Correlate"/> with
/// the kernel turned by half a turn around its anchor.
/// </summary>
/// <param name="Kernel">The weights.</param>
/// <param name="Border">What is seen beyond the edge.</param>
/// <param name="Depth">What the result's samples are.</param>
public sealed record Convolve(
    [Parameter("the weights")] Kernel Kernel,
    [Parameter("what is seen beyond the edge")] Border Border = default,
    [Parameter("same rounds and saturates as the input's samples, float keeps signs and fractions")] ResultDepth Depth = ResultDepth.Same) : RowFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Convolve>("convolve", "linear", "B2", "convolution with any kernel", "convolve kernel=shift:12,8");

    private protected override IEnumerable<RowStage> Steps<T>(ImageKind input)
    {
        RowWindow window = RowWindow.Centred(Kernel.Rows, Kernel.Columns);
        return Correlation.Steps<T>(input, Kernel.Flipped(), new RowWindow(window.Below, window.Above, window.Right, window.Left), Border, Depth);
    }
}
