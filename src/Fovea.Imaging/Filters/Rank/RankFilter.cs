namespace Fovea.Imaging;

/// <summary>
/// At each pixel the sample of a rank or percentile among those in a window, channel by channel. Equal to SciPy's <c>rank_filter</c> and <c>percentile_filter</c>.
/// </summary>
/// <param name="Size">The window; 3 x 3 if neither it nor the radius is given.</param>
/// <param name="Radius">Half the window in its stead: 2 x radius + 1 columns and rows.</param>
/// <param name="Rank">The rank, the median's if neither it nor the percentile is given: 0 for the smallest sample, the number of pixels in the window - 1 for the largest.</param>
/// <param name="Percentile">The rank as a share of the samples, in percent: rank ⌊p / 100 · pixels⌋, and the largest sample for 100.</param>
/// <param name="Border">What is seen beyond the edge; replicated pixels if not given.</param>
public sealed record RankFilter(
    [Parameter("the window in pixels, 3 if neither it nor the radius is given", Min = 1, Max = StructuringElement.LongestSide)] WindowSize? Size = null,
    [Parameter("half the window in its stead: 2 x radius + 1 columns and rows", Min = 0, Max = StructuringElement.LongestSide / 2)] int? Radius = null,
    [Parameter("which of the sorted samples, 0 for the smallest; the middle one if neither it nor the percentile is given", Min = 0)] int? Rank = null,
    [Parameter("which of the sorted samples, in percent of their number", Min = 0, Max = 100)] double? Percentile = null,
    [Parameter("what is seen beyond the edge", Default = "replicate")] Border? Border = null) : SelectionFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<RankFilter>("rank", "rank", "B1", "the sample of a rank or percentile in a window", "rank size=9 percentile=10");

    private protected override IEnumerable<OrderStage<K>> OrderSteps<K>(ImageKind input)
    {
        WindowSize window = WindowOf(Size, Radius);
        int rank = (Rank, Percentile) switch
        {
            ({ } index, null) => index < window.Area ? index : throw Wrong($"rank {index} of {window.Area} samples: the highest is {window.Area - 1}"),
            (null, { } percentile) => Math.Min((int)(window.Area * percentile / 100), window.Area - 1),
            (null, null) => window.Area / 2,
            _ => throw Wrong("rank and percentile are both given", "give one of them"),
        };
        return StepsOf<K>(input, window, rank, Border);
    }
}
