using System.Numerics;

namespace Fovea.Tensors;

/// <summary>y = 1 where a = b, else 0; no gradient.</summary>
internal sealed record EqualToOp : BinaryOp
{
    protected override double Value(double a, double b) => a == b ? 1 : 0;

    protected override void Run(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y) => Lanes.Map<Kernel>(a, b, y);

    protected override (Tensor?, Tensor?) Gradient(Tensor a, Tensor b, Tensor y, Tensor dy) => (null, null);

    readonly struct Kernel : ILanes2
    {
        public static Vector<float> Value(Vector<float> a, Vector<float> b) =>
            Vector.ConditionalSelect(Vector.Equals(a, b), Vector<float>.One, Vector<float>.Zero);
    }
}

public partial class Tensor
{
    /// <summary>1 where two elements are equal, else 0; the tensors are stretched to a common shape. NaN equals nothing, not even NaN, and gives 0.</summary>
    public Tensor EqualTo(Tensor other) => Apply(new EqualToOp(), this, other);
}
