using System.Numerics;

namespace Fovea.Tensors;

/// <summary>y = 1 / sqrt(x); dy/dx = -y³ / 2.</summary>
internal sealed record RsqrtOp : UnaryOp
{
    protected override double Value(double x) => 1 / Math.Sqrt(x);

    protected override void Run(ReadOnlySpan<float> x, Span<float> y) => Lanes.Map<Kernel>(x, y);

    protected override Tensor Gradient(Tensor x, Tensor y, Tensor dy) => dy * (-0.5 * (y * y * y));

    readonly struct Kernel : ILanes1
    {
        public static Vector<float> Value(Vector<float> x) => Vector<float>.One / Vector.SquareRoot(x);
    }
}

public partial class Tensor
{
    /// <summary>One divided by the square root of every element: infinity for 0, NaN below 0 and for NaN.</summary>
    public Tensor Rsqrt() => Apply(new RsqrtOp(), this);
}
