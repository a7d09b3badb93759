using System.Numerics;

namespace Fovea.Tensors;

/// <summary>y = 0 where a = b, else 1; no gradient.</summary>
internal sealed record NotEqualToOp : BinaryOp
{
    protected override double Value(double a, double b) => a != b ? 1 : 0;

    protected override void Run(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y) => Lanes.Map<Kernel>(a, b, y);

    protected override (Tensor?, Tensor?) Gradient(Tensor a, Tensor b, Tensor y, Tensor dy) => (null, null);

    readonly struct Kernel : ILanes2
    {
        public static Vector<float> Value(Vector<float> a, Vector<float> b) =>
            Vector.ConditionalSelect(Vector.Equals(a, b), Vector<float>.Zero, Vector<float>.One);
    }
}

public partial class Tensor
{
    /// <summary>1 where two elements are different, else 0; the tensors are stretched to a common shape. NaN equals nothing, not even NaN, and gives 1.</summary>
    public Tensor NotEqualTo(Tensor other) => Apply(new NotEqualToOp(), this, other);
}
