using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Tensors;

/// <summary>y = x Phi(x) with the normal distribution Phi(x) = (1 + erf(x / sqrt 2)) / 2; dy/dx = Phi(x) + x exp(-x²/2) / sqrt(2 pi).</summary>
internal sealed record GeluOp : UnaryOp
{
    static readonly double HalfRoot = Math.Sqrt(0.5);

    protected override double Value(double x) => x * 0.5 * (1 + ErfOp.Erf(x * HalfRoot));

    protected override void Run(ReadOnlySpan<float> x, Span<float> y) => Lanes.Map<Kernel>(x, y);

    protected override Tensor Gradient(Tensor x, Tensor y, Tensor dy)
    {
        Tensor distribution = 0.5 + 0.5 * (x * HalfRoot).Erf(), density = 1 / Math.Sqrt(2 * Math.PI) * (-0.5 * x.Square()).Exp();
        return dy * (distribution + x * density);
    }

    readonly struct Kernel : ILanes1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> Value(Vector<float> x) => x * (0.5f * ErfOp.Kernel.OnePlus(x * new Vector<float>(0.70710678f)));
    }
}

public partial class Tensor
{
    /// <summary>
    /// The Gaussian error linear unit of every element: x times the probability that a normal number is below x (Hendrycks and Gimpel, arXiv:1606.08415),
    /// in its exact form, without the approximation by tanh; single precision is within 1e-7. NaN stays NaN, and minus infinity gives NaN, as 0 times infinity.
    /// </summary>
    public Tensor Gelu() => Apply(new GeluOp(), this);

    /// <summary>
    /// <see cref="Gelu()"/> as first published, with a hyperbolic tangent in place of the normal distribution: x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x³))) / 2, which differs from it by
    /// less than 0.001. NaN stays NaN, and minus infinity gives NaN.
    /// </summary>
    public Tensor GeluByTanh() => (this * 0.5 * (1 + (Math.Sqrt(2 / Math.PI) * (this + 0.044715 * this * Square())).Tanh())).Labelled("GeluByTanh");
}
