namespace Fovea.Tensors;

public partial class Tensor
{
    /// <summary>
    /// The variance over the given axes (all where none is given): the sum of the squared distances from the mean, divided by n - <paramref name="correction"/>
    /// for n elements. The mean is taken first, so nothing cancels. The axes disappear unless <paramref name="keepDims"/>, which leaves them with size 1.
    /// </summary>
    /// <param name="axes">The axes.</param>
    /// <param name="correction">1 for the unbiased estimate from a sample, 0 for the variance of the elements themselves (batch normalisation).</param>
    /// <param name="keepDims">Whether the axes stay with size 1.</param>
    /// <exception cref="ShapeException">There are no more elements than the correction, or an axis is given twice or does not exist.</exception>
    public Tensor Variance(ReadOnlySpan<int> axes, int correction = 1, bool keepDims = false)
    {
        Shape reduced = ReducedAxes("Variance", axes);
        long count = 1;
        foreach (int axis in reduced) count *= Shape[axis];
        if (count <= correction)
            throw new ShapeException("Variance", $"{count} elements along the axes, less the correction {correction}, leave nothing to divide by", [("input", Shape, "")],
                correction > 0 ? "correction: 0 divides by the number of elements" : null);
        Tensor squares = (this - Mean(axes, keepDims: true)).Square().Sum(axes, keepDims);
        return (squares * (1.0 / (count - correction))).Labelled("Variance");
    }

    /// <summary>The variance of all elements, rank 0, divided by n - 1.</summary>
    public Tensor Variance() => Variance([]);
}
