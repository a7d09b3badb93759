using Fovea.Compute;

namespace Fovea.Tensors;

/// <summary>The largest element along some axes; NaN where there is one.</summary>
internal sealed record MaxOp(Shape Axes) : ExtremeOp(Axes)
{
    private protected override ReductionKind Kind => ReductionKind.Max;

    protected override double Fold(ReadOnlySpan<double> values)
    {
        double extreme = double.NegativeInfinity;
        foreach (double value in values) extreme = Math.Max(extreme, value);
        return extreme;
    }
}

public partial class Tensor
{
    /// <summary>
    /// The largest element along the given axes (all where none is given), NaN where there is one; the axes disappear unless <paramref name="keepDims"/>, which
    /// leaves them with size 1. The gradient is shared evenly among the elements that are equally large; none flows where the result is NaN.
    /// </summary>
    /// <exception cref="ShapeException">An axis is empty, is given twice or does not exist.</exception>
    public Tensor Max(ReadOnlySpan<int> axes, bool keepDims = false)
    {
        Shape reduced = ReducedAxes("Max", axes);
        Tensor extreme = Apply(new MaxOp(reduced), this);
        return keepDims ? Restored(extreme, reduced) : extreme;
    }

    /// <summary>The largest of all elements, rank 0.</summary>
    public Tensor Max() => Max([]);
}
