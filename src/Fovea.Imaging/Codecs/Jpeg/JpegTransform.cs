using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Imaging;

/// <summary>
/// The discrete cosine transform of blocks of 8x8 in whole numbers, by the factorisation of Loeffler, Ligtenberg and Moschytz (ICASSP 1989) with 13 bits of
/// fraction. This is the accurate integer method of the Independent JPEG Group, so decoded samples equal those of its library bit for bit.
/// A vector holds a row of the block: the eight columns are transformed at once, then the block is turned and done again.
/// </summary>
internal static unsafe class JpegTransform
{
    private const int Fraction = 13, FirstPass = 2;

    // Round(c * 2^13)
    private const int C0298 = 2446, C0390 = 3196, C0541 = 4433, C0765 = 6270, C0899 = 7373, C1175 = 9633, C1501 = 12299, C1847 = 15137, C1961 = 16069,
        C2053 = 16819, C2562 = 20995, C3072 = 25172;

    /// <summary>From coefficients to samples 0 to 255.</summary>
    /// <param name="block">64 coefficients in natural order.</param>
    /// <param name="steps">64 quantisation steps in natural order.</param>
    /// <param name="samples">Receives eight rows of eight samples.</param>
    /// <param name="stride">Bytes from a row to the next.</param>
    public static void Inverse(short* block, ushort* steps, byte* samples, int stride)
    {
        Vector256<int> r0 = Row(block, steps, 0), r1 = Row(block, steps, 1), r2 = Row(block, steps, 2), r3 = Row(block, steps, 3);
        Vector256<int> r4 = Row(block, steps, 4), r5 = Row(block, steps, 5), r6 = Row(block, steps, 6), r7 = Row(block, steps, 7);
        InversePass(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7, Fraction - FirstPass);
        Turn(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        InversePass(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7, Fraction + FirstPass + 3);
        Turn(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        Store(r0, r1, samples, stride);
        Store(r2, r3, samples + 2 * stride, stride);
        Store(r4, r5, samples + 4 * stride, stride);
        Store(r6, r7, samples + 6 * stride, stride);
    }

    /// <summary>The same for a block that has a DC coefficient only: one grey level.</summary>
    public static void InverseDc(int dc, int step, byte* samples, int stride)
    {
        // Both passes of the transform with nothing but the first coefficient.
        int value = (((dc * step) << FirstPass) + (1 << (FirstPass + 2))) >> (FirstPass + 3);
        ulong eight = 0x0101010101010101UL * (byte)Math.Clamp(value + 128, 0, 255);
        for (int y = 0; y < 8; y++) Unsafe.WriteUnaligned(samples + y * stride, eight);
    }

    /// <summary>From samples to coefficients, eight times too large.</summary>
    /// <param name="samples">64 samples less 128; receives the coefficients in natural order.</param>
    public static void Forward(int* samples)
    {
        Vector256<int> r0 = Vector256.Load(samples), r1 = Vector256.Load(samples + 8), r2 = Vector256.Load(samples + 16), r3 = Vector256.Load(samples + 24);
        Vector256<int> r4 = Vector256.Load(samples + 32), r5 = Vector256.Load(samples + 40), r6 = Vector256.Load(samples + 48), r7 = Vector256.Load(samples + 56);
        Turn(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        ForwardPass(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7, FirstPass);
        Turn(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        ForwardPass(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7, -FirstPass);
        r0.Store(samples);
        r1.Store(samples + 8);
        r2.Store(samples + 16);
        r3.Store(samples + 24);
        r4.Store(samples + 32);
        r5.Store(samples + 40);
        r6.Store(samples + 48);
        r7.Store(samples + 56);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Row(short* block, ushort* steps, int y)
    {
        Vector128<short> coefficients = Vector128.Load(block + 8 * y);
        Vector128<short> quantum = Vector128.Load((short*)(steps + 8 * y));
        Vector256<int> wide = Vector256.Create(Vector128.WidenLower(quantum), Vector128.WidenUpper(quantum)) & Vector256.Create(0xFFFF);
        return Vector256.Create(Vector128.WidenLower(coefficients), Vector128.WidenUpper(coefficients)) * wide;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void InversePass(ref Vector256<int> r0, ref Vector256<int> r1, ref Vector256<int> r2, ref Vector256<int> r3,
        ref Vector256<int> r4, ref Vector256<int> r5, ref Vector256<int> r6, ref Vector256<int> r7, int shift)
    {
        // Even part.
        Vector256<int> z1 = (r2 + r6) * C0541, t2 = z1 - r6 * C1847, t3 = z1 + r2 * C0765;
        Vector256<int> t0 = (r0 + r4) << Fraction, t1 = (r0 - r4) << Fraction;
        Vector256<int> t10 = t0 + t3, t13 = t0 - t3, t11 = t1 + t2, t12 = t1 - t2;

        // Odd part.
        Vector256<int> z5 = (r7 + r5 + r3 + r1) * C1175;
        Vector256<int> za = (r7 + r1) * -C0899, zb = (r5 + r3) * -C2562, zc = (r7 + r3) * -C1961 + z5, zd = (r5 + r1) * -C0390 + z5;
        Vector256<int> o0 = r7 * C0298 + za + zc, o1 = r5 * C2053 + zb + zd, o2 = r3 * C3072 + zb + zc, o3 = r1 * C1501 + za + zd;

        Vector256<int> half = Vector256.Create(1 << (shift - 1));
        t10 += half;
        t11 += half;
        t12 += half;
        t13 += half;
        r0 = (t10 + o3) >> shift;
        r7 = (t10 - o3) >> shift;
        r1 = (t11 + o2) >> shift;
        r6 = (t11 - o2) >> shift;
        r2 = (t12 + o1) >> shift;
        r5 = (t12 - o1) >> shift;
        r3 = (t13 + o0) >> shift;
        r4 = (t13 - o0) >> shift;
    }

    /// <summary>A pass of the forward transform; results are scaled by 2^<paramref name="scale"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ForwardPass(ref Vector256<int> r0, ref Vector256<int> r1, ref Vector256<int> r2, ref Vector256<int> r3,
        ref Vector256<int> r4, ref Vector256<int> r5, ref Vector256<int> r6, ref Vector256<int> r7, int scale)
    {
        Vector256<int> t0 = r0 + r7, t7 = r0 - r7, t1 = r1 + r6, t6 = r1 - r6, t2 = r2 + r5, t5 = r2 - r5, t3 = r3 + r4, t4 = r3 - r4;
        Vector256<int> t10 = t0 + t3, t13 = t0 - t3, t11 = t1 + t2, t12 = t1 - t2;
        int shift = Fraction - scale;
        Vector256<int> half = Vector256.Create(1 << (shift - 1));
        r0 = scale > 0 ? (t10 + t11) << scale : (t10 + t11 + Vector256.Create(1 << (-scale - 1))) >> -scale;
        r4 = scale > 0 ? (t10 - t11) << scale : (t10 - t11 + Vector256.Create(1 << (-scale - 1))) >> -scale;
        Vector256<int> z1 = (t12 + t13) * C0541 + half;
        r2 = (z1 + t13 * C0765) >> shift;
        r6 = (z1 - t12 * C1847) >> shift;

        Vector256<int> z5 = (t4 + t6 + t5 + t7) * C1175 + half;
        Vector256<int> za = (t4 + t7) * -C0899, zb = (t5 + t6) * -C2562, zc = (t4 + t6) * -C1961 + z5, zd = (t5 + t7) * -C0390 + z5;
        r7 = (t4 * C0298 + za + zc) >> shift;
        r5 = (t5 * C2053 + zb + zd) >> shift;
        r3 = (t6 * C3072 + zb + zc) >> shift;
        r1 = (t7 * C1501 + za + zd) >> shift;
    }

    /// <summary>Rows become columns: in pairs of halves, then of four, two and one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn(ref Vector256<int> r0, ref Vector256<int> r1, ref Vector256<int> r2, ref Vector256<int> r3,
        ref Vector256<int> r4, ref Vector256<int> r5, ref Vector256<int> r6, ref Vector256<int> r7)
    {
        Halves(ref r0, ref r4);
        Halves(ref r1, ref r5);
        Halves(ref r2, ref r6);
        Halves(ref r3, ref r7);
        Pairs(ref r0, ref r2);
        Pairs(ref r1, ref r3);
        Pairs(ref r4, ref r6);
        Pairs(ref r5, ref r7);
        Singles(ref r0, ref r1);
        Singles(ref r2, ref r3);
        Singles(ref r4, ref r5);
        Singles(ref r6, ref r7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Halves(ref Vector256<int> a, ref Vector256<int> b) =>
        (a, b) = (Vector256.Create(a.GetLower(), b.GetLower()), Vector256.Create(a.GetUpper(), b.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pairs(ref Vector256<int> a, ref Vector256<int> b)
    {
        Vector256<long> x = a.AsInt64(), y = b.AsInt64();
        if (Avx2.IsSupported) (a, b) = (Avx2.UnpackLow(x, y).AsInt32(), Avx2.UnpackHigh(x, y).AsInt32());
        else
        {
            a = Vector256.Create(x[0], y[0], x[2], y[2]).AsInt32();
            b = Vector256.Create(x[1], y[1], x[3], y[3]).AsInt32();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Singles(ref Vector256<int> a, ref Vector256<int> b)
    {
        // a0 b0 a2 b2 ... and a1 b1 a3 b3 ...
        Vector256<long> x = a.AsInt64(), y = b.AsInt64(), low = Vector256.Create(0xFFFFFFFFL);
        (a, b) = (((x & low) | (y << 32)).AsInt32(), ((x >>> 32) | (y & ~low)).AsInt32());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<int> upper, Vector256<int> lower, byte* samples, int stride)
    {
        Vector256<int> level = Vector256.Create(128);
        Vector256<short> words = Vector256.NarrowWithSaturation(upper + level, lower + level);
        // Negative samples become 0, large ones 255: within bytes as unsigned words before they are narrowed.
        Vector256<ushort> clamped = Vector256.Min(Vector256.Max(words, Vector256<short>.Zero), Vector256.Create((short)255)).AsUInt16();
        Vector128<byte> bytes = Vector128.Narrow(clamped.GetLower(), clamped.GetUpper());
        Unsafe.WriteUnaligned(samples, bytes.AsUInt64().GetElement(0));
        Unsafe.WriteUnaligned(samples + stride, bytes.AsUInt64().GetElement(1));
    }
}
