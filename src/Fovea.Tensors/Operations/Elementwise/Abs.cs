using System.Numerics.Tensors;

namespace Fovea.Tensors;

/// <summary>y = |x|; dy/dx = sign(x), so 0 at 0.</summary>
internal sealed record AbsOp : UnaryOp
{
    protected override double Value(double x) => Math.Abs(x);

    protected override void Run(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Abs(x, y);

    protected override Tensor Gradient(Tensor x, Tensor y, Tensor dy) => dy * x.Sign();
}

public partial class Tensor
{
    /// <summary>The magnitude of every element; the gradient at 0 is 0. NaN stays NaN.</summary>
    public Tensor Abs() => Apply(new AbsOp(), this);
}
