using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Tensors;

/// <summary>y = x above 0, alpha (exp(x) - 1) elsewhere, with alpha at least 0; dy/dx = 1 above 0, y + alpha elsewhere. NaN stays NaN.</summary>
internal sealed record EluOp(double Alpha) : UnaryOp
{
    protected override double Value(double x) => x > 0 ? x : Alpha * (Math.Exp(x) - 1);

    protected override void Run(ReadOnlySpan<float> x, Span<float> y) => Lanes.Map(new Kernel((float)Alpha), x, y);

    protected override Tensor Gradient(Tensor x, Tensor y, Tensor dy) => Tensor.Where(y > 0, dy, dy * (y + Alpha));

    readonly struct Kernel(float alpha) : ILaneFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Value(Vector<float> x)
        {
            // exp(x) - 1 has no digits left near 0: there the first terms of its series are exact to single precision.
            Vector<float> series = new(1 / 5040f);
            series = series * x + new Vector<float>(1 / 720f);
            series = series * x + new Vector<float>(1 / 120f);
            series = series * x + new Vector<float>(1 / 24f);
            series = series * x + new Vector<float>(1 / 6f);
            series = series * x + new Vector<float>(0.5f);
            series = series * x * x + x;
            Vector<float> far = ExpOp.Kernel.Value(x) - Vector<float>.One;
            Vector<float> below = alpha * Vector.ConditionalSelect(Vector.LessThan(x, new Vector<float>(-0.35f)), far, series);
            return Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<float>.Zero), x, below);
        }
    }
}

public partial class Tensor
{
    /// <summary>
    /// The exponential linear unit: x above 0, <paramref name="alpha"/> (exp(x) - 1) elsewhere (Clevert et al., arXiv:1511.07289). NaN stays NaN.
    /// </summary>
    /// <param name="alpha">Minus the value far below 0; at least 0.</param>
    /// <exception cref="FoveaException">Alpha is negative or not finite.</exception>
    public Tensor Elu(double alpha = 1)
    {
        if (!(alpha >= 0) || double.IsInfinity(alpha)) throw new FoveaException($"Elu: alpha must be a number from 0 on, got {alpha}");
        return Apply(new EluOp(alpha), this);
    }
}
