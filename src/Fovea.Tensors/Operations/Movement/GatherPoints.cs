namespace Fovea.Tensors;

public partial class Tensor
{
    /// <summary>
    /// Picks by points: for x (b..., d1, ..., dk, inner...) and indices (b..., p..., k) the result (b..., p..., inner...) has at [b, p] what stands in x at [b, indices[b, p, 0], ...,
    /// indices[b, p, k - 1]] (ONNX's GatherND). Points may be picked any number of times; their gradients add up.
    /// </summary>
    /// <param name="indices">Points of k whole numbers, each from 0 to the size of its dimension - 1.</param>
    /// <param name="batch">How many outer dimensions the two have in common.</param>
    /// <exception cref="ShapeException">The indices do not have such a shape.</exception>
    /// <exception cref="FoveaException">When it is computed: an index is not whole, or names no element.</exception>
    public Tensor GatherPoints(Tensor indices, int batch = 0) => Apply(new PickOp(new PointPlaces(batch)), this, indices);

    /// <summary>
    /// This tensor with what stands at some points changed: at [indices[p, 0], ..., indices[p, k - 1]] there is updates[p] afterwards, or what becomes of the two by <paramref name="mode"/>
    /// (ONNX's ScatterND).
    /// </summary>
    /// <param name="indices">Points (p..., k) of k whole numbers, each from 0 to the size of its dimension - 1.</param>
    /// <param name="updates">What is put there: (p..., inner...), where inner are the dimensions behind the first k.</param>
    /// <param name="mode">What happens where an update meets what stands at its place. With <see cref="ScatterMode.Replace"/> the gradient is right where no place is named twice, with <see cref="ScatterMode.Multiply"/> where no update is 0.</param>
    /// <exception cref="ShapeException">The indices or updates do not have such a shape.</exception>
    /// <exception cref="FoveaException">When it is computed: an index is not whole, or names no element.</exception>
    public Tensor ScatterPoints(Tensor indices, Tensor updates, ScatterMode mode = ScatterMode.Replace) => Apply(new PutOp(new PointPlaces(0), mode), this, indices, updates);
}
