using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Tensors;

/// <summary>y = exp(x) = dy/dx.</summary>
internal sealed record ExpOp : UnaryOp
{
    protected override double Value(double x) => Math.Exp(x);

    protected override void Run(ReadOnlySpan<float> x, Span<float> y) => Lanes.Map<Kernel>(x, y);

    protected override Tensor Gradient(Tensor x, Tensor y, Tensor dy) => dy * y;

    /// <summary>
    /// exp(x) = 2^n exp(r) with a whole n and |r| up to ln(2)/2, where Cephes' polynomial is exact to about one unit of the last place.
    /// (The vectors' own Exp gives 1.00000012 for 0.)
    /// </summary>
    internal readonly struct Kernel : ILanes1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> Value(Vector<float> x)
        {
            // Beyond these bounds the result is 0 or infinity anyway. NaN is neither above nor below, and stays.
            Vector<float> high = new(89), low = new(-105);
            x = Vector.ConditionalSelect(Vector.GreaterThan(x, high), high, Vector.ConditionalSelect(Vector.LessThan(x, low), low, x));
            Vector<float> n = Vector.Round(x * new Vector<float>(1.44269504f));
            // ln(2) in two parts, the first of which has so few digits that its product with n is exact.
            Vector<float> r = Vector.MultiplyAddEstimate(n, new Vector<float>(-0.693359375f), x);
            r = Vector.MultiplyAddEstimate(n, new Vector<float>(2.12194440e-4f), r);
            Vector<float> p = new(1.9875691500e-4f);
            p = Vector.MultiplyAddEstimate(p, r, new Vector<float>(1.3981999507e-3f));
            p = Vector.MultiplyAddEstimate(p, r, new Vector<float>(8.3334519073e-3f));
            p = Vector.MultiplyAddEstimate(p, r, new Vector<float>(4.1665795894e-2f));
            p = Vector.MultiplyAddEstimate(p, r, new Vector<float>(1.6666665459e-1f));
            p = Vector.MultiplyAddEstimate(p, r, new Vector<float>(5.0000001201e-1f));
            p = Vector.MultiplyAddEstimate(p * r, r, r) + Vector<float>.One;
            // In two steps: 2^128 and the powers below 2^-126 have no single form.
            Vector<int> whole = Vector.ConvertToInt32Native(n), half = whole >> 1;
            return p * Power(half) * Power(whole - half);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector<float> Power(Vector<int> n) => Vector.AsVectorSingle((n + new Vector<int>(127)) << 23);
    }
}

public partial class Tensor
{
    /// <summary>The exponential function of every element: infinity from 88.73 on, 0 for minus infinity, NaN for NaN.</summary>
    public Tensor Exp() => Apply(new ExpOp(), this);
}
