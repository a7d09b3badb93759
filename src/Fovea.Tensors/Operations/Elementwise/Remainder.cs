namespace Fovea.Tensors;

/// <summary>y = a - b trunc(a / b), exact, with the sign of a; dy/da = 1, dy/db = -trunc(a / b) = (y - a) / b.</summary>
internal sealed record RemainderOp : BinaryOp
{
    protected override double Value(double a, double b) => a % b;

    protected override void Run(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y)
    {
        for (int i = 0; i < y.Length; i++) y[i] = a[i] % b[i];
    }

    protected override (Tensor?, Tensor?) Gradient(Tensor a, Tensor b, Tensor y, Tensor dy) => (dy, dy * ((y - a) / b));
}

public partial class Tensor
{
    /// <summary>
    /// The remainder of a division whose quotient is cut off towards 0, as in C#: it has the sign of <paramref name="a"/>. Exact; NaN for a division by 0 and of an infinity.
    /// The two are stretched to a common shape. (The remainder with the sign of the divisor is <see cref="Modulo"/>.)
    /// </summary>
    public static Tensor operator %(Tensor a, Tensor b) => Apply(new RemainderOp(), a, b);
}
