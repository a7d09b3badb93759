namespace Fovea.Imaging;

/// <summary>
/// At each pixel the median of the samples in a window, channel by channel; of an even number of samples the upper one of the middle two. Equal to OpenCV's
/// <c>medianBlur</c> and SciPy's <c>median_filter</c>, for windows of any size and every depth.
/// </summary>
/// <param name="Size">The window; 3 x 3 if neither it nor the radius is given.</param>
/// <param name="Radius">Half the window in its stead: 2 x radius + 1 columns and rows.</param>
/// <param name="Border">What is seen beyond the edge; replicated pixels if not given.</param>
public sealed record Median(
    [Parameter("the window in pixels, 3 if neither it nor the radius is given", Min = 1, Max = StructuringElement.LongestSide)] WindowSize? Size = null,
    [Parameter("half the window in its stead: 2 x radius + 1 columns and rows", Min = 0, Max = StructuringElement.LongestSide / 2)] int? Radius = null,
    [Parameter("what is seen beyond the edge", Default = "replicate")] Border? Border = null) : SelectionFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Median>("median", "rank", "B1", "the median of the samples in a window: removes specks, keeps edges", "median radius=4");

    private protected override IEnumerable<OrderStage<K>> OrderSteps<K>(ImageKind input)
    {
        WindowSize window = WindowOf(Size, Radius);
        return StepsOf<K>(input, window, window.Area / 2, Border);
    }
}
