namespace Fovea.Imaging;

/// <summary>In which direction a one-dimensional filter runs.</summary>
public enum ScanDirection
{
    /// <summary>Along each row, from left to right.</summary>
    Rows,

    /// <summary>Down each column.</summary>
    Columns,
}

/// <summary>
/// The one-dimensional moving average (row B1 of the course), along the rows or down the columns: the mean of some neighbours, or their mean with weights, which are divided by
/// their sum. As OpenCV's <c>blur</c> and <c>filter2D</c> with a window of one row or column.
/// </summary>
/// <param name="Size">How many pixels are averaged; 0 where weights are given.</param>
/// <param name="Weights">The weights, one row.</param>
/// <param name="Along">The direction.</param>
/// <param name="Border">What is seen beyond the edge.</param>
/// <param name="Depth">What the result's samples are.</param>
public sealed record MovingAverage(
    [Parameter("how many pixels are averaged; 3 where neither it nor weights are given", Min = 0, Max = 65535)] int Size = 0,
    [Parameter("weights in one row, which are divided by their sum")] Kernel? Weights = null,
    [Parameter("direction")] ScanDirection Along = ScanDirection.Rows,
    [Parameter("what is seen beyond the edge")] Border Border = default,
    [Parameter("same rounds as the input's samples, float keeps fractions")] ResultDepth Depth = ResultDepth.Same) : RowFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<MovingAverage>("moving_average", "linear", "B1", "the one-dimensional mean, uniform or weighted", "moving_average size=15");

    private protected override IEnumerable<RowStage> Steps<T>(ImageKind input)
    {
        if (Weights is null)
        {
            int size = Size == 0 ? 3 : Size;
            return Box.Means<T>(input, Along == ScanDirection.Rows ? RowWindow.Centred(1, size) : RowWindow.Centred(size, 1), Border, Depth);
        }
        if (Size != 0) throw Wrong("both size and weights are given", "the weights say how many pixels are averaged");
        if (Weights.Rows != 1) throw Wrong($"the weights have {Weights.Rows} rows", "write them in one row, as [1,2,3,2,1], and the direction as along=columns");
        double sum = Weights.Sum;
        if (sum == 0) throw Wrong("the sum of the weights is 0, so there is no mean", "use correlate");
        Kernel mean = new(1, Weights.Columns, Weights.Weights, Weights.Factor / sum);
        if (Along == ScanDirection.Columns) mean = mean.Transposed();
        return Correlation.Steps<T>(input, mean, RowWindow.Centred(mean.Rows, mean.Columns), Border, Depth);
    }
}
