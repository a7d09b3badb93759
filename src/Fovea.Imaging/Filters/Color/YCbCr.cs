using System.Numerics;

namespace Fovea.Imaging;

/// <summary>
/// RGB to YCbCr of ITU-R BT.601 in the full range, as JPEG has it (JFIF 1.02, page 3): Y = 0.299 R + 0.587 G + 0.114 B, Cb = (B - Y) / 1.772, Cr = (R - Y) / 1.402.
/// Bytes: Y 0 to 255, Cb and Cr around 128; 16 bits: 0 to 65535, around 32768; floats: 0 to 1, around 0.5. OpenCV's <c>COLOR_RGB2YCrCb</c> differs by at most
/// one level, as its weights are rounded, and has Cr before Cb.
/// </summary>
public sealed record ToYCbCr() : ColorFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<ToYCbCr>("to_ycbcr", "color", "A2", "RGB to luma and two colour differences, as in JPEG");

    private protected override RowStage Step<T>(ImageKind input) => new ColorStage<T, Forward>(input, ColorCode.Unit("RGB"), ColorCode.YCbCr);

    private struct Forward : IColorMap
    {
        public static void Map(ref Vector<float> a, ref Vector<float> b, ref Vector<float> c)
        {
            Vector<float> y = a * 0.299f + b * 0.587f + c * 0.114f;
            (a, b, c) = (y, (c - y) * (float)(1 / 1.772), (a - y) * (float)(1 / 1.402));
        }
    }
}

/// <summary>YCbCr, as <see cref="ToYCbCr"/> gives it, to RGB: R = Y + 1.402 Cr, G = Y - (0.114 * 1.772 Cb + 0.299 * 1.402 Cr) / 0.587, B = Y + 1.772 Cb.</summary>
public sealed record FromYCbCr() : ColorFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<FromYCbCr>("from_ycbcr", "color", "A2", "luma and two colour differences to RGB", "to_ycbcr | from_ycbcr");

    private protected override RowStage Step<T>(ImageKind input) => new ColorStage<T, Backward>(input, ColorCode.YCbCr, ColorCode.Unit("RGB"));

    private struct Backward : IColorMap
    {
        public static void Map(ref Vector<float> a, ref Vector<float> b, ref Vector<float> c) =>
            (a, b, c) = (a + c * 1.402f, a - b * (float)(0.114 * 1.772 / 0.587) - c * (float)(0.299 * 1.402 / 0.587), a + b * 1.772f);
    }
}
