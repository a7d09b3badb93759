using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Imaging;

/// <summary>
/// sRGB to CIE L*a*b* (CIE 15:2004, ISO 11664-4) with the white of D65 (0.95047, 1, 1.08883): through linear light and XYZ, L = 116 f(Y) - 16,
/// a = 500 (f(X / Xn) - f(Y)), b = 200 (f(Y) - f(Z / Zn)), f(t) = cube root of t above delta^3 and t / (3 delta^2) + 4 / 29 below, delta = 6 / 29. Floats: L 0 to 100, a and b about
/// -100 to 100. Bytes: L times 2.55, a + 128, b + 128 as in OpenCV; 16 bits: L times 655.35, a and b times 257 around 32896. Equals scikit-image's <c>rgb2lab</c>,
/// whose delta is rounded, within 2e-4 (black's neighbourhood), else 1e-4.
/// </summary>
public sealed record ToLab() : ColorFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<ToLab>("to_lab", "color", "A2", "sRGB to CIE L*a*b* (D65)");

    /// <summary>X and Z of the white.</summary>
    internal const float WhiteX = 0.95047f, WhiteZ = 1.08883f;

    private protected override RowStage Step<T>(ImageKind input) => new ColorStage<T, Forward>(input, ColorCode.Unit("RGB"), ColorCode.Lab);

    private struct Forward : IColorMap
    {
        public static void Map(ref Vector<float> a, ref Vector<float> b, ref Vector<float> c)
        {
            (a, b, c) = (ToLinear.Curve(a), ToLinear.Curve(b), ToLinear.Curve(c));
            ToXyz.Matrix(ref a, ref b, ref c);
            Vector<float> x = F(a * (1 / WhiteX)), y = F(b), z = F(c * (1 / WhiteZ));
            (a, b, c) = (y * 116f - new Vector<float>(16), (x - y) * 500f, (y - z) * 200f);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector<float> F(Vector<float> t) => Vector.ConditionalSelect(Vector.GreaterThan(t, new Vector<float>(216f / 24389)),
            Roots.Cube(t), t * (841f / 108) + new Vector<float>(4f / 29));
    }
}

/// <summary>CIE L*a*b*, as <see cref="ToLab"/> gives it, to sRGB. Floats of colours that no screen shows lie outside 0 to 1; integers are clamped.</summary>
public sealed record FromLab() : ColorFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<FromLab>("from_lab", "color", "A2", "CIE L*a*b* (D65) to sRGB", "to_lab | from_lab");

    private protected override RowStage Step<T>(ImageKind input) => new ColorStage<T, Backward>(input, ColorCode.Lab, ColorCode.Unit("RGB"));

    private struct Backward : IColorMap
    {
        public static void Map(ref Vector<float> a, ref Vector<float> b, ref Vector<float> c)
        {
            Vector<float> y = (a + new Vector<float>(16)) * (1f / 116), x = y + b * (1f / 500), z = y - c * (1f / 200);
            (a, b, c) = (T(x) * ToLab.WhiteX, T(y), T(z) * ToLab.WhiteZ);
            FromXyz.Matrix(ref a, ref b, ref c);
            (a, b, c) = (FromLinear.Curve(a), FromLinear.Curve(b), FromLinear.Curve(c));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector<float> T(Vector<float> f) => Vector.ConditionalSelect(Vector.GreaterThan(f, new Vector<float>(6f / 29)),
            f * f * f, (f - new Vector<float>(4f / 29)) * (108f / 841));
    }
}
