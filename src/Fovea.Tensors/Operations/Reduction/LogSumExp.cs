namespace Fovea.Tensors;

public partial class Tensor
{
    /// <summary>
    /// The logarithm of the sum of exp(x) over the given axes (all where none is given), computed from the distances to the largest element, so that nothing
    /// overflows. The axes disappear unless <paramref name="keepDims"/>, which leaves them with size 1.
    /// </summary>
    /// <exception cref="ShapeException">An axis is empty, is given twice or does not exist.</exception>
    public Tensor LogSumExp(ReadOnlySpan<int> axes, bool keepDims = false)
    {
        // The result does not depend on what is subtracted and added again, so no gradient passes there. An infinity must not meet itself.
        Tensor largest = Max(axes, keepDims: true).Detach();
        Tensor shift = Where(largest.IsFinite(), largest, 0);
        Tensor result = (this - shift).Exp().Sum(axes, keepDims: true).Log() + shift;
        return (keepDims ? result : result.Reshape(RemovedAxes(axes))).Labelled("LogSumExp");
    }

    /// <summary>The logarithm of the sum of exp(x) over all elements, rank 0.</summary>
    public Tensor LogSumExp() => LogSumExp([]);

    /// <summary>The shape that is left when the given axes (all where none is given) are reduced.</summary>
    Shape RemovedAxes(ReadOnlySpan<int> axes)
    {
        Shape reduced = ReducedAxes("LogSumExp", axes);
        return Shape.Create([.. Enumerable.Range(0, Shape.Rank).Where(axis => !reduced.Contains(axis)).Select(axis => Shape[axis])]);
    }
}
