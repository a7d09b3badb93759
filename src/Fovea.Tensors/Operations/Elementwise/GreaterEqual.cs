using System.Numerics;

namespace Fovea.Tensors;

/// <summary>y = 1 where a &gt;= b, else 0; no gradient.</summary>
internal sealed record GreaterEqualOp : BinaryOp
{
    protected override double Value(double a, double b) => a >= b ? 1 : 0;

    protected override void Run(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y) => Lanes.Map<Kernel>(a, b, y);

    protected override (Tensor?, Tensor?) Gradient(Tensor a, Tensor b, Tensor y, Tensor dy) => (null, null);

    readonly struct Kernel : ILanes2
    {
        public static Vector<float> Value(Vector<float> a, Vector<float> b) =>
            Vector.ConditionalSelect(Vector.GreaterThanOrEqual(a, b), Vector<float>.One, Vector<float>.Zero);
    }
}

public partial class Tensor
{
    /// <summary>1 where a is greater than or equal to b, else 0 (also where either is NaN).</summary>
    public static Tensor operator >=(Tensor a, Tensor b) => Apply(new GreaterEqualOp(), a, b);

    /// <summary>1 where a is less than or equal to b, else 0 (also where either is NaN).</summary>
    public static Tensor operator <=(Tensor a, Tensor b) => Apply(new GreaterEqualOp(), b, a);
}
