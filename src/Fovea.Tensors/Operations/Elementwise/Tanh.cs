using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Tensors;

/// <summary>y = tanh(x); dy/dx = 1 - y².</summary>
internal sealed record TanhOp : UnaryOp
{
    protected override double Value(double x) => Math.Tanh(x);

    protected override void Run(ReadOnlySpan<float> x, Span<float> y) => Lanes.Map<Kernel>(x, y);

    protected override Tensor Gradient(Tensor x, Tensor y, Tensor dy) => dy * (1 - y * y);

    // TensorPrimitives.Tanh loses all digits near 0, and tanh(0) is not 0 there. This is the scheme of Cephes' tanhf.
    readonly struct Kernel : ILanes1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> Value(Vector<float> x)
        {
            Vector<float> z = x * x;
            Vector<float> near = new(-5.70498872745e-3f);
            near = near * z + new Vector<float>(2.06390887954e-2f);
            near = near * z - new Vector<float>(5.37397155531e-2f);
            near = near * z + new Vector<float>(1.33314422036e-1f);
            near = near * z - new Vector<float>(3.33332819422e-1f);
            near = near * z * x + x;
            Vector<float> magnitude = Vector.Abs(x), one = Vector<float>.One;
            Vector<float> far = Vector.CopySign(one - new Vector<float>(2) / (ExpOp.Kernel.Value(magnitude + magnitude) + one), x);
            return Vector.ConditionalSelect(Vector.GreaterThan(magnitude, new Vector<float>(0.625f)), far, near);
        }
    }
}

public partial class Tensor
{
    /// <summary>The hyperbolic tangent of every element, -1 to 1. NaN stays NaN.</summary>
    public Tensor Tanh() => Apply(new TanhOp(), this);
}
