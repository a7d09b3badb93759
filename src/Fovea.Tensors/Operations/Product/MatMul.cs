namespace Fovea.Tensors;

/// <summary>
/// Products of the matrices in the last two dimensions, over the same outer dimensions: (..., m, k) (..., k, n) gives (..., m, n);
/// either operand may be stored transposed.
/// </summary>
internal sealed partial record MatMulOp(bool TransposeA, bool TransposeB) : Operation
{
    internal override Shape Infer(ReadOnlySpan<Shape> x)
    {
        (Shape a, Shape b) = (x[0], x[1]);
        if (a.Rank < 2 || b.Rank < 2) throw new ShapeException(Name, "both operands need at least two dimensions", Operands(a, b), "a vector (n) becomes a row with Reshape(1, n)");
        (int m, int k, int n) = Sizes(a, b);
        if (k != (TransposeB ? b[-1] : b[-2])) throw new ShapeException(Name, "the inner sizes differ", Operands(a, b));
        if (!a.Sizes[..^2].SequenceEqual(b.Sizes[..^2])) throw new ShapeException(Name, "the outer dimensions differ", Operands(a, b));
        return Shape.Create([.. a.Sizes[..^2], m, n]);
    }

    internal override long MultiplyAdds(ReadOnlySpan<Shape> x, Shape y) => y.Count * Sizes(x[0], x[1]).K;

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy)
    {
        (Tensor a, Tensor b) = (x[0], x[1]);
        Tensor da = TransposeA ? Product(b, dy, TransposeB, true) : Product(dy, b, false, !TransposeB);
        Tensor db = TransposeB ? Product(dy, a, true, TransposeA) : Product(a, dy, !TransposeA, false);
        return [da, db];
    }

    static Tensor Product(Tensor a, Tensor b, bool transposeA, bool transposeB) => Tensor.Apply(new MatMulOp(transposeA, transposeB), a, b);

    (int M, int K, int N) Sizes(Shape a, Shape b) => (TransposeA ? a[-1] : a[-2], TransposeA ? a[-2] : a[-1], TransposeB ? b[-2] : b[-1]);

    (string, Shape, string)[] Operands(Shape a, Shape b) =>
        [("left", a, TransposeA ? "(..., inner, rows), transposed" : "(..., rows, inner)"), ("right", b, TransposeB ? "(..., columns, inner), transposed" : "(..., inner, columns)")];
}

public partial class Tensor
{
    /// <summary>
    /// The matrix product over the last two dimensions: this (..., m, k) times <paramref name="other"/> (..., k, n) gives (..., m, n).
    /// Outer dimensions are stretched to a common shape. A transposed operand is given as (..., k, m) or (..., n, k).
    /// </summary>
    /// <exception cref="ShapeException">The inner sizes or the outer dimensions do not fit.</exception>
    public Tensor MatMul(Tensor other, bool transposeA = false, bool transposeB = false)
    {
        MatMulOp operation = new(transposeA, transposeB);
        if (Shape.Rank < 2 || other.Shape.Rank < 2) return Apply(operation, this, other);

        // Many rows times one matrix is one product.
        if (other.Shape.Rank == 2 && Shape.Rank > 2 && !transposeA)
        {
            int count = 1;
            foreach (int size in Shape.Sizes[..^1]) count = checked(count * size);
            Tensor rows = Apply(operation, Reshape(Shape.Create([count, Shape[-1]])), other);
            return rows.Reshape([.. Shape.Sizes[..^1], rows.Shape[-1]]);
        }
        Shape outerA = Shape.Create(Shape.Sizes[..^2]), outerB = Shape.Create(other.Shape.Sizes[..^2]);
        if (Shape.Broadcast(outerA, outerB) is not { } outer) return Apply(operation, this, other);
        return Apply(operation, BroadcastTo([.. outer, .. Shape.Sizes[^2..]]), other.BroadcastTo([.. outer, .. other.Shape.Sizes[^2..]]));
    }
}
