using System.Numerics.Tensors;

namespace Fovea.Tensors;

/// <summary>y = a / b; dy/da = 1 / b, dy/db = -y / b.</summary>
internal sealed record DivideOp : BinaryOp
{
    protected override double Value(double a, double b) => a / b;

    protected override void Run(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y) => TensorPrimitives.Divide(a, b, y);

    protected override (Tensor?, Tensor?) Gradient(Tensor a, Tensor b, Tensor y, Tensor dy)
    {
        Tensor da = dy / b;
        return (da, -da * y);
    }

    internal override int? Simplify(GraphBuilder graph, ReadOnlySpan<int> x, Shape y) =>
        graph.ConstantAt(x[1]) == 1 && graph.ShapeOf(x[0]) == y ? x[0] : base.Simplify(graph, x, y);
}

public partial class Tensor
{
    /// <summary>The quotient of two tensors, element by element, stretched to a common shape: infinity for a number by 0, NaN for 0 by 0.</summary>
    public static Tensor operator /(Tensor a, Tensor b) => Apply(new DivideOp(), a, b);
}
