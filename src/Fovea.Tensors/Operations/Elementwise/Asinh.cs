using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Tensors;

/// <summary>y = arsinh(x) = ln(x + sqrt(x² + 1)); dy/dx = 1 / sqrt(x² + 1).</summary>
internal sealed record AsinhOp : UnaryOp
{
    protected override double Value(double x) => Math.Asinh(x);

    protected override void Run(ReadOnlySpan<float> x, Span<float> y) => Lanes.Map<Kernel>(x, y);

    protected override Tensor Gradient(Tensor x, Tensor y, Tensor dy) => dy * (x.Square() + 1).Rsqrt();

    // The scheme of Cephes' asinhf: a polynomial near 0, and ln(2 x) where x² would overflow.
    readonly struct Kernel : ILanes1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> Value(Vector<float> x)
        {
            Vector<float> magnitude = Vector.Abs(x), z = x * x, p = new(2.0122003309e-2f);
            p = p * z - new Vector<float>(4.2699340972e-2f);
            p = p * z + new Vector<float>(7.4847586088e-2f);
            p = p * z - new Vector<float>(1.6666288134e-1f);
            Vector<float> near = p * z * magnitude + magnitude;
            Vector<int> large = Vector.GreaterThan(magnitude, new Vector<float>(1500));
            Vector<float> log = Vector.Log(Vector.ConditionalSelect(large, magnitude, magnitude + Vector.SquareRoot(z + Vector<float>.One)));
            Vector<float> far = log + Vector.ConditionalSelect(large, new Vector<float>(0.693147181f), Vector<float>.Zero);
            return Vector.CopySign(Vector.ConditionalSelect(Vector.LessThan(magnitude, new Vector<float>(0.5f)), near, far), x);
        }
    }
}

public partial class Tensor
{
    /// <summary>The number whose hyperbolic sine every element is. NaN stays NaN.</summary>
    public Tensor Asinh() => Apply(new AsinhOp(), this);
}
