using Fovea.Compute;

namespace Fovea.Tensors;

/// <summary>
/// Mean and variance over n of every element of the last dimension, over all others, in one pass: (..., C) gives (2, C). The statistics of batch normalisation; its gradient knows that the
/// distances from the mean add up to nothing.
/// </summary>
internal sealed record ColumnMomentsOp : Operation, IReferenceOperation, ICpuOperation
{
    internal override Shape Infer(ReadOnlySpan<Shape> x)
    {
        if (x[0].Rank < 1 || x[0].Count == 0) throw new ShapeException(Name, "there is nothing to take a mean of", [("input", x[0], "(..., C)")]);
        return [2, x[0][-1]];
    }

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy)
    {
        double n = x[0].Shape.Count / x[0].Shape[-1];
        return [(x[0] - y[0]) * (dy[1] * (2 / n)) + dy[0] * (1 / n)];
    }

    public void Reference(ReferenceArray[] x, ReferenceArray y)
    {
        int columns = x[0].Shape[-1];
        long rows = x[0].Shape.Count / columns;
        for (int c = 0; c < columns; c++)
        {
            double sum = 0, squares = 0;
            for (long r = 0; r < rows; r++) sum += x[0].Data[r * columns + c];
            double mean = sum / rows;
            for (long r = 0; r < rows; r++) squares += (x[0].Data[r * columns + c] - mean) * (x[0].Data[r * columns + c] - mean);
            (y.Data[c], y.Data[columns + c]) = (mean, squares / rows);
        }
    }

    public unsafe CpuKernel Cpu(CpuSite site)
    {
        int columns = site.Inputs[0][-1];
        long rows = site.Inputs[0].Count / columns;
        site.ScratchBytes = ColumnMoments.ScratchBytes(rows, columns);
        return (x, y, scratch) => ColumnMoments.Run(rows, columns, x[0], y, y + columns, scratch);
    }
}

public partial class Tensor
{
    /// <summary>The mean and the variance (over n) of every element of the last dimension, over all others: (..., C) gives (2, C). Memory is read once.</summary>
    /// <exception cref="ShapeException">There are no elements.</exception>
    internal Tensor ColumnMoments() => Apply(new ColumnMomentsOp(), this);
}
