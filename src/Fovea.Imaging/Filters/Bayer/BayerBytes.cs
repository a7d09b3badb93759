using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Imaging;

/// <summary>
/// Rows of bilinear RGB from bytes behind a Bayer pattern, 64 pixels at a time. A vector of bytes is also one of 16-bit numbers whose low or high bytes are every other pixel: the sums of four
/// that one kind of pixels needs are made there, without widening.
/// </summary>
internal static unsafe class BayerBytes
{
    private const int Lanes = 64;

    /// <summary>Whether rows of this width can be made here: the processor must have byte permutations, and a row a whole vector between its ends.</summary>
    public static bool Fits(int width) => Avx512Vbmi.IsSupported && width >= Lanes + 2;

    /// <summary>Makes row <paramref name="y"/>, which is not an outermost one, from the three rows around it; the first and last pixels are the ones beside them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Bilinear(byte* up, byte* at, byte* down, byte* to, int width, BayerOrder order, int y)
    {
        (int redY, int redX) = order.Red();
        bool redRow = (y & 1) == redY;
        int first = redRow ? redX : 1 - redX; // the column of the row's own colour
        (Vector512<byte> Pair, Vector512<byte> Third, Vector512<byte> IsThird) p0 = Places(0), p1 = Places(1), p2 = Places(2);
        Vector512<ushort> low = Vector512.Create((ushort)255), two = Vector512.Create((ushort)2);
        for (int x = 1; ; x += Lanes)
        {
            // The last vector begins further left, over pixels that are made already.
            x = Math.Min(x, width - 1 - Lanes);
            Vector512<byte> left = Vector512.Load(at + x - 1), here = Vector512.Load(at + x), right = Vector512.Load(at + x + 1), above = Vector512.Load(up + x), below = Vector512.Load(down + x);
            Vector512<ushort> cross, corners;
            Vector512<byte> isOwn;
            if ((x & 1) == first)
            {
                cross = (Even(left) + Even(right) + (Even(above) + Even(below)) + two) >>> 2;
                corners = (Even(Vector512.Load(up + x - 1)) + Even(Vector512.Load(up + x + 1)) + (Even(Vector512.Load(down + x - 1)) + Even(Vector512.Load(down + x + 1))) + two) >>> 2;
                isOwn = low.AsByte();
            }
            else
            {
                cross = (Odd(left) + Odd(right) + (Odd(above) + Odd(below)) + two) >>> 2 << 8;
                corners = (Odd(Vector512.Load(up + x - 1)) + Odd(Vector512.Load(up + x + 1)) + (Odd(Vector512.Load(down + x - 1)) + Odd(Vector512.Load(down + x + 1))) + two) >>> 2 << 8;
                isOwn = ~low.AsByte();
            }
            Vector512<byte> own = Vector512.ConditionalSelect(isOwn, here, Avx512BW.Average(left, right));
            Vector512<byte> green = Vector512.ConditionalSelect(isOwn, cross.AsByte(), here);
            Vector512<byte> other = Vector512.ConditionalSelect(isOwn, corners.AsByte(), Avx512BW.Average(above, below));
            Vector512<byte> red = redRow ? own : other, blue = redRow ? other : own;
            byte* pixels = to + 3 * x;
            Join(red, green, blue, p0).Store(pixels);
            Join(red, green, blue, p1).Store(pixels + Lanes);
            Join(red, green, blue, p2).Store(pixels + 2 * Lanes);
            if (x == width - 1 - Lanes) break;
        }
        for (int c = 0; c < 3; c++) (to[c], to[3 * width - 3 + c]) = (to[3 + c], to[3 * width - 6 + c]);

        Vector512<ushort> Even(Vector512<byte> v) => v.AsUInt16() & low;
        static Vector512<ushort> Odd(Vector512<byte> v) => v.AsUInt16() >>> 8;
    }

    private static Vector512<byte> Join(Vector512<byte> red, Vector512<byte> green, Vector512<byte> blue, (Vector512<byte> Pair, Vector512<byte> Third, Vector512<byte> IsThird) places) =>
        Vector512.ConditionalSelect(places.IsThird, Avx512Vbmi.PermuteVar64x8(blue, places.Third), Avx512Vbmi.PermuteVar64x8x2(red, places.Pair, green));

    // Byte j of the 192 is lane j / 3 of colour j % 3: first of red and green, then blue over it.
    private static (Vector512<byte> Pair, Vector512<byte> Third, Vector512<byte> IsThird) Places(int part)
    {
        byte* pair = stackalloc byte[Lanes], third = stackalloc byte[Lanes], isThird = stackalloc byte[Lanes];
        for (int i = 0; i < Lanes; i++)
        {
            int j = part * Lanes + i;
            (pair[i], third[i], isThird[i]) = ((byte)(j / 3 + (j % 3 == 1 ? Lanes : 0)), (byte)(j / 3), (byte)(j % 3 == 2 ? 255 : 0));
        }
        return (Vector512.Load(pair), Vector512.Load(third), Vector512.Load(isThird));
    }
}
