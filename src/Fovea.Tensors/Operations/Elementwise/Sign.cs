using System.Numerics;

namespace Fovea.Tensors;

/// <summary>y = -1, 0 or 1 like the sign of x; no gradient. NaN stays NaN.</summary>
internal sealed record SignOp : UnaryOp
{
    protected override double Value(double x) => x > 0 ? 1 : x < 0 ? -1 : x;

    protected override void Run(ReadOnlySpan<float> x, Span<float> y) => Lanes.Map<Kernel>(x, y);

    protected override Tensor? Gradient(Tensor x, Tensor y, Tensor dy) => null;

    readonly struct Kernel : ILanes1
    {
        // What is neither above nor below 0 is 0 or NaN, and stays.
        public static Vector<float> Value(Vector<float> x) => Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<float>.Zero), Vector<float>.One,
            Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), new Vector<float>(-1), x));
    }
}

public partial class Tensor
{
    /// <summary>-1, 0 or 1: the sign of every element, NaN for NaN. It has no gradient.</summary>
    public Tensor Sign() => Apply(new SignOp(), this);
}
