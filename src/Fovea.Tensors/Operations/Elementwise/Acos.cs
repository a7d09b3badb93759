using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Tensors;

/// <summary>y = arccos(x); dy/dx = -1 / sqrt(1 - x²).</summary>
internal sealed record AcosOp : UnaryOp
{
    protected override double Value(double x) => Math.Acos(x);

    protected override void Run(ReadOnlySpan<float> x, Span<float> y) => Lanes.Map<Kernel>(x, y);

    protected override Tensor Gradient(Tensor x, Tensor y, Tensor dy) => -dy * (1 - x.Square()).Rsqrt();

    // pi/2 - arcsin(x) would leave few digits near 1.
    readonly struct Kernel : ILanes1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> Value(Vector<float> x)
        {
            Vector<float> magnitude = Vector.Abs(x), half = new(0.5f), halfPi = new(1.57079633f);
            Vector<float> near = halfPi - Vector.CopySign(AsinOp.Kernel.Near(magnitude), x);
            Vector<float> angle = 2 * AsinOp.Kernel.Near(Vector.SquareRoot((Vector<float>.One - magnitude) * half));
            Vector<float> far = Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), halfPi + halfPi - angle, angle);
            return Vector.ConditionalSelect(Vector.GreaterThan(magnitude, half), far, near);
        }
    }
}

public partial class Tensor
{
    /// <summary>The angle, in radians from 0 to pi, whose cosine every element is. NaN outside of -1 to 1 and for NaN.</summary>
    public Tensor Acos() => Apply(new AcosOp(), this);
}
