using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace Fovea.Tensors;

/// <summary>y = tan(x); dy/dx = 1 + y².</summary>
internal sealed record TanOp : UnaryOp
{
    protected override double Value(double x) => Math.Tan(x);

    protected override void Run(ReadOnlySpan<float> x, Span<float> y)
    {
        // In vectors of 128 bits it is wrong by hundreds of units of the last place (System.Numerics.Tensors 11.0.0).
        if (Vector256.IsHardwareAccelerated) TensorPrimitives.Tan(x, y);
        else
            for (int i = 0; i < x.Length; i++) y[i] = MathF.Tan(x[i]);
    }

    protected override Tensor Gradient(Tensor x, Tensor y, Tensor dy) => dy * (1 + y.Square());
}

public partial class Tensor
{
    /// <summary>The tangent of every element, in radians: NaN for an infinity and for NaN.</summary>
    public Tensor Tan() => Apply(new TanOp(), this);
}
