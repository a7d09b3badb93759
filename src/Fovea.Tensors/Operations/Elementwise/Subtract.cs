using System.Numerics.Tensors;

namespace Fovea.Tensors;

/// <summary>y = a - b.</summary>
internal sealed record SubtractOp : BinaryOp
{
    protected override double Value(double a, double b) => a - b;

    protected override void Run(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y) => TensorPrimitives.Subtract(a, b, y);

    protected override (Tensor?, Tensor?) Gradient(Tensor a, Tensor b, Tensor y, Tensor dy) => (dy, -dy);

    internal override int? Simplify(GraphBuilder graph, ReadOnlySpan<int> x, Shape y) =>
        graph.ConstantAt(x[1]) == 0 && graph.ShapeOf(x[0]) == y ? x[0] : base.Simplify(graph, x, y);
}

public partial class Tensor
{
    /// <summary>The difference of two tensors, element by element, stretched to a common shape.</summary>
    public static Tensor operator -(Tensor a, Tensor b) => Apply(new SubtractOp(), a, b);
}
