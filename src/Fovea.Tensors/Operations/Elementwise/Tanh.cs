using System.Numerics.Tensors;

namespace Fovea.Tensors;

/// <summary>y = tanh(x); dy/dx = 1 - y².</summary>
internal sealed record TanhOp : UnaryOp
{
    protected override double Value(double x) => Math.Tanh(x);

    protected override void Run(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Tanh(x, y);

    protected override Tensor Gradient(Tensor x, Tensor y, Tensor dy) => dy * (1 - y * y);
}

public partial class Tensor
{
    /// <summary>The hyperbolic tangent of every element, -1 to 1.</summary>
    public Tensor Tanh() => Apply(new TanhOp(), this);
}
