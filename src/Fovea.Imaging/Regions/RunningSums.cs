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

    /// <summary>Adds each sample of a row to the sum of its column.</summary>
    public static void AddColumns<T, TSum>(T* row, int samples, bool square, TSum* sums) where T : unmanaged, INumber<T> where TSum : unmanaged, INumber<TSum>
    {
        int i = 0;
        if (typeof(T) == typeof(byte) && typeof(TSum) == typeof(int) && Vector256.IsHardwareAccelerated)
            for (; i <= samples - 8; i += 8)
            {
                Vector256<int> v = Eight((byte*)row + i);
                (Vector256.Load((int*)sums + i) + (square ? v * v : v)).Store((int*)sums + i);
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
        Vector256<int> butOne = Vector256.Create(0, -1, -1, -1, -1, -1, -1, -1), butTwo = Vector256.Create(0, 0, -1, -1, -1, -1, -1, -1), butFour = Vector256.Create(0, 0, 0, 0, -1, -1, -1, -1);
        int x = 0;
        for (; x <= width - 8; x += 8)
        {
            Vector256<int> v = Eight(row + x);
            if (square) v *= v;
            v += Vector256.Shuffle(v, Vector256.Create(0, 0, 1, 2, 3, 4, 5, 6)) & butOne;
            v += Vector256.Shuffle(v, Vector256.Create(0, 0, 0, 1, 2, 3, 4, 5)) & butTwo;
            v += Vector256.Shuffle(v, Vector256.Create(0, 0, 0, 0, 0, 1, 2, 3)) & butFour;
            Vector256<int> sum = Vector256.Load(sums + x) + (v + carry);
            carry += Vector256.Shuffle(v, Vector256.Create(7));
            sum.Store(sums + x);
            Vector256.ConvertToSingle(sum).Store(result + x);
        }
        int rest = carry.ToScalar();
        for (; x < width; x++) result[x] = sums[x] += rest += square ? row[x] * row[x] : row[x];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Eight(byte* samples)
    {
        Vector128<ushort> words = Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(samples)).AsByte());
        return Vector256.Create(Vector128.WidenLower(words), Vector128.WidenUpper(words)).AsInt32();
    }
}
