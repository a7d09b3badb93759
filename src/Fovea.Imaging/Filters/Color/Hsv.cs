using System.Numerics;

namespace Fovea.Imaging;

/// <summary>The unit of hue.</summary>
public enum HueUnit
{
    /// <summary>The whole range is a whole turn: 0 to 255, 0 to 65535, or 0 to 1 for floats, as in scikit-image.</summary>
    Turn,

    /// <summary>Degrees, 0 to 360; in bytes half degrees, 0 to 179. As in OpenCV.</summary>
    Degrees,
}

/// <summary>
/// RGB to hue, saturation and value (A. R. Smith, "Color gamut transform pairs", 1978): V = max, S = (max - min) / max, H the angle of the colour, red at 0, green at a third
/// of a turn; grey has H = 0 and black S = 0. S and V cover the whole range of samples. With hue in turns it equals scikit-image's <c>rgb2hsv</c> for floats, in degrees
/// OpenCV's <c>COLOR_RGB2HSV</c> for floats, and for bytes but for one level, as OpenCV divides by tables.
/// </summary>
/// <param name="Hue">The unit of hue.</param>
public sealed record ToHsv([Parameter("unit of hue: the whole range is a turn, or degrees (half degrees in bytes)")] HueUnit Hue = HueUnit.Turn) : ColorFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<ToHsv>("to_hsv", "color", "A2", "RGB to hue, saturation and value");

    /// <summary>How a hue of this unit is held.</summary>
    internal static ColorCode Code(HueUnit hue) => hue == HueUnit.Turn ? ColorCode.HsvTurn : ColorCode.HsvDegrees;

    private protected override RowStage Step<T>(ImageKind input) => new ColorStage<T, Forward>(input, ColorCode.Unit("RGB"), Code(Hue));

    private struct Forward : IColorMap
    {
        public static void Map(ref Vector<float> a, ref Vector<float> b, ref Vector<float> c)
        {
            Vector<float> most = Vector.Max(Vector.Max(a, b), c), least = Vector.Min(Vector.Min(a, b), c), spread = most - least;
            Vector<float> third = new(1f / 3), turn = Vector<float>.One, sixth = new Vector<float>(1f / 6) / spread;
            Vector<float> hue = Vector.ConditionalSelect(Vector.Equals(most, a), (b - c) * sixth,
                Vector.ConditionalSelect(Vector.Equals(most, b), (c - a) * sixth + third, (a - b) * sixth + third + third));
            hue = Vector.ConditionalSelect(Vector.LessThan(hue, Vector<float>.Zero), hue + turn, hue);
            a = Vector.ConditionalSelect(Vector.Equals(spread, Vector<float>.Zero), Vector<float>.Zero, hue);
            b = Vector.ConditionalSelect(Vector.Equals(most, Vector<float>.Zero), Vector<float>.Zero, spread / most);
            c = most;
        }
    }
}

/// <summary>Hue, saturation and value, as <see cref="ToHsv"/> gives them, to RGB. Hues beyond a turn are taken around.</summary>
/// <param name="Hue">The unit of hue.</param>
public sealed record FromHsv([Parameter("unit of hue: the whole range is a turn, or degrees (half degrees in bytes)")] HueUnit Hue = HueUnit.Turn) : ColorFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<FromHsv>("from_hsv", "color", "A2", "hue, saturation and value to RGB", "to_hsv | from_hsv");

    private protected override RowStage Step<T>(ImageKind input) => new ColorStage<T, Backward>(input, ToHsv.Code(Hue), ColorCode.Unit("RGB"));

    private struct Backward : IColorMap
    {
        // Each colour is V (1 - S) and what lies above it, cut off by a triangle of hue around the colour: |6 h - centre| from 1 to 2 goes from full to none.
        public static void Map(ref Vector<float> a, ref Vector<float> b, ref Vector<float> c)
        {
            Vector<float> h = (a - Vector.Floor(a)) * 6f, s = b, v = c, zero = Vector<float>.Zero, one = Vector<float>.One;
            Vector<float> red = Vector.Abs(h - new Vector<float>(3)) - one, green = new Vector<float>(2) - Vector.Abs(h - new Vector<float>(2)), blue = new Vector<float>(2) - Vector.Abs(h - new Vector<float>(4));
            a = v - v * s * (one - Vector.Min(Vector.Max(red, zero), one));
            b = v - v * s * (one - Vector.Min(Vector.Max(green, zero), one));
            c = v - v * s * (one - Vector.Min(Vector.Max(blue, zero), one));
        }
    }
}
