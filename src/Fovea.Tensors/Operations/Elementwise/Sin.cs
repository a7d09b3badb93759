using System.Numerics.Tensors;

namespace Fovea.Tensors;

/// <summary>y = sin(x); dy/dx = cos(x).</summary>
internal sealed record SinOp : UnaryOp
{
    protected override double Value(double x) => Math.Sin(x);

    protected override void Run(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Sin(x, y);

    protected override Tensor Gradient(Tensor x, Tensor y, Tensor dy) => dy * x.Cos();
}

public partial class Tensor
{
    /// <summary>The sine of every element, in radians: NaN for an infinity and for NaN.</summary>
    public Tensor Sin() => Apply(new SinOp(), this);
}
