namespace Fovea.Tensors;

// By halves, as a tree of products: every step is element-wise, and the gradient is right for elements that are 0, where product / x would not be.
public partial class Tensor
{
    /// <summary>The product over the given axes (all where none is given), 1 over nothing; they disappear unless <paramref name="keepDims"/>, which leaves them with size 1.</summary>
    /// <exception cref="ShapeException">An axis is given twice or does not exist.</exception>
    public Tensor Prod(ReadOnlySpan<int> axes, bool keepDims = false)
    {
        Shape reduced = ReducedAxes("Prod", axes);
        Tensor product = this;
        foreach (int axis in reduced) product = product.Multiplied(axis);
        if (!keepDims) product = product.Squeezed(reduced);
        return product.Labelled("Prod");
    }

    /// <summary>The product of all elements, rank 0.</summary>
    public Tensor Prod() => Prod([]);

    /// <summary>The product along one axis, which stays with size 1.</summary>
    Tensor Multiplied(int axis)
    {
        if (Shape[axis] == 0) return Ones(Shape.With(axis, 1));
        Tensor product = this;
        while (product.Shape[axis] > 1)
        {
            int size = product.Shape[axis], half = size / 2;
            Tensor pairs = product.Slice(axis, 0, half) * product.Slice(axis, half, half);
            product = size % 2 == 0 ? pairs : Concat(axis, pairs, product.Slice(axis, size - 1, 1));
        }
        return product;
    }

    Tensor Squeezed(Shape axes) => axes.Rank == 0 ? this : Squeeze([.. axes]);
}
