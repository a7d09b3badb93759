using System.Numerics.Tensors;

namespace Fovea.Tensors;

/// <summary>y = ln(x); dy/dx = 1 / x.</summary>
internal sealed record LogOp : UnaryOp
{
    protected override double Value(double x) => Math.Log(x);

    protected override void Run(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Log(x, y);

    protected override Tensor Gradient(Tensor x, Tensor y, Tensor dy) => dy / x;
}

public partial class Tensor
{
    /// <summary>The natural logarithm of every element: minus infinity for 0, NaN below 0 and for NaN.</summary>
    public Tensor Log() => Apply(new LogOp(), this);
}
