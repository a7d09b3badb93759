using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Tensors;

/// <summary>y = arcosh(x) = ln(x + sqrt(x² - 1)); dy/dx = 1 / sqrt(x² - 1).</summary>
internal sealed record AcoshOp : UnaryOp
{
    protected override double Value(double x) => Math.Acosh(x);

    protected override void Run(ReadOnlySpan<float> x, Span<float> y) => Lanes.Map<Kernel>(x, y);

    protected override Tensor Gradient(Tensor x, Tensor y, Tensor dy) => dy * (x.Square() - 1).Rsqrt();

    // The scheme of Cephes' acoshf: a polynomial times sqrt(x - 1) near 1, and ln(2 x) where x² would overflow.
    readonly struct Kernel : ILanes1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> Value(Vector<float> x)
        {
            Vector<float> one = Vector<float>.One, z = x - one, p = new(1.7596881071e-3f);
            p = p * z - new Vector<float>(7.5272886713e-3f);
            p = p * z + new Vector<float>(2.6454905019e-2f);
            p = p * z - new Vector<float>(1.1784741703e-1f);
            p = p * z + new Vector<float>(1.4142135263f);
            Vector<float> near = p * Vector.SquareRoot(z);
            Vector<int> large = Vector.GreaterThan(x, new Vector<float>(1500));
            Vector<float> log = Vector.Log(Vector.ConditionalSelect(large, x, x + Vector.SquareRoot(z * (x + one))));
            Vector<float> far = log + Vector.ConditionalSelect(large, new Vector<float>(0.693147181f), Vector<float>.Zero);
            return Vector.ConditionalSelect(Vector.LessThan(z, new Vector<float>(0.5f)), near, far);
        }
    }
}

public partial class Tensor
{
    /// <summary>The number from 0 on whose hyperbolic cosine every element is. NaN below 1 and for NaN.</summary>
    public Tensor Acosh() => Apply(new AcoshOp(), this);
}
