using System.Numerics.Tensors;

namespace Fovea.Tensors;

/// <summary>y = 1 / x; dy/dx = -y².</summary>
internal sealed record ReciprocalOp : UnaryOp
{
    protected override double Value(double x) => 1 / x;

    protected override void Run(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Reciprocal(x, y);

    protected override Tensor Gradient(Tensor x, Tensor y, Tensor dy) => -dy * (y * y);
}

public partial class Tensor
{
    /// <summary>One divided by every element: infinity, with its sign, for 0.</summary>
    public Tensor Reciprocal() => Apply(new ReciprocalOp(), this);
}
