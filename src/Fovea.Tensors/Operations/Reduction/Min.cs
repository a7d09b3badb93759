using Fovea.Compute;

namespace Fovea.Tensors;

/// <summary>The smallest element along some axes; NaN where there is one.</summary>
internal sealed record MinOp(Shape Axes) : ExtremeOp(Axes)
{
    private protected override ReductionKind Kind => ReductionKind.Min;

    protected override double Fold(ReadOnlySpan<double> values)
    {
        double extreme = double.PositiveInfinity;
        foreach (double value in values) extreme = Math.Min(extreme, value);
        return extreme;
    }
}

public partial class Tensor
{
    /// <summary>
    /// The smallest element along the given axes (all where none is given), NaN where there is one; the axes disappear unless <paramref name="keepDims"/>, which
    /// leaves them with size 1. The gradient is shared evenly among the elements that are equally small; none flows where the result is NaN.
    /// </summary>
    /// <exception cref="ShapeException">An axis is empty, is given twice or does not exist.</exception>
    public Tensor Min(ReadOnlySpan<int> axes, bool keepDims = false)
    {
        Shape reduced = ReducedAxes("Min", axes);
        Tensor extreme = Apply(new MinOp(reduced), this);
        return keepDims ? Restored(extreme, reduced) : extreme;
    }

    /// <summary>The smallest of all elements, rank 0.</summary>
    public Tensor Min() => Min([]);
}
