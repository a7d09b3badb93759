using System.Runtime.CompilerServices;

namespace Fovea.Imaging;

/// <summary>Decodes the coefficients of one block of 8x8 (ITU T.81, annexes F.2 and G.2).</summary>
internal static unsafe class JpegBlocks
{
    /// <summary>Where the coefficients in zig-zag order lie in natural order (T.81, figure A.6); sixteen more for runs that a damaged file takes too far.</summary>
    public static ReadOnlySpan<byte> Natural =>
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
        63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63,
    ];

    /// <summary>A whole block of a sequential scan.</summary>
    /// <param name="scan">The scan's bits; undefined where a code is in no table, which ends the reading.</param>
    /// <param name="dc">The table of DC differences.</param>
    /// <param name="ac">The table of AC coefficients.</param>
    /// <param name="prediction">The component's last DC value.</param>
    /// <param name="block">64 zeros; receives the coefficients in natural order.</param>
    /// <returns>The zig-zag index of the last coefficient that is not 0, or -1 where a code is in no table.</returns>
    public static int Sequential(ref JpegBits scan, JpegHuffman dc, JpegHuffman ac, ref int prediction, short* block)
    {
        JpegBits bits = scan; // a copy that can live in registers
        if (!Difference(ref bits, dc, out int difference)) return -1;
        prediction += difference;
        block[0] = (short)prediction;
        int last = 0;
        fixed (byte* natural = Natural)
        fixed (short* values = ac.Values)
        fixed (ushort* quick = ac.Quick)
        {
            for (int k = 1; k < 64; k++)
            {
                bits.Fill();
                int index = bits.Peek(JpegHuffman.QuickBits), value = values[index];
                if (value != 0)
                {
                    k += (value >> 4) & 15;
                    bits.Skip(value & 15);
                    block[natural[k]] = (short)(value >> 8);
                    last = k;
                    continue;
                }
                int code = quick[index];
                if (code == 0 && (code = ac.Long(bits.Peek(16))) == 0) return -1;
                bits.Skip(code & 0xFF);
                int size = (code >> 8) & 15, run = code >> 12;
                if (size == 0)
                {
                    if (run != 15) break;
                    k += 15;
                    continue;
                }
                k += run;
                block[natural[k]] = (short)bits.TakeSigned(size);
                last = k;
            }
        }
        scan = bits;
        return Math.Min(last, 63);
    }

    /// <summary>The first pass of a progressive DC coefficient.</summary>
    public static bool FirstDc(ref JpegBits bits, JpegHuffman dc, ref int prediction, int shift, short* block)
    {
        if (!Difference(ref bits, dc, out int difference)) return false;
        prediction += difference;
        block[0] = (short)(prediction << shift);
        return true;
    }

    /// <summary>One more bit of a progressive DC coefficient.</summary>
    public static void RefineDc(ref JpegBits bits, int shift, short* block) => block[0] |= (short)(bits.TakeBit() << shift);

    /// <summary>
    /// The first pass of progressive AC coefficients <paramref name="from"/> to <paramref name="to"/>; <paramref name="endRun"/> is how many blocks, this one
    /// included, have none left.
    /// </summary>
    /// <returns>Whether all codes were in the table.</returns>
    public static bool FirstAc(ref JpegBits scan, JpegHuffman ac, int from, int to, int shift, ref int endRun, short* block)
    {
        if (endRun > 0)
        {
            endRun--;
            return true;
        }
        JpegBits bits = scan;
        for (int k = from; k <= to; k++)
        {
            int symbol = Symbol(ref bits, ac);
            if (symbol < 0) return false;
            int run = symbol >> 4, size = symbol & 15;
            if (size == 0)
            {
                if (run < 15)
                {
                    endRun = (1 << run) - 1 + bits.TakeFilled(run);
                    break;
                }
                k += 15;
                continue;
            }
            k += run;
            if (k > 63) return false;
            bits.Fill();
            block[Natural[k]] = (short)(bits.TakeSigned(size) << shift);
        }
        scan = bits;
        return true;
    }

    /// <summary>One more bit of progressive AC coefficients <paramref name="from"/> to <paramref name="to"/>.</summary>
    /// <returns>Whether all codes were in the table and allowed.</returns>
    public static bool RefineAc(ref JpegBits scan, JpegHuffman ac, int from, int to, int shift, ref int endRun, short* block)
    {
        JpegBits bits = scan;
        int one = 1 << shift, k = from;
        if (endRun == 0)
        {
            for (; k <= to; k++)
            {
                int symbol = Symbol(ref bits, ac);
                if (symbol < 0) return false;
                int run = symbol >> 4, size = symbol & 15, value = 0;
                if (size == 1) value = bits.TakeBit() != 0 ? one : -one;
                else if (size != 0) return false;
                else if (run < 15)
                {
                    endRun = (1 << run) + bits.TakeFilled(run);
                    break;
                }
                // Past the run of zeros; coefficients that are not zero already get their bit on the way.
                for (; k <= to; k++)
                {
                    short* coefficient = block + Natural[k];
                    if (*coefficient != 0) Refine(ref bits, coefficient, one);
                    else if (run-- == 0) break;
                }
                // A damaged file's run may go past the last coefficient; what it sets there is what other decoders set.
                if (value != 0) block[Natural[k]] = (short)value;
            }
        }
        if (endRun > 0)
        {
            for (; k <= to; k++)
            {
                short* coefficient = block + Natural[k];
                if (*coefficient != 0) Refine(ref bits, coefficient, one);
            }
            endRun--;
        }
        scan = bits;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Refine(ref JpegBits bits, short* coefficient, int one)
    {
        if (bits.TakeBit() == 0 || (*coefficient & one) != 0) return;
        *coefficient += (short)(*coefficient > 0 ? one : -one);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Difference(ref JpegBits bits, JpegHuffman dc, out int difference)
    {
        difference = 0;
        int size = Symbol(ref bits, dc);
        if ((uint)size > 15) return false;
        if (size == 0) return true;
        bits.Fill();
        difference = bits.TakeSigned(size);
        return true;
    }

    /// <summary>The next symbol, or -1 where the bits are no code of the table.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Symbol(ref JpegBits bits, JpegHuffman table)
    {
        bits.Fill();
        int code = table.Quick[bits.Peek(JpegHuffman.QuickBits)];
        if (code == 0 && (code = table.Long(bits.Peek(16))) == 0) return -1;
        bits.Skip(code & 0xFF);
        return code >> 8;
    }
}
