using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Imaging;

/// <summary>The sums of a row's samples from its beginning on, channel by channel, added to those of the rows above: exact for whole numbers that the sums can hold.</summary>
internal static unsafe class RunningSums
{
    /// <summary>Adds a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="width">Its pixels.</param>
    /// <param name="channels">Its channels.</param>
    /// <param name="square">Whether the squares of the samples are summed up.</param>
    /// <param name="sums">What is added to, for each sample: <see cref="int"/> or <see cref="double"/>.</param>
    /// <param name="result">Receives the sums as floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add<T, TSum>(T* row, int width, int channels, bool square, TSum* sums, float* result) where T : unmanaged, INumber<T> where TSum : unmanaged, INumber<TSum>
    {
        if (typeof(T) == typeof(byte) && typeof(TSum) == typeof(int) && channels == 1 && Vector256.IsHardwareAccelerated)
        {
            AddBytes((byte*)row, width, square, (int*)sums, result);
            return;
        }
        for (int c = 0; c < channels; c++)
        {
            TSum sum = TSum.Zero;
            for (long i = c; i < (long)width * channels; i += channels)
            {
                TSum sample = TSum.CreateTruncating(row[i]);
                sum += square ? sample * sample : sample;
                sums[i] += sum;
                result[i] = float.CreateTruncating(sums[i]);
            }
        }
    }

    /// <summary>The running sums of a row added to the sums above it.</summary>
    /// <param name="row">The row.</param>
    /// <param name="width">Its pixels.</param>
    /// <param name="channels">Its channels.</param>
    /// <param name="square">Whether the squares of the samples are summed up.</param>
    /// <param name="above">What is added to, for each sample.</param>
    /// <param name="result">Receives the sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add<T, TSum>(T* row, int width, int channels, bool square, TSum* above, TSum* result) where T : unmanaged, INumber<T> where TSum : unmanaged, INumber<TSum>
    {
        // Sums of a row that an int holds.
        if (typeof(T) == typeof(byte) && typeof(TSum) == typeof(long) && channels == 1 && Vector256.IsHardwareAccelerated && (long)width * 255 * (square ? 255 : 1) <= int.MaxValue)
        {
            AddBytes((byte*)row, width, square, (long*)above, (long*)result);
            return;
        }
        for (int c = 0; c < channels; c++)
        {
            TSum sum = TSum.Zero;
            for (long i = c; i < (long)width * channels; i += channels)
            {
                TSum sample = TSum.CreateTruncating(row[i]);
                sum += square ? sample * sample : sample;
                result[i] = above[i] + sum;
            }
        }
    }

    /// <summary>Adds each sample of a row to the sum of its column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddColumns<T, TSum>(T* row, int samples, bool square, TSum* sums) where T : unmanaged, INumber<T> where TSum : unmanaged, INumber<TSum>
    {
        int i = 0;
        if (typeof(T) == typeof(byte) && typeof(TSum) == typeof(int) && Vector256.IsHardwareAccelerated)
            for (; i <= samples - 8; i += 8)
            {
                Vector256<int> v = Eight((byte*)row + i);
                (Vector256.Load((int*)sums + i) + (square ? v * v : v)).Store((int*)sums + i);
            }
        if (typeof(T) == typeof(byte) && typeof(TSum) == typeof(long) && Vector256.IsHardwareAccelerated)
            for (; i <= samples - 8; i += 8)
            {
                Vector256<int> v = Eight((byte*)row + i);
                (Vector256<long> left, Vector256<long> right) = Vector256.Widen(square ? v * v : v);
                (Vector256.Load((long*)sums + i) + left).Store((long*)sums + i);
                (Vector256.Load((long*)sums + i + 4) + right).Store((long*)sums + i + 4);
            }
        for (; i < samples; i++)
        {
            TSum sample = TSum.CreateTruncating(row[i]);
            sums[i] += square ? sample * sample : sample;
        }
    }

    /// <summary>Makes running sums of a row of sums.</summary>
    public static void Run<TSum>(Span<TSum> sums, int channels) where TSum : unmanaged, INumber<TSum>
    {
        for (int i = channels; i < sums.Length; i++) sums[i] += sums[i - channels];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddBytes(byte* row, int width, bool square, int* sums, float* result)
    {
        Vector256<int> carry = Vector256<int>.Zero;
        int x = 0;
        for (; x <= width - 8; x += 8)
        {
            Vector256<int> sum = Vector256.Load(sums + x) + Running(row + x, square, ref carry);
            sum.Store(sums + x);
            Vector256.ConvertToSingle(sum).Store(result + x);
        }
        int rest = carry.ToScalar();
        for (; x < width; x++) result[x] = sums[x] += rest += square ? row[x] * row[x] : row[x];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddBytes(byte* row, int width, bool square, long* above, long* result)
    {
        Vector256<int> carry = Vector256<int>.Zero;
        int x = 0;
        for (; x <= width - 8; x += 8)
        {
            (Vector256<long> left, Vector256<long> right) = Vector256.Widen(Running(row + x, square, ref carry));
            (Vector256.Load(above + x) + left).Store(result + x);
            (Vector256.Load(above + x + 4) + right).Store(result + x + 4);
        }
        int rest = carry.ToScalar();
        for (; x < width; x++) result[x] = above[x] + (rest += square ? row[x] * row[x] : row[x]);
    }

    /// <summary>The running sums of eight samples, and of all before them, whose sum is in every lane of <paramref name="carry"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Running(byte* samples, bool square, ref Vector256<int> carry)
    {
        Vector256<int> v = Eight(samples);
        if (square) v *= v;
        v += Vector256.Shuffle(v, Vector256.Create(0, 0, 1, 2, 3, 4, 5, 6)) & Vector256.Create(0, -1, -1, -1, -1, -1, -1, -1);
        v += Vector256.Shuffle(v, Vector256.Create(0, 0, 0, 1, 2, 3, 4, 5)) & Vector256.Create(0, 0, -1, -1, -1, -1, -1, -1);
        v += Vector256.Shuffle(v, Vector256.Create(0, 0, 0, 0, 0, 1, 2, 3)) & Vector256.Create(0, 0, 0, 0, -1, -1, -1, -1);
        Vector256<int> sums = v + carry;
        carry += Vector256.Shuffle(v, Vector256.Create(7));
        return sums;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Eight(byte* samples)
    {
        Vector128<ushort> words = Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(samples)).AsByte());
        return Vector256.Create(Vector128.WidenLower(words), Vector128.WidenUpper(words)).AsInt32();
    }
}
