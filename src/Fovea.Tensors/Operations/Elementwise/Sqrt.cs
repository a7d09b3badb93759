using System.Numerics.Tensors;

namespace Fovea.Tensors;

/// <summary>y = sqrt(x); dy/dx = 1 / (2 y).</summary>
internal sealed record SqrtOp : UnaryOp
{
    protected override double Value(double x) => Math.Sqrt(x);

    protected override void Run(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Sqrt(x, y);

    protected override Tensor Gradient(Tensor x, Tensor y, Tensor dy) => dy / (2 * y);
}

public partial class Tensor
{
    /// <summary>The square root of every element: NaN below 0 and for NaN. The gradient at 0 is infinite.</summary>
    public Tensor Sqrt() => Apply(new SqrtOp(), this);
}
