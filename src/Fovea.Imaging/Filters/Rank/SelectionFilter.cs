using System.Numerics;

namespace Fovea.Imaging;

/// <summary>A filter that picks, at each pixel and channel, the sample of a certain rank among those in a window.</summary>
public abstract record SelectionFilter : OrderFilter
{
    // A network's work grows with the window's area, a histogram's hardly at all; they were measured to meet about here.
    private const int LargestNetwork = 11 * 11;

    /// <summary>The step that picks a rank.</summary>
    /// <param name="input">What comes in.</param>
    /// <param name="window">The window.</param>
    /// <param name="rank">The rank, from 0 (the smallest) to the window's area - 1.</param>
    /// <param name="border">What is seen beyond the edge; replicated pixels where it is null.</param>
    private protected static IEnumerable<OrderStage<K>> StepsOf<K>(ImageKind input, WindowSize window, int rank, Border? border) where K : unmanaged, INumber<K>, IMinMaxValue<K>
    {
        Border seen = border ?? Border.Replicate;
        if (window.Area == 1) return [];
        if (rank == 0 || rank == window.Area - 1) return Morphology.Steps<K>(input, new Morphology(rank > 0, StructuringElement.Box(window), 1, false, seen));
        if (window == 3 && rank == 4) return [new MedianOfNineStage<K>(input, seen)];
        if (window.Area <= LargestNetwork) return [new NetworkStage<K>(input, window, rank, seen)];
        return [new HistogramStage<K>(input, window, rank, seen)];
    }
}
