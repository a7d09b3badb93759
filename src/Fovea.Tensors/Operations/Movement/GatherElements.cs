namespace Fovea.Tensors;

public partial class Tensor
{
    /// <summary>
    /// Picks element by element along an axis: y[i, j, k] = x[i, indices[i, j, k], k] for axis 1 of three. The result has the shape of the indices. Elements may be picked any number of
    /// times; their gradients add up. (<see cref="Gather"/> picks whole entries.)
    /// </summary>
    /// <param name="indices">Whole numbers from 0 to n - 1; as many dimensions as this tensor, none but <paramref name="axis"/> larger.</param>
    /// <param name="axis">Along which dimension.</param>
    /// <exception cref="ShapeException">The indices do not have such a shape.</exception>
    /// <exception cref="FoveaException">When it is computed: an index is not whole, or names no element.</exception>
    public Tensor GatherElements(Tensor indices, int axis) => Apply(new PickOp(new ElementPlaces(Shape.Axis(axis))), this, indices);

    /// <summary>
    /// This tensor with single elements changed along an axis: y[i, indices[i, j, k], k] becomes updates[i, j, k], or meets it as <paramref name="mode"/> says, for axis 1 of three.
    /// </summary>
    /// <param name="indices">Whole numbers from 0 to n - 1; as many dimensions as this tensor, none but <paramref name="axis"/> larger.</param>
    /// <param name="updates">What is put there, in the shape of the indices.</param>
    /// <param name="axis">Along which dimension.</param>
    /// <param name="mode">What happens where an update meets what stands at its place. With <see cref="ScatterMode.Replace"/> the gradient is right where no place is named twice, with <see cref="ScatterMode.Multiply"/> where no update is 0.</param>
    /// <exception cref="ShapeException">The indices or updates do not have such a shape.</exception>
    /// <exception cref="FoveaException">When it is computed: an index is not whole, or names no element.</exception>
    public Tensor ScatterElements(Tensor indices, Tensor updates, int axis, ScatterMode mode = ScatterMode.Replace) =>
        Apply(new PutOp(new ElementPlaces(Shape.Axis(axis)), mode), this, indices, updates);
}
