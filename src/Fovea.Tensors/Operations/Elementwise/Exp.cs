using System.Numerics.Tensors;

namespace Fovea.Tensors;

/// <summary>y = exp(x) = dy/dx.</summary>
internal sealed record ExpOp : UnaryOp
{
    protected override double Value(double x) => Math.Exp(x);

    protected override void Run(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Exp(x, y);

    protected override Tensor Gradient(Tensor x, Tensor y, Tensor dy) => dy * y;
}

public partial class Tensor
{
    /// <summary>The exponential function of every element: infinity from 88.73 on, 0 for minus infinity, NaN for NaN.</summary>
    public Tensor Exp() => Apply(new ExpOp(), this);
}
