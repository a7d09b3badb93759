using System.Numerics.Tensors;

namespace Fovea.Tensors;

/// <summary>y = tan(x); dy/dx = 1 + y².</summary>
internal sealed record TanOp : UnaryOp
{
    protected override double Value(double x) => Math.Tan(x);

    protected override void Run(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Tan(x, y);

    protected override Tensor Gradient(Tensor x, Tensor y, Tensor dy) => dy * (1 + y.Square());
}

public partial class Tensor
{
    /// <summary>The tangent of every element, in radians: NaN for an infinity and for NaN.</summary>
    public Tensor Tan() => Apply(new TanOp(), this);
}
