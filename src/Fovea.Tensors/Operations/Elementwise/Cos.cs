using System.Numerics.Tensors;

namespace Fovea.Tensors;

/// <summary>y = cos(x); dy/dx = -sin(x).</summary>
internal sealed record CosOp : UnaryOp
{
    protected override double Value(double x) => Math.Cos(x);

    protected override void Run(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Cos(x, y);

    protected override Tensor Gradient(Tensor x, Tensor y, Tensor dy) => -dy * x.Sin();
}

public partial class Tensor
{
    /// <summary>The cosine of every element, in radians: NaN for an infinity and for NaN.</summary>
    public Tensor Cos() => Apply(new CosOp(), this);
}
