using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Imaging;

/// <summary>The sums of a row's samples from its beginning on, channel by channel: exact for whole numbers up to 2^53.</summary>
internal static unsafe class RunningSums
{
    /// <summary>Adds them to other sums.</summary>
    /// <param name="row">The row.</param>
    /// <param name="width">Its pixels.</param>
    /// <param name="channels">Its channels.</param>
    /// <param name="square">Whether the squares of the samples are summed up.</param>
    /// <param name="sums">What is added to, for each sample.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add<T>(T* row, int width, int channels, bool square, double* sums) where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(byte) && channels == 1 && width < int.MaxValue / (255 * 255) && Vector256.IsHardwareAccelerated)
        {
            AddBytes((byte*)row, width, square, sums);
            return;
        }
        for (int c = 0; c < channels; c++)
        {
            double sum = 0;
            for (long i = c; i < (long)width * channels; i += channels)
            {
                double sample = double.CreateTruncating(row[i]);
                sums[i] += sum += square ? sample * sample : sample;
            }
        }
    }

    // Sums of a row of bytes, also of their squares, fit in 32 bits.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddBytes(byte* row, int width, bool square, double* sums)
    {
        Vector256<int> carry = Vector256<int>.Zero, last = Vector256.Create(7);
        Vector256<int> one = Vector256.Create(0, 0, 1, 2, 3, 4, 5, 6), two = Vector256.Create(0, 0, 0, 1, 2, 3, 4, 5), four = Vector256.Create(0, 0, 0, 0, 0, 1, 2, 3);
        Vector256<int> butOne = Vector256.Create(0, -1, -1, -1, -1, -1, -1, -1), butTwo = Vector256.Create(0, 0, -1, -1, -1, -1, -1, -1), butFour = Vector256.Create(0, 0, 0, 0, -1, -1, -1, -1);
        int x = 0;
        for (; x <= width - 8; x += 8)
        {
            Vector128<ushort> words = Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(ulong*)(row + x)).AsByte());
            Vector256<int> v = Vector256.Create(Vector128.WidenLower(words), Vector128.WidenUpper(words)).AsInt32();
            if (square) v *= v;
            v += Vector256.Shuffle(v, one) & butOne;
            v += Vector256.Shuffle(v, two) & butTwo;
            v += Vector256.Shuffle(v, four) & butFour;
            v += carry;
            carry = Vector256.Shuffle(v, last);
            (Vector256.Load(sums + x) + ToDouble(v.GetLower())).Store(sums + x);
            (Vector256.Load(sums + x + 4) + ToDouble(v.GetUpper())).Store(sums + x + 4);
        }
        int sum = carry.ToScalar();
        for (; x < width; x++) sums[x] += sum += square ? row[x] * row[x] : row[x];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> ToDouble(Vector128<int> v) => System.Runtime.Intrinsics.X86.Avx.IsSupported ? System.Runtime.Intrinsics.X86.Avx.ConvertToVector256Double(v)
        : Vector256.ConvertToDouble(Vector256.Create(Vector128.WidenLower(v), Vector128.WidenUpper(v)));
}
