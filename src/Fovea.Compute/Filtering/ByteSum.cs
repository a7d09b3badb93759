using System.Numerics;
using System.Runtime.CompilerServices;

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
}
