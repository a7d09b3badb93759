using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Compute;

/// <summary>Sums of 16-bit numbers with a sign, each with its whole weight, in 32 bits, two summands at a time: the second step of filters that compute in whole numbers.</summary>
public static unsafe class PairSum
{
    /// <summary>The bytes that may be read behind the last summand.</summary>
    public const int Slack = 128;

    private const float Rounder = 12582912; // 1.5 * 2^23: what is added to it is rounded to whole numbers, halves to even, in the last bits

    private static bool HasPairs => Avx2.IsSupported && Vector<byte>.Count == Vector256<byte>.Count;

    /// <summary>result[x] = (bias + sum over i of weights[i] * row[x + i * step]) / 2^16, rounded down and saturated to bytes.</summary>
    /// <param name="row">The first summand of the first sum; behind the last one <see cref="Slack"/> bytes are read.</param>
    /// <param name="weights">The weights by twos, the second in the upper half; a last one alone has a 0 there.</param>
    /// <param name="pairs">The number of pairs.</param>
    /// <param name="step">From one summand to the next.</param>
    /// <param name="bias">What is added.</param>
    /// <param name="result">Where the results go.</param>
    /// <param name="count">The number of results.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToBytesByShift(short* row, int* weights, int pairs, int step, int bias, byte* result, int count)
    {
        int block = Vector<byte>.Count, half = block / 2, x = 0;
        if (count < block)
        {
            for (; x < count; x++) result[x] = (byte)Math.Clamp(Sum(row + x, weights, pairs, step, bias) >> 16, 0, 255);
            return;
        }
        if (Avx512BW.IsSupported && count >= Vector512<byte>.Count)
        {
            WideToBytesByShift(row, weights, pairs, step, bias, result, count);
            return;
        }
        for (; ; x = Math.Min(x + block, count - block))
        {
            Vector<int> a = new(bias), b = a, c = a, d = a;
            Add(row + x, weights, pairs, step, ref a, ref b, ref c, ref d);
            Bytes(Narrow(a >> 16, b >> 16), Narrow(c >> 16, d >> 16)).Store(result + x);
            if (x + block >= count) return;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WideToBytesByShift(short* row, int* weights, int pairs, int step, int bias, byte* result, int count)
    {
        const int Block = 64, Half = 32;
        // Packing works in quarters of a vector.
        Vector512<long> order = Vector512.Create(0L, 2, 4, 6, 1, 3, 5, 7);
        for (int x = 0; ; x = Math.Min(x + Block, count - Block))
        {
            Vector512<int> a = Vector512.Create(bias), b = a, c = a, d = a;
            short* at = row + x;
            for (int i = 0; i < pairs; i++, at += 2 * step)
            {
                Vector512<short> weight = Vector512.Create(weights[i]).AsInt16();
                Vector512<short> p = Vector512.Load(at), q = Vector512.Load(at + step), r = Vector512.Load(at + Half), s = Vector512.Load(at + Half + step);
                a += Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackLow(p, q), weight);
                b += Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackHigh(p, q), weight);
                c += Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackLow(r, s), weight);
                d += Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackHigh(r, s), weight);
            }
            Vector512<byte> bytes = Avx512BW.PackUnsignedSaturate(Avx512BW.PackSignedSaturate(a >> 16, b >> 16), Avx512BW.PackSignedSaturate(c >> 16, d >> 16));
            Avx512F.PermuteVar8x64(bytes.AsInt64(), order).AsByte().Store(result + x);
            if (x + Block >= count) return;
        }
    }

    /// <summary>The same multiplied by a scale, rounded to the nearest, halves to even, and saturated to bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToBytes(short* row, int* weights, int pairs, int step, int bias, float scale, byte* result, int count)
    {
        int block = Vector<byte>.Count, half = block / 2, x = 0;
        if (count < block)
        {
            for (; x < count; x++) result[x] = (byte)Math.Clamp(MathF.Round(Sum(row + x, weights, pairs, step, bias) * scale), 0, 255);
            return;
        }
        for (; ; x = Math.Min(x + block, count - block))
        {
            Vector<int> a = new(bias), b = a, c = a, d = a;
            Add(row + x, weights, pairs, step, ref a, ref b, ref c, ref d);
            if (scale != 1) (a, b, c, d) = (Scaled(a, scale), Scaled(b, scale), Scaled(c, scale), Scaled(d, scale));
            Bytes(Narrow(a, b), Narrow(c, d)).Store(result + x);
            if (x + block >= count) return;
        }
    }

    /// <summary>The same multiplied by a scale, as floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToFloats(short* row, int* weights, int pairs, int step, int bias, float scale, float* result, int count)
    {
        int block = Vector<byte>.Count, quarter = block / 4, x = 0;
        if (count < block)
        {
            for (; x < count; x++) result[x] = Sum(row + x, weights, pairs, step, bias) * scale;
            return;
        }
        for (; ; x = Math.Min(x + block, count - block))
        {
            Vector<int> a = new(bias), b = a, c = a, d = a;
            Add(row + x, weights, pairs, step, ref a, ref b, ref c, ref d);
            Order(ref a, ref b);
            Order(ref c, ref d);
            (Vector.ConvertToSingle(a) * scale).Store(result + x);
            (Vector.ConvertToSingle(b) * scale).Store(result + x + quarter);
            (Vector.ConvertToSingle(c) * scale).Store(result + x + 2 * quarter);
            (Vector.ConvertToSingle(d) * scale).Store(result + x + 3 * quarter);
            if (x + block >= count) return;
        }
    }

    private static int Sum(short* row, int* weights, int pairs, int step, int bias)
    {
        int sum = bias;
        for (int i = 0; i < pairs; i++, row += 2 * step)
        {
            sum += row[0] * (short)weights[i];
            if (weights[i] >> 16 != 0) sum += row[step] * (weights[i] >> 16);
        }
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(short* row, int* weights, int pairs, int step, ref Vector<int> a, ref Vector<int> b, ref Vector<int> c, ref Vector<int> d)
    {
        int half = Vector<short>.Count;
        Vector<int> p = a, q = b, r = c, s = d;
        for (int i = 0; i < pairs; i++, row += 2 * step)
        {
            Vector<int> weight = new(weights[i]);
            Add(Vector.Load(row), Vector.Load(row + step), weight, ref p, ref q);
            Add(Vector.Load(row + half), Vector.Load(row + half + step), weight, ref r, ref s);
        }
        (a, b, c, d) = (p, q, r, s);
    }

    // Which sums go into which of the two vectors is for the machine to choose; Narrow and Order put them back in their order.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Vector<short> x, Vector<short> y, Vector<int> weight, ref Vector<int> first, ref Vector<int> second)
    {
        if (HasPairs)
        {
            Vector256<short> a = x.AsVector256(), b = y.AsVector256(), w = weight.AsVector256().AsInt16();
            first += Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(a, b), w).AsVector();
            second += Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(a, b), w).AsVector();
        }
        else
        {
            Vector<int> a = Vector.AsVectorInt32(x), b = Vector.AsVectorInt32(y), low = (weight << 16) >> 16, high = weight >> 16;
            first += ((a << 16) >> 16) * low + ((b << 16) >> 16) * high;
            second += (a >> 16) * low + (b >> 16) * high;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<short> Narrow(Vector<int> first, Vector<int> second)
    {
        if (HasPairs) return Avx2.PackSignedSaturate(first.AsVector256(), second.AsVector256()).AsVector();
        Vector<int> least = new(short.MinValue), most = new(short.MaxValue);
        first = Vector.Min(Vector.Max(first, least), most);
        second = Vector.Min(Vector.Max(second, least), most);
        return Vector.AsVectorInt16((first & new Vector<int>(0xFFFF)) | (second << 16));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Order(ref Vector<int> first, ref Vector<int> second)
    {
        if (HasPairs)
        {
            Vector256<int> a = first.AsVector256(), b = second.AsVector256();
            (first, second) = (Avx2.Permute2x128(a, b, 0x20).AsVector(), Avx2.Permute2x128(a, b, 0x31).AsVector());
            return;
        }
        int* places = stackalloc int[2 * Vector<int>.Count];
        for (int i = 0; i < Vector<int>.Count; i++) (places[2 * i], places[2 * i + 1]) = (first[i], second[i]);
        (first, second) = (Vector.Load(places), Vector.Load(places + Vector<int>.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<byte> Bytes(Vector<short> low, Vector<short> high)
    {
        if (HasPairs) return Avx2.Permute4x64(Avx2.PackUnsignedSaturate(low.AsVector256(), high.AsVector256()).AsInt64(), 0b11011000).AsByte().AsVector();
        Vector<short> most = new(255);
        return Vector.Narrow(Vector.AsVectorUInt16(Vector.Min(Vector.Max(low, Vector<short>.Zero), most)), Vector.AsVectorUInt16(Vector.Min(Vector.Max(high, Vector<short>.Zero), most)));
    }

    // Sums are below 2^31 and bytes are wanted, so what leaves the range in which the rounder rounds is cut off first.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<int> Scaled(Vector<int> sums, float scale)
    {
        Vector<float> value = Vector.MinNative(Vector.MaxNative(Vector.ConvertToSingle(sums) * scale, Vector<float>.Zero), new Vector<float>(255));
        return Vector.AsVectorInt32(value + new Vector<float>(Rounder)) - Vector.AsVectorInt32(new Vector<float>(Rounder));
    }
}
