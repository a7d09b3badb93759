using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Imaging;

/// <summary>
/// sRGB samples to linear light (IEC 61966-2-1): v / 12.92 up to 0.04045, ((v + 0.055) / 1.055)^2.4 above. Black to white is 0 to 255, 0 to 65535 or 0 to 1 on both
/// sides; in 8 bits dark tones fall together, so go to more depth first.
/// </summary>
public sealed record ToLinear() : ColorFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<ToLinear>("to_linear", "color", "A2", "sRGB to linear light");

    /// <summary>The curve.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<float> Curve(Vector<float> v)
    {
        Vector<float> x = Vector.FusedMultiplyAdd(v, new Vector<float>((float)(1 / 1.055)), new Vector<float>((float)(0.055 / 1.055))), root = Roots.Fifth(x);
        return Vector.ConditionalSelect(Vector.GreaterThan(v, new Vector<float>(0.04045f)), x * x * (root * root), v * (float)(1 / 12.92)); // x^2 x^(2/5)
    }

    private protected override RowStage Step<T>(ImageKind input) => new ColorStage<T, Forward>(input, ColorCode.Unit("RGB"), ColorCode.Unit("linear RGB"));

    private struct Forward : IColorMap
    {
        public static void Map(ref Vector<float> a, ref Vector<float> b, ref Vector<float> c) => (a, b, c) = (Curve(a), Curve(b), Curve(c));
    }
}

/// <summary>Linear light to sRGB samples, the inverse of <see cref="ToLinear"/>: 12.92 v up to 0.0031308, 1.055 v^(1/2.4) - 0.055 above.</summary>
public sealed record FromLinear() : ColorFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<FromLinear>("from_linear", "color", "A2", "linear light to sRGB");

    /// <summary>The curve.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<float> Curve(Vector<float> v)
    {
        Vector<float> x = Vector.Max(v, new Vector<float>(0.001f));
        Vector<float> power = Roots.Cube(x * Vector.SquareRoot(Vector.SquareRoot(x))); // (x^(5/4))^(1/3)
        return Vector.ConditionalSelect(Vector.GreaterThan(v, new Vector<float>(0.0031308f)), power * 1.055f - new Vector<float>(0.055f), v * 12.92f);
    }

    private protected override RowStage Step<T>(ImageKind input) => new ColorStage<T, Backward>(input, ColorCode.Unit("linear RGB"), ColorCode.Unit("RGB"));

    private struct Backward : IColorMap
    {
        public static void Map(ref Vector<float> a, ref Vector<float> b, ref Vector<float> c) => (a, b, c) = (Curve(a), Curve(b), Curve(c));
    }
}
