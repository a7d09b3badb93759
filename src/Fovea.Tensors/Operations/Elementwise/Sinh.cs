using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Tensors;

/// <summary>y = (exp(x) - exp(-x)) / 2; dy/dx = cosh(x).</summary>
internal sealed record SinhOp : UnaryOp
{
    protected override double Value(double x) => Math.Sinh(x);

    protected override void Run(ReadOnlySpan<float> x, Span<float> y) => Lanes.Map<Kernel>(x, y);

    protected override Tensor Gradient(Tensor x, Tensor y, Tensor dy) => dy * x.Cosh();

    // Near 0 the two exponentials cancel: there Cephes' polynomial.
    readonly struct Kernel : ILanes1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> Value(Vector<float> x)
        {
            Vector<float> z = x * x, p = new(2.03721912945e-4f);
            p = p * z + new Vector<float>(8.33028376239e-3f);
            p = p * z + new Vector<float>(1.66667160211e-1f);
            Vector<float> near = p * z * x + x, magnitude = Vector.Abs(x), half = CoshOp.Kernel.HalfExp(magnitude);
            Vector<float> far = Vector.CopySign(half - new Vector<float>(0.25f) / half, x);
            return Vector.ConditionalSelect(Vector.GreaterThan(magnitude, Vector<float>.One), far, near);
        }
    }
}

public partial class Tensor
{
    /// <summary>The hyperbolic sine of every element: an infinity beyond 89.4 and -89.4. NaN stays NaN.</summary>
    public Tensor Sinh() => Apply(new SinhOp(), this);
}
