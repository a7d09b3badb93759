using System.Numerics.Tensors;

namespace Fovea.Tensors;

/// <summary>y = x²; dy/dx = 2 x.</summary>
internal sealed record SquareOp : UnaryOp
{
    protected override double Value(double x) => x * x;

    protected override void Run(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Multiply(x, x, y);

    protected override Tensor Gradient(Tensor x, Tensor y, Tensor dy) => dy * (2 * x);
}

public partial class Tensor
{
    /// <summary>The square of every element.</summary>
    public Tensor Square() => Apply(new SquareOp(), this);
}
