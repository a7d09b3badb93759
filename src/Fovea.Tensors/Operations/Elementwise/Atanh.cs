using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Tensors;

/// <summary>y = artanh(x) = ln((1 + x) / (1 - x)) / 2; dy/dx = 1 / (1 - x²).</summary>
internal sealed record AtanhOp : UnaryOp
{
    protected override double Value(double x) => Math.Atanh(x);

    protected override void Run(ReadOnlySpan<float> x, Span<float> y) => Lanes.Map<Kernel>(x, y);

    protected override Tensor Gradient(Tensor x, Tensor y, Tensor dy) => dy / (1 - x.Square());

    // The scheme of Cephes' atanhf: a polynomial near 0.
    readonly struct Kernel : ILanes1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> Value(Vector<float> x)
        {
            Vector<float> magnitude = Vector.Abs(x), one = Vector<float>.One, half = new(0.5f), z = x * x, p = new(1.81740078349e-1f);
            p = p * z + new Vector<float>(8.24370301058e-2f);
            p = p * z + new Vector<float>(1.46691431730e-1f);
            p = p * z + new Vector<float>(1.99782164500e-1f);
            p = p * z + new Vector<float>(3.33337300303e-1f);
            Vector<float> near = p * z * x + x, far = Vector.CopySign(half * Vector.Log((one + magnitude) / (one - magnitude)), x);
            return Vector.ConditionalSelect(Vector.LessThan(magnitude, half), near, far);
        }
    }
}

public partial class Tensor
{
    /// <summary>The number whose hyperbolic tangent every element is: an infinity for 1 and -1, NaN beyond. NaN stays NaN.</summary>
    public Tensor Atanh() => Apply(new AtanhOp(), this);
}
