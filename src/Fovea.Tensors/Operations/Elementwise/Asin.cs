using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Tensors;

/// <summary>y = arcsin(x); dy/dx = 1 / sqrt(1 - x²).</summary>
internal sealed record AsinOp : UnaryOp
{
    protected override double Value(double x) => Math.Asin(x);

    protected override void Run(ReadOnlySpan<float> x, Span<float> y) => Lanes.Map<Kernel>(x, y);

    protected override Tensor Gradient(Tensor x, Tensor y, Tensor dy) => dy * (1 - x.Square()).Rsqrt();

    /// <summary>The scheme of Cephes' asinf: a polynomial up to 1/2, and pi/2 - 2 arcsin(sqrt((1 - x) / 2)) above.</summary>
    internal readonly struct Kernel : ILanes1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> Value(Vector<float> x)
        {
            Vector<float> magnitude = Vector.Abs(x), half = new(0.5f);
            Vector<float> near = Near(magnitude), far = new Vector<float>(1.57079633f) - 2 * Near(Vector.SquareRoot((Vector<float>.One - magnitude) * half));
            return Vector.CopySign(Vector.ConditionalSelect(Vector.GreaterThan(magnitude, half), far, near), x);
        }

        /// <summary>arcsin(x) for x from 0 to 1/2.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> Near(Vector<float> x)
        {
            Vector<float> z = x * x, p = new(4.2163199048e-2f);
            p = p * z + new Vector<float>(2.4181311049e-2f);
            p = p * z + new Vector<float>(4.5470025998e-2f);
            p = p * z + new Vector<float>(7.4953002686e-2f);
            p = p * z + new Vector<float>(1.6666752422e-1f);
            return p * z * x + x;
        }
    }
}

public partial class Tensor
{
    /// <summary>The angle, in radians from -pi/2 to pi/2, whose sine every element is. NaN outside of -1 to 1 and for NaN.</summary>
    public Tensor Asin() => Apply(new AsinOp(), this);
}
