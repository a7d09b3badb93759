using System.Numerics.Tensors;

namespace Fovea.Imaging;

/// <summary>
/// white * (v / white)^exponent, as scikit-image's <c>adjust_gamma</c>: an exponent below 1 brightens, above 1 darkens. White is 255, 65535, or 1 for
/// floats, of which negative ones give -(|v|^exponent). Alpha is kept.
/// </summary>
/// <param name="Exponent">The exponent.</param>
public sealed record Gamma([Parameter("exponent: below 1 brightens, above 1 darkens", Min = 0, Above = true)] double Exponent = 1) : PointFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Gamma>("gamma", "points", "A1", "samples to a power: brighter or darker middle tones", "gamma exponent=0.5");

    private protected override bool KeepsAlpha => true;

    private protected override double Value(double v, double white) => white * Math.Pow(v / white, Exponent);

    private protected override void Values(ReadOnlySpan<float> from, Span<float> to)
    {
        TensorPrimitives.Abs(from, to);
        TensorPrimitives.Pow(to, (float)Exponent, to);
        TensorPrimitives.CopySign(to, from, to);
    }
}
