using System.Globalization;
using System.Numerics.Tensors;

namespace Fovea.Imaging;

/// <summary>What a sliding window makes of the samples that it sees.</summary>
public enum WindowOperation
{
    /// <summary>Their sum, as float.</summary>
    Sum,

    /// <summary>Their mean, rounded half to even where samples are whole numbers.</summary>
    Mean,

    /// <summary>The smallest.</summary>
    Min,

    /// <summary>The largest.</summary>
    Max,

    /// <summary>The one in the middle of their order; for an even number of neighbours the mean of the two there, rounded half to even where samples are whole numbers.</summary>
    Median,

    /// <summary>The sum of each times its weight, as float.</summary>
    WeightedSum,
}

/// <summary>
/// A sliding window over any adjacency relation: for every pixel p, one operation on the samples I(q) of the pixels q that are adjacent to it, channel by channel.
/// The definition that the faster filters are judged by; it works sample by sample and takes time in proportion to the number of neighbours.
/// </summary>
/// <param name="Operation">What is made of the samples.</param>
/// <param name="Adjacency">Which pixels are seen.</param>
/// <param name="Weights">The weights of <see cref="WindowOperation.WeightedSum"/>, one for each displacement in its order, separated by commas.</param>
/// <param name="Border">What is seen beyond the edge.</param>
/// <param name="Inside">
/// Whether only pixels of the image count, whatever the border: at the edge there are fewer neighbours, so a mean there is that of what is inside. A NaN counts as outside then;
/// where no neighbour is inside the result is NaN, which is 0 in whole numbers.
/// </param>
public sealed record Window(
    [Parameter("what is made of the samples; sum and weightedSum give float")] WindowOperation Operation,
    [Parameter("which pixels are seen")] Adjacency Adjacency,
    [Parameter("the weights of weightedSum, one for each displacement in its order, separated by commas")] string Weights = "",
    [Parameter("what is seen beyond the edge")] Border Border = default,
    [Parameter("whether only pixels of the image count, fewer at the edge, whatever the border")] bool Inside = false) : RowFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Window>("window", "windows", "B1", "any operation on the pixels of any adjacency relation", "window operation=median adjacency=radius:4");

    /// <summary>The sum of weights times samples.</summary>
    /// <param name="adjacency">Which pixels are seen.</param>
    /// <param name="weights">The weights, one for each displacement in its order.</param>
    /// <param name="border">What is seen beyond the edge.</param>
    public static Window Weighted(Adjacency adjacency, ReadOnlySpan<double> weights, Border border = default) =>
        new(WindowOperation.WeightedSum, adjacency, string.Join(',', weights.ToArray().Select(weight => weight.ToString("R", CultureInfo.InvariantCulture))), border);

    private protected override IEnumerable<RowStage> Steps<T>(ImageKind input)
    {
        if (Operation != WindowOperation.WeightedSum && Weights.Length > 0) throw Wrong($"weights are given, but the operation is {FilterParameter.Write(Operation)}", "use operation=weightedSum");
        if (Inside && Operation is WindowOperation.Mean or WindowOperation.Median or WindowOperation.Min or WindowOperation.Max)
            return InsideWindow.Steps<T, T>(input, Adjacency, Operation switch
            {
                WindowOperation.Mean => neighbours => TensorPrimitives.Sum<double>(neighbours) / neighbours.Length,
                WindowOperation.Min => neighbours => TensorPrimitives.Min<double>(neighbours),
                WindowOperation.Max => neighbours => TensorPrimitives.Max<double>(neighbours),
                _ => Median,
            });
        // What is not there adds nothing to a sum.
        Border border = Inside ? Border.Zero : Border;
        return [Operation switch
        {
            WindowOperation.Sum => new SumStage<T, float>(input, Adjacency, border, null, 1),
            WindowOperation.Mean => new SumStage<T, T>(input, Adjacency, border, null, Adjacency.Count),
            WindowOperation.WeightedSum => new SumStage<T, float>(input, Adjacency, border, ReadWeights(), 1),
            WindowOperation.Min => new WindowExtremeStage<T>(input, Adjacency, border, largest: false),
            WindowOperation.Max => new WindowExtremeStage<T>(input, Adjacency, border, largest: true),
            _ => new FunctionStage<T, T>(input, Adjacency, border, Median),
        }];
    }

    private double[] ReadWeights()
    {
        double[] weights = [.. Weights.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(one =>
            double.TryParse(one, NumberStyles.Float, CultureInfo.InvariantCulture, out double weight) && double.IsFinite(weight) ? weight : throw Wrong($"'{one}' is no weight", "weights are numbers separated by commas"))];
        return weights.Length == Adjacency.Count ? weights : throw Wrong($"there are {weights.Length} weights for the {Adjacency.Count} displacements of {Adjacency}");
    }

    private static double Median(Span<double> neighbours)
    {
        neighbours.Sort();
        // A NaN has no place in an order, and is sorted to the front.
        if (double.IsNaN(neighbours[0])) return double.NaN;
        int middle = neighbours.Length / 2;
        return neighbours.Length % 2 == 1 ? neighbours[middle] : (neighbours[middle - 1] + neighbours[middle]) / 2;
    }
}
