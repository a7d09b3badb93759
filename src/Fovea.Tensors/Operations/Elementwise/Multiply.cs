using System.Numerics.Tensors;

namespace Fovea.Tensors;

/// <summary>y = a b.</summary>
internal sealed record MultiplyOp : BinaryOp
{
    protected override double Value(double a, double b) => a * b;

    protected override void Run(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y) => TensorPrimitives.Multiply(a, b, y);

    protected override (Tensor?, Tensor?) Gradient(Tensor a, Tensor b, Tensor y, Tensor dy) => (dy * b, dy * a);

    // Not 0 x = 0: it would hide a NaN or an infinity in x.
    internal override int? Simplify(GraphBuilder graph, ReadOnlySpan<int> x, Shape y)
    {
        if (graph.ConstantAt(x[1]) == 1 && graph.ShapeOf(x[0]) == y) return x[0];
        if (graph.ConstantAt(x[0]) == 1 && graph.ShapeOf(x[1]) == y) return x[1];
        return base.Simplify(graph, x, y);
    }
}

public partial class Tensor
{
    /// <summary>The product of two tensors, element by element, stretched to a common shape. (The matrix product is <see cref="MatMul"/>.)</summary>
    public static Tensor operator *(Tensor a, Tensor b) => Apply(new MultiplyOp(), a, b);
}
