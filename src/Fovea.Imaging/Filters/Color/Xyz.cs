using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Imaging;

/// <summary>
/// sRGB to CIE XYZ, with the light of D65: samples to linear light, then the matrix of ITU-R BT.709's primaries, as scikit-image's <c>rgb2xyz</c>. Y of white is 1, X 0.9505, Z 1.0888.
/// Floats hold these values, integers 255 or 65535 times them, where Z above 1 is clamped as in OpenCV.
/// </summary>
public sealed record ToXyz() : ColorFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<ToXyz>("to_xyz", "color", "A2", "sRGB to CIE XYZ (D65)");

    /// <summary>Linear light to XYZ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Matrix(ref Vector<float> a, ref Vector<float> b, ref Vector<float> c) => (a, b, c) = (
        Weigh(a, 0.412453f, b, 0.357580f, c, 0.180423f),
        Weigh(a, 0.212671f, b, 0.715160f, c, 0.072169f),
        Weigh(a, 0.019334f, b, 0.119193f, c, 0.950227f));

    /// <summary>The weighted sum of three values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<float> Weigh(Vector<float> a, float p, Vector<float> b, float q, Vector<float> c, float r) =>
        Vector.FusedMultiplyAdd(a, new Vector<float>(p), Vector.FusedMultiplyAdd(b, new Vector<float>(q), c * r));

    private protected override RowStage Step<T>(ImageKind input) => new ColorStage<T, Forward>(input, ColorCode.Unit("RGB"), ColorCode.Unit("XYZ"));

    private struct Forward : IColorMap
    {
        public static void Map(ref Vector<float> a, ref Vector<float> b, ref Vector<float> c)
        {
            (a, b, c) = (ToLinear.Curve(a), ToLinear.Curve(b), ToLinear.Curve(c));
            Matrix(ref a, ref b, ref c);
        }
    }
}

/// <summary>CIE XYZ, as <see cref="ToXyz"/> gives it, to sRGB. Floats of colours that no screen shows lie outside 0 to 1.</summary>
public sealed record FromXyz() : ColorFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<FromXyz>("from_xyz", "color", "A2", "CIE XYZ (D65) to sRGB", "to_xyz | from_xyz");

    /// <summary>XYZ to linear light: the inverse of the matrix of <see cref="ToXyz"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Matrix(ref Vector<float> a, ref Vector<float> b, ref Vector<float> c) => (a, b, c) = (
        ToXyz.Weigh(a, 3.2404813432f, b, -1.5371515163f, c, -0.4985363262f),
        ToXyz.Weigh(a, -0.9692549500f, b, 1.8759900015f, c, 0.0415559266f),
        ToXyz.Weigh(a, 0.0556466391f, b, -0.2040413384f, c, 1.0573110696f));

    private protected override RowStage Step<T>(ImageKind input) => new ColorStage<T, Backward>(input, ColorCode.Unit("XYZ"), ColorCode.Unit("RGB"));

    private struct Backward : IColorMap
    {
        public static void Map(ref Vector<float> a, ref Vector<float> b, ref Vector<float> c)
        {
            Matrix(ref a, ref b, ref c);
            (a, b, c) = (FromLinear.Curve(a), FromLinear.Curve(b), FromLinear.Curve(c));
        }
    }
}
