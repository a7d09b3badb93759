using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Imaging;

/// <summary>From floats to samples, as OpenCV's <c>saturate_cast</c> does it: to the nearest, halves to even, clamped to the type's range; NaN gives 0.</summary>
internal static unsafe class SampleRounding
{
    // Added to a float below 2^22 it pushes the fraction out, rounding as the processor does: halves to even. The low bits are then the whole number.
    private const float Magic = 12582912f;

    public static void Nearest<T>(float* from, T* to, int count) where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            if ((void*)from != (void*)to) Buffer.MemoryCopy(from, to, (long)count * sizeof(float), (long)count * sizeof(float));
        }
        else if (typeof(T) == typeof(byte)) ToBytes(from, (byte*)to, count);
        else ToWords(from, (ushort*)to, count);
    }

    /// <summary>One value, in double precision.</summary>
    public static T Nearest<T>(double value) where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(float)) return T.CreateTruncating(value);
        return T.CreateSaturating(double.IsNaN(value) ? 0 : Math.Round(value));
    }

    private static void ToBytes(float* from, byte* to, int count)
    {
        int lanes = Vector<float>.Count, i = 0;
        for (; i <= count - 4 * lanes; i += 4 * lanes)
            Vector.Narrow(Pair(from + i, 255), Pair(from + i + 2 * lanes, 255)).Store(to + i);
        for (; i < count; i++) to[i] = Nearest<byte>((double)from[i]);
    }

    private static void ToWords(float* from, ushort* to, int count)
    {
        int lanes = Vector<float>.Count, i = 0;
        for (; i <= count - 2 * lanes; i += 2 * lanes) Pair(from + i, 65535).Store(to + i);
        for (; i < count; i++) to[i] = Nearest<ushort>((double)from[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<ushort> Pair(float* from, float white) =>
        Vector.Narrow(Whole(Vector.Load(from), white), Whole(Vector.Load(from + Vector<float>.Count), white));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<uint> Whole(Vector<float> v, float white)
    {
        // A NaN fails the comparison and becomes 0.
        v = Vector.Min(Vector.ConditionalSelect(Vector.GreaterThan(v, Vector<float>.Zero), v, Vector<float>.Zero), new Vector<float>(white));
        return Vector.AsVectorUInt32(v + new Vector<float>(Magic)) & new Vector<uint>(0x3FFFFF);
    }
}
