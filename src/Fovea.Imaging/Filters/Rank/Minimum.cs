namespace Fovea.Imaging;

/// <summary>At each pixel the smallest of the samples in a window, channel by channel. Equal to SciPy's <c>minimum_filter</c>.</summary>
/// <param name="Size">The window; 3 x 3 if neither it nor the radius is given.</param>
/// <param name="Radius">Half the window in its stead: 2 x radius + 1 columns and rows.</param>
/// <param name="Border">What is seen beyond the edge; replicated pixels if not given.</param>
public sealed record Minimum(
    [Parameter("the window in pixels, 3 if neither it nor the radius is given", Min = 1, Max = StructuringElement.LongestSide)] WindowSize? Size = null,
    [Parameter("half the window in its stead: 2 x radius + 1 columns and rows", Min = 0, Max = StructuringElement.LongestSide / 2)] int? Radius = null,
    [Parameter("what is seen beyond the edge", Default = "replicate")] Border? Border = null) : OrderFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Minimum>("minimum", "rank", "B1", "the smallest sample of a window", "minimum size=9");

    private protected override IEnumerable<OrderStage<K>> OrderSteps<K>(ImageKind input) =>
        Morphology.Steps<K>(input, new Morphology(false, StructuringElement.Box(WindowOf(Size, Radius)), 1, false, Border ?? Imaging.Border.Replicate));
}
