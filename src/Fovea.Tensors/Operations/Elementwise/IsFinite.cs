using System.Numerics;

namespace Fovea.Tensors;

/// <summary>y = 1 where x is neither infinite nor NaN, else 0; no gradient.</summary>
internal sealed record IsFiniteOp : UnaryOp
{
    protected override double Value(double x) => double.IsFinite(x) ? 1 : 0;

    protected override void Run(ReadOnlySpan<float> x, Span<float> y) => Lanes.Map<Kernel>(x, y);

    protected override Tensor? Gradient(Tensor x, Tensor y, Tensor dy) => null;

    readonly struct Kernel : ILanes1
    {
        public static Vector<float> Value(Vector<float> x) =>
            Vector.ConditionalSelect(Vector.LessThanOrEqual(Vector.Abs(x), new Vector<float>(float.MaxValue)), Vector<float>.One, Vector<float>.Zero);
    }
}

public partial class Tensor
{
    /// <summary>1 where an element is neither infinite nor NaN, else 0. It has no gradient.</summary>
    public Tensor IsFinite() => Apply(new IsFiniteOp(), this);
}
