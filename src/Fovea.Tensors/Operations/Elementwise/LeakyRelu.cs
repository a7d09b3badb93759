using System.Numerics;

namespace Fovea.Tensors;

/// <summary>y = x above 0, slope x elsewhere, with a slope of at least 0. NaN stays NaN.</summary>
internal sealed record LeakyReluOp(double Slope) : UnaryOp
{
    protected override double Value(double x) => x > 0 ? x : Slope * x;

    protected override void Run(ReadOnlySpan<float> x, Span<float> y) => Lanes.Map(new Kernel((float)Slope), x, y);

    // Through y, which is above 0 exactly where x is, since the slope is not negative: x has no other use then and need not be kept.
    protected override Tensor Gradient(Tensor x, Tensor y, Tensor dy) => Tensor.Where(y > 0, dy, Slope * dy);

    readonly struct Kernel(float slope) : ILaneFunction
    {
        public Vector<float> Value(Vector<float> x) => Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<float>.Zero), x, slope * x);
    }
}

public partial class Tensor
{
    /// <summary>
    /// The leaky rectified linear unit: x above 0, <paramref name="slope"/> x elsewhere (also its gradient at 0: the slope). Deck 001 writes it
    /// slope x + (1 - slope) max(0, x), deck 002 max(0.1 x, x): for a slope from 0 to 1 these are the same function. NaN stays NaN.
    /// </summary>
    /// <param name="slope">The slope below 0, at least 0; 0 gives <see cref="Relu"/>.</param>
    /// <exception cref="FoveaException">The slope is negative or not finite.</exception>
    public Tensor LeakyRelu(double slope = 0.01)
    {
        if (!(slope >= 0) || double.IsInfinity(slope)) throw new FoveaException($"LeakyRelu: the slope must be a number from 0 on, got {slope}");
        return slope == 0 ? Relu() : Apply(new LeakyReluOp(slope), this);
    }
}
