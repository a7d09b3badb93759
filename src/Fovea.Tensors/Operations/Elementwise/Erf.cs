using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Tensors;

/// <summary>y = erf(x), the integral of 2/sqrt(pi) exp(-t²) from 0 to x.</summary>
internal sealed record ErfOp : UnaryOp
{
    protected override double Value(double x) => Erf(x);

    protected override void Run(ReadOnlySpan<float> x, Span<float> y) => Lanes.Map<Kernel>(x, y);

    protected override Tensor Gradient(Tensor x, Tensor y, Tensor dy) => dy * (2 / Math.Sqrt(Math.PI) * (-x.Square()).Exp());

    /// <summary>erf(x) by the series 7.1.6 of Abramowitz and Stegun, all of whose terms have one sign; 1 in double precision from 6 on.</summary>
    internal static double Erf(double x)
    {
        if (double.IsNaN(x)) return x;
        if (Math.Abs(x) >= 6) return Math.Sign(x);
        double sum = 0, term = x;
        for (int n = 0; sum + term != sum; n++)
        {
            sum += term;
            term *= 2 * x * x / (2 * n + 3);
        }
        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    /// <summary>Two minimax polynomials of N. Juffa: erf itself near 0, the logarithm of 1 - erf elsewhere.</summary>
    internal readonly struct Kernel : ILanes1
    {
        const float Border = 0.927734375f;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> Value(Vector<float> x)
        {
            Vector<float> magnitude = Vector.Abs(x);
            Vector<float> far = Vector.CopySign(Vector<float>.One - Complement(magnitude), x);
            return Vector.ConditionalSelect(Vector.GreaterThan(magnitude, new Vector<float>(Border)), far, Near(x));
        }

        /// <summary>1 + erf(x), also where it is close to 0.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> OnePlus(Vector<float> x)
        {
            Vector<float> magnitude = Vector.Abs(x), complement = Complement(magnitude);
            Vector<float> far = Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), complement, new Vector<float>(2) - complement);
            return Vector.ConditionalSelect(Vector.GreaterThan(magnitude, new Vector<float>(Border)), far, Vector<float>.One + Near(x));
        }

        /// <summary>erf(x) for |x| up to the border.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector<float> Near(Vector<float> x)
        {
            Vector<float> s = x * x;
            Vector<float> r = new(-5.96761703e-4f);
            r = Vector.MultiplyAddEstimate(r, s, new Vector<float>(4.99119423e-3f));
            r = Vector.MultiplyAddEstimate(r, s, new Vector<float>(-2.67681349e-2f));
            r = Vector.MultiplyAddEstimate(r, s, new Vector<float>(1.12819925e-1f));
            r = Vector.MultiplyAddEstimate(r, s, new Vector<float>(-3.76125336e-1f));
            r = Vector.MultiplyAddEstimate(r, s, new Vector<float>(1.28379166e-1f));
            return Vector.MultiplyAddEstimate(r, x, x);
        }

        /// <summary>1 - erf(t) for t above the border.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector<float> Complement(Vector<float> t)
        {
            Vector<float> s = t * t;
            Vector<float> r = Vector.MultiplyAddEstimate(new Vector<float>(-1.72853470e-5f), t, new Vector<float>(3.83197126e-4f));
            Vector<float> u = Vector.MultiplyAddEstimate(new Vector<float>(-3.88396438e-3f), t, new Vector<float>(2.42546219e-2f));
            r = Vector.MultiplyAddEstimate(r, s, u);
            r = Vector.MultiplyAddEstimate(r, t, new Vector<float>(-1.06777877e-1f));
            r = Vector.MultiplyAddEstimate(r, t, new Vector<float>(-6.34846687e-1f));
            r = Vector.MultiplyAddEstimate(r, t, new Vector<float>(-1.28717512e-1f));
            return ExpOp.Kernel.Value(Vector.MultiplyAddEstimate(r, t, -t));
        }
    }
}

public partial class Tensor
{
    /// <summary>The error function of every element, -1 to 1: the integral of 2/sqrt(pi) exp(-t²) from 0 to x. NaN stays NaN.</summary>
    public Tensor Erf() => Apply(new ErfOp(), this);
}
