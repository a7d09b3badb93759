using System.Numerics;

namespace Fovea.Tensors;

/// <summary>y = min(max(x, Min), Max); the gradient passes where Min &lt;= x &lt;= Max. NaN stays NaN.</summary>
internal sealed record ClampOp(double Min, double Max) : UnaryOp
{
    protected override double Value(double x) => x < Min ? Min : x > Max ? Max : x;

    protected override void Run(ReadOnlySpan<float> x, Span<float> y) => Lanes.Map(new Kernel((float)Min, (float)Max), x, y);

    // Through x: on a bound the gradient passes (a picture's black would never change otherwise), and y does not tell a bound from what lies beyond.
    protected override Tensor Gradient(Tensor x, Tensor y, Tensor dy) => Tensor.Where((x >= Min) * (x <= Max), dy, 0);

    readonly struct Kernel(float min, float max) : ILaneFunction
    {
        public Vector<float> Value(Vector<float> x)
        {
            Vector<float> low = new(min), high = new(max);
            return Vector.ConditionalSelect(Vector.LessThan(x, low), low, Vector.ConditionalSelect(Vector.GreaterThan(x, high), high, x));
        }
    }
}

public partial class Tensor
{
    /// <summary>
    /// Every element, but not below <paramref name="min"/> and not above <paramref name="max"/>. The gradient passes between the bounds and on them, and is
    /// 0 outside. NaN stays NaN.
    /// </summary>
    /// <exception cref="FoveaException">A bound is NaN, or min is larger than max.</exception>
    public Tensor Clamp(double min, double max)
    {
        if (!(min <= max)) throw new FoveaException($"Clamp: min {min} is not below max {max}");
        return Apply(new ClampOp(min, max), this);
    }
}
