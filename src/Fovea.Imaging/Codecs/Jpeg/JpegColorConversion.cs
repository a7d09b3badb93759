using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Imaging;

/// <summary>From a JPEG file's components to grey or RGB, by the formulas of JFIF 1.02 with 16 bits of fraction.</summary>
internal static unsafe class JpegColorConversion
{
    // Round(c * 2^16)
    private const int RedFromCr = 91881, BlueFromCb = 116130, GreenFromCb = -22554, GreenFromCr = -46802, Half = 1 << 15;

    /// <summary>Converts one row of pixels.</summary>
    public static void Row(JpegColors colors, bool inverted, byte** components, byte* result, int width)
    {
        switch (colors)
        {
            case JpegColors.Gray:
                Unsafe.CopyBlockUnaligned(result, components[0], (uint)width);
                return;
            case JpegColors.Rgb:
                for (int x = 0; x < width; x++)
                    for (int c = 0; c < 3; c++) result[3 * x + c] = components[c][x];
                return;
            case JpegColors.YCbCr:
                YCbCr(components[0], components[1], components[2], result, width);
                return;
        }
        if (colors == JpegColors.Ycck) YCbCr(components[0], components[1], components[2], result, width);
        for (int x = 0; x < width; x++)
            for (int c = 0; c < 3; c++)
            {
                // What YCCK's first three are made from are not inks but their complements.
                int ink = colors == JpegColors.Ycck ? 255 - result[3 * x + c] : components[c][x], black = components[3][x];
                int left = inverted ? ink : 255 - ink, leftOfBlack = inverted ? black : 255 - black;
                result[3 * x + c] = (byte)((left * leftOfBlack + 127) / 255);
            }
    }

    private static void YCbCr(byte* y, byte* cb, byte* cr, byte* result, int width)
    {
        int x = 0;
        // The last store writes 16 bytes at 3 x 16 - 16, so all of it lies within the row.
        for (; x + 16 <= width; x += 16)
        {
            Convert(y + x, cb + x, cr + x, out Vector256<int> r0, out Vector256<int> g0, out Vector256<int> b0);
            Convert(y + x + 8, cb + x + 8, cr + x + 8, out Vector256<int> r1, out Vector256<int> g1, out Vector256<int> b1);
            Interleave(Pack(r0, r1), Pack(g0, g1), Pack(b0, b1), result + 3 * x);
        }
        for (; x < width; x++)
        {
            int luminance = y[x], blue = cb[x] - 128, red = cr[x] - 128;
            result[3 * x] = Clamp(luminance + ((RedFromCr * red + Half) >> 16));
            result[3 * x + 1] = Clamp(luminance + ((GreenFromCb * blue + GreenFromCr * red + Half) >> 16));
            result[3 * x + 2] = Clamp(luminance + ((BlueFromCb * blue + Half) >> 16));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Convert(byte* y, byte* cb, byte* cr, out Vector256<int> red, out Vector256<int> green, out Vector256<int> blue)
    {
        Vector256<int> luminance = Eight(y), b = Eight(cb) - Vector256.Create(128), r = Eight(cr) - Vector256.Create(128), half = Vector256.Create(Half);
        red = luminance + ((r * RedFromCr + half) >> 16);
        green = luminance + ((b * GreenFromCb + r * GreenFromCr + half) >> 16);
        blue = luminance + ((b * BlueFromCb + half) >> 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Eight(byte* samples)
    {
        Vector128<ushort> words = Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(samples)).AsByte());
        return Vector256.Create(Vector128.WidenLower(words), Vector128.WidenUpper(words)).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Pack(Vector256<int> lower, Vector256<int> upper)
    {
        Vector256<short> words = Vector256.NarrowWithSaturation(lower, upper);
        Vector256<ushort> clamped = Vector256.Min(Vector256.Max(words, Vector256<short>.Zero), Vector256.Create((short)255)).AsUInt16();
        return Vector128.Narrow(clamped.GetLower(), clamped.GetUpper());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(Vector128<byte> red, Vector128<byte> green, Vector128<byte> blue, byte* result)
    {
        const byte None = 0x80;
        (Vector128.Shuffle(red, Vector128.Create(0, None, None, 1, None, None, 2, None, None, 3, None, None, 4, None, None, 5))
            | Vector128.Shuffle(green, Vector128.Create(None, 0, None, None, 1, None, None, 2, None, None, 3, None, None, 4, None, None))
            | Vector128.Shuffle(blue, Vector128.Create(None, None, 0, None, None, 1, None, None, 2, None, None, 3, None, None, 4, None))).Store(result);
        (Vector128.Shuffle(red, Vector128.Create(None, None, 6, None, None, 7, None, None, 8, None, None, 9, None, None, 10, None))
            | Vector128.Shuffle(green, Vector128.Create(5, None, None, 6, None, None, 7, None, None, 8, None, None, 9, None, None, 10))
            | Vector128.Shuffle(blue, Vector128.Create(None, 5, None, None, 6, None, None, 7, None, None, 8, None, None, 9, None, None))).Store(result + 16);
        (Vector128.Shuffle(red, Vector128.Create(None, 11, None, None, 12, None, None, 13, None, None, 14, None, None, 15, None, None))
            | Vector128.Shuffle(green, Vector128.Create(None, None, 11, None, None, 12, None, None, 13, None, None, 14, None, None, 15, None))
            | Vector128.Shuffle(blue, Vector128.Create(10, None, None, 11, None, None, 12, None, None, 13, None, None, 14, None, None, 15))).Store(result + 32);
    }

    private static byte Clamp(int value) => (byte)Math.Clamp(value, 0, 255);
}
