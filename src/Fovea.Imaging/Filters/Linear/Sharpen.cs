namespace Fovea.Imaging;

/// <summary>
/// The image less its Laplacian: correlation with <c>[0 -a 0; -a 1+4a -a; 0 -a 0]</c>, which is the course's <c>[0 -1 0; -1 5 -1; 0 -1 0]</c> for a = 1 (row B3).
/// Equal to OpenCV's <c>filter2D</c> with that kernel.
/// </summary>
/// <param name="Amount">The a of the formula.</param>
/// <param name="Border">What is seen beyond the edge.</param>
/// <param name="Depth">What the result's samples are.</param>
public sealed record Sharpen(
    [Parameter("how much of the Laplacian is taken away", Min = 0, Max = 1000)] double Amount = 1,
    [Parameter("what is seen beyond the edge")] Border Border = default,
    [Parameter("same rounds and saturates as the input's samples, float keeps signs and fractions")] ResultDepth Depth = ResultDepth.Same) : RowFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Sharpen>("sharpen", "linear", "B3", "the image less its Laplacian");

    private protected override IEnumerable<RowStage> Steps<T>(ImageKind input) =>
        Correlation.Steps<T>(input, new Kernel(3, 3, [0, -Amount, 0, -Amount, 1 + 4 * Amount, -Amount, 0, -Amount, 0]), RowWindow.Centred(3, 3), Border, Depth);
}
