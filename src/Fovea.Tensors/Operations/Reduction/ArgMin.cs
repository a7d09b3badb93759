using Fovea.Compute;

namespace Fovea.Tensors;

/// <summary>Where the smallest element along an axis stands: the first one, or the first NaN where there is one.</summary>
internal sealed record ArgMinOp(int Axis) : PlaceOp(Axis)
{
    private protected override ReductionKind Kind => ReductionKind.ArgMin;

    protected override bool IsBetter(double value, double best) => value < best;
}

public partial class Tensor
{
    /// <summary>
    /// Where the smallest element along an axis stands, counted from 0, as whole numbers: the first of several that are equal, the first NaN where there is one.
    /// The axis disappears unless <paramref name="keepDims"/>, which leaves it with size 1. It has no gradient.
    /// </summary>
    /// <exception cref="ShapeException">The axis is empty, does not exist, or is longer than 2^24, up to which whole numbers are exact.</exception>
    public Tensor ArgMin(int axis = -1, bool keepDims = false)
    {
        int front = Shape.Axis(axis);
        Tensor place = Apply(new ArgMinOp(front), this);
        return keepDims ? Restored(place, [front]) : place;
    }
}
