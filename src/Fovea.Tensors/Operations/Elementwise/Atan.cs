using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Tensors;

/// <summary>y = arctan(x); dy/dx = 1 / (1 + x²).</summary>
internal sealed record AtanOp : UnaryOp
{
    protected override double Value(double x) => Math.Atan(x);

    protected override void Run(ReadOnlySpan<float> x, Span<float> y) => Lanes.Map<Kernel>(x, y);

    protected override Tensor Gradient(Tensor x, Tensor y, Tensor dy) => dy / (1 + x.Square());

    // The scheme of Cephes' atanf: an eighth of a turn, or a quarter, is taken off, and a polynomial gives the rest.
    readonly struct Kernel : ILanes1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> Value(Vector<float> x)
        {
            Vector<float> magnitude = Vector.Abs(x), one = Vector<float>.One;
            Vector<int> steep = Vector.GreaterThan(magnitude, new Vector<float>(2.41421356f)), middle = Vector.GreaterThan(magnitude, new Vector<float>(0.41421356f));
            Vector<float> taken = Vector.ConditionalSelect(steep, new Vector<float>(1.57079633f), Vector.ConditionalSelect(middle, new Vector<float>(0.78539816f), Vector<float>.Zero));
            Vector<float> rest = Vector.ConditionalSelect(steep, -one / magnitude, Vector.ConditionalSelect(middle, (magnitude - one) / (magnitude + one), magnitude));
            Vector<float> z = rest * rest, p = new(8.05374449538e-2f);
            p = p * z - new Vector<float>(1.38776856032e-1f);
            p = p * z + new Vector<float>(1.99777106478e-1f);
            p = p * z - new Vector<float>(3.33329491539e-1f);
            return Vector.CopySign(taken + (p * z * rest + rest), x);
        }
    }
}

public partial class Tensor
{
    /// <summary>The angle, in radians from -pi/2 to pi/2, whose tangent every element is. NaN stays NaN.</summary>
    public Tensor Atan() => Apply(new AtanOp(), this);
}
