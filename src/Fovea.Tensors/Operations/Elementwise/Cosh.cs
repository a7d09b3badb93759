using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Tensors;

/// <summary>y = (exp(x) + exp(-x)) / 2; dy/dx = sinh(x).</summary>
internal sealed record CoshOp : UnaryOp
{
    protected override double Value(double x) => Math.Cosh(x);

    protected override void Run(ReadOnlySpan<float> x, Span<float> y) => Lanes.Map<Kernel>(x, y);

    protected override Tensor Gradient(Tensor x, Tensor y, Tensor dy) => dy * x.Sinh();

    internal readonly struct Kernel : ILanes1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> Value(Vector<float> x)
        {
            Vector<float> half = HalfExp(Vector.Abs(x));
            return half + new Vector<float>(0.25f) / half;
        }

        /// <summary>exp(x) / 2 for x from 0 on, also where exp(x) would overflow already.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> HalfExp(Vector<float> x)
        {
            Vector<float> half = new(0.5f), root = ExpOp.Kernel.Value(x * half);
            return half * root * root;
        }
    }
}

public partial class Tensor
{
    /// <summary>The hyperbolic cosine of every element, 1 and more: infinity beyond 89.4 and -89.4. NaN stays NaN.</summary>
    public Tensor Cosh() => Apply(new CoshOp(), this);
}
