using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Compute;

/// <summary>Sums of rows of bytes, each with its whole weight, in 16 bits: the first step of filters that compute in whole numbers.</summary>
public static unsafe class ByteSum
{
    /// <summary>
    /// result[x] = bias + sum over i of weights[i] * rows[i][x], modulo 2^16: whether the sums are meant with a sign is for the caller to know.
    /// </summary>
    /// <param name="rows">Where each summand begins.</param>
    /// <param name="weights">Their weights.</param>
    /// <param name="terms">Their number.</param>
    /// <param name="bias">What is added.</param>
    /// <param name="result">Where the sums go.</param>
    /// <param name="count">The number of sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(byte** rows, short* weights, int terms, short bias, short* result, int count)
    {
        if (Avx2.IsSupported && count >= 2 * Vector256<byte>.Count && ArePairs(weights, terms))
        {
            if (Avx512BW.IsSupported && count >= 2 * Vector512<byte>.Count) WidePairs(rows, weights, terms, bias, result, count);
            else Pairs(rows, weights, terms, bias, result, count);
            return;
        }
        int block = Vector<byte>.Count, half = Vector<ushort>.Count;
        if (!Vector.IsHardwareAccelerated || count < block)
        {
            for (int x = 0; x < count; x++)
            {
                int sum = bias;
                for (int i = 0; i < terms; i++) sum += weights[i] * rows[i][x];
                result[x] = (short)sum;
            }
            return;
        }
        for (int x = 0; ; x = Math.Min(x + block, count - block))
        {
            Vector<ushort> low = new((ushort)bias), high = low;
            for (int i = 0; i < terms; i++)
            {
                Vector.Widen(Vector.Load(rows[i] + x), out Vector<ushort> a, out Vector<ushort> b);
                Vector<ushort> weight = new((ushort)weights[i]);
                low += a * weight;
                high += b * weight;
            }
            low.Store((ushort*)result + x);
            high.Store((ushort*)result + x + half);
            if (x + block >= count) return;
        }
    }

    /// <summary>Whether the first row and the last, the second and the last but one and so on can be multiplied and added in one step without saturating.</summary>
    private static bool ArePairs(short* weights, int terms)
    {
        for (int i = 0; i < (terms + 1) / 2; i++)
        {
            int a = weights[i], b = i == terms - 1 - i ? 0 : weights[terms - 1 - i];
            if (a is < sbyte.MinValue or > sbyte.MaxValue || b is < sbyte.MinValue or > sbyte.MaxValue || (Math.Abs(a) + Math.Abs(b)) * byte.MaxValue > short.MaxValue) return false;
        }
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pairs(byte** rows, short* weights, int terms, short bias, short* result, int count)
    {
        const int Block = 64;
        for (int x = 0; ; x = Math.Min(x + Block, count - Block))
        {
            Vector256<short> a = Vector256.Create(bias), b = a, c = a, d = a;
            int i = 0;
            for (int k = terms - 1; i < k; i++, k--)
            {
                byte* first = rows[i] + x, second = rows[k] + x;
                Vector256<sbyte> pair = Vector256.Create((short)((byte)weights[i] | weights[k] << 8)).AsSByte();
                Vector256<byte> p = Vector256.Load(first), q = Vector256.Load(second), r = Vector256.Load(first + 32), s = Vector256.Load(second + 32);
                a += Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(p, q), pair);
                b += Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(p, q), pair);
                c += Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(r, s), pair);
                d += Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(r, s), pair);
            }
            if (terms % 2 == 1)
            {
                byte* middle = rows[i] + x;
                Vector256<sbyte> weight = Vector256.Create((short)(byte)weights[i]).AsSByte();
                Vector256<byte> p = Vector256.Load(middle), r = Vector256.Load(middle + 32);
                a += Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(p, p), weight);
                b += Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(p, p), weight);
                c += Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(r, r), weight);
                d += Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(r, r), weight);
            }
            // Unpacking works in halves of a vector.
            Avx2.Permute2x128(a, b, 0x20).Store(result + x);
            Avx2.Permute2x128(a, b, 0x31).Store(result + x + 16);
            Avx2.Permute2x128(c, d, 0x20).Store(result + x + 32);
            Avx2.Permute2x128(c, d, 0x31).Store(result + x + 48);
            if (x + Block >= count) return;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WidePairs(byte** rows, short* weights, int terms, short bias, short* result, int count)
    {
        const int Block = 128;
        // Unpacking works in quarters of a vector.
        Vector512<long> first = Vector512.Create(0L, 1, 8, 9, 2, 3, 10, 11), second = Vector512.Create(4L, 5, 12, 13, 6, 7, 14, 15);
        for (int x = 0; ; x = Math.Min(x + Block, count - Block))
        {
            Vector512<short> a = Vector512.Create(bias), b = a, c = a, d = a;
            int i = 0;
            for (int k = terms - 1; i <= k; i++, k--)
            {
                // The middle row stands for both, one of them with the weight 0.
                Vector512<sbyte> pair = Vector512.Create((short)((byte)weights[i] | (i == k ? 0 : weights[k] << 8))).AsSByte();
                byte* above = rows[i] + x, below = rows[k] + x;
                Vector512<byte> p = Vector512.Load(above), q = Vector512.Load(below), r = Vector512.Load(above + 64), s = Vector512.Load(below + 64);
                a += Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackLow(p, q), pair);
                b += Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackHigh(p, q), pair);
                c += Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackLow(r, s), pair);
                d += Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackHigh(r, s), pair);
            }
            Avx512F.PermuteVar8x64x2(a.AsInt64(), first, b.AsInt64()).AsInt16().Store(result + x);
            Avx512F.PermuteVar8x64x2(a.AsInt64(), second, b.AsInt64()).AsInt16().Store(result + x + 32);
            Avx512F.PermuteVar8x64x2(c.AsInt64(), first, d.AsInt64()).AsInt16().Store(result + x + 64);
            Avx512F.PermuteVar8x64x2(c.AsInt64(), second, d.AsInt64()).AsInt16().Store(result + x + 96);
            if (x + Block >= count) return;
        }
    }
}
