using System.Numerics.Tensors;

namespace Fovea.Tensors;

/// <summary>y = -x.</summary>
internal sealed record NegateOp : UnaryOp
{
    protected override double Value(double x) => -x;

    protected override void Run(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Negate(x, y);

    protected override Tensor Gradient(Tensor x, Tensor y, Tensor dy) => -dy;
}

public partial class Tensor
{
    /// <summary>Every element with the opposite sign.</summary>
    public static Tensor operator -(Tensor x) => Apply(new NegateOp(), x);
}
