using System.Numerics.Tensors;

namespace Fovea.Tensors;

/// <summary>y = a^b; dy/da = b a^(b - 1), dy/db = y ln(a). NaN and infinities as in <see cref="Math.Pow"/>.</summary>
internal sealed record PowOp : BinaryOp
{
    protected override double Value(double a, double b) => Math.Pow(a, b);

    protected override void Run(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y) => TensorPrimitives.Pow(a, b, y);

    // x^0 is 1 everywhere and 0^b is 0 for every b above 0; the formulas would give 0 times infinity there.
    protected override (Tensor?, Tensor?) Gradient(Tensor a, Tensor b, Tensor y, Tensor dy)
    {
        Tensor da = b.Operation is FullOp { Value: not 0 and var exponent }
            ? dy * (exponent * a.Pow(exponent - 1))
            : Tensor.Where(b.EqualTo(0), 0, dy * b * a.Pow(b - 1));
        Tensor db = Tensor.Where(a.EqualTo(0) * (b >= 0), 0, dy * y * a.Log());
        return (da, db);
    }
}

public partial class Tensor
{
    /// <summary>
    /// Every element raised to the power in <paramref name="exponent"/>; the two are stretched to a common shape. A negative number has whole powers only
    /// (NaN otherwise); x^0 and 1^y are 1 even for NaN, as in <see cref="Math.Pow"/>. The gradient with respect to the exponent is NaN where the base is negative.
    /// </summary>
    public Tensor Pow(Tensor exponent) => Apply(new PowOp(), this, exponent);

    /// <summary>
    /// Every element raised to one power. Exponents 0, 1, 2, 3, -1, 0.5 and -0.5 become ones, the tensor itself, <see cref="Square"/>, a product,
    /// <see cref="Reciprocal"/>, <see cref="Sqrt"/> and <see cref="Rsqrt"/>, which are faster and as exact.
    /// </summary>
    public Tensor Pow(double exponent) => exponent switch
    {
        0 => Ones(Shape),
        1 => this,
        2 => Square(),
        3 => Square() * this,
        -1 => Reciprocal(),
        0.5 => Sqrt(),
        -0.5 => Rsqrt(),
        _ => Pow((Tensor)exponent),
    };
}
