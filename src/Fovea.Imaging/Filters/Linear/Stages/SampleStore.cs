using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Imaging;

/// <summary>Sums as samples: integers are rounded to the nearest, halves to even as OpenCV does, and saturated; NaN gives 0.</summary>
internal static unsafe class SampleStore
{
    // 1.5 * 2^23: what is added to it is rounded to whole numbers, halves to even, in the last bits.
    private const float Rounder = 12582912;

    /// <summary>samples[x] = round(sums[x] * scale).</summary>
    public static void Store<T>(float* sums, float scale, byte* samples, int count) where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        if (typeof(T) == typeof(byte)) ToBytes(sums, scale, samples, count);
        else if (typeof(T) == typeof(ushort)) ToUInt16(sums, scale, (ushort*)samples, count);
        else ToFloats(sums, scale, (float*)samples, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ToFloats(float* sums, float scale, float* samples, int count)
    {
        int x = 0;
        for (; x <= count - Vector<float>.Count; x += Vector<float>.Count) (Vector.Load(sums + x) * scale).Store(samples + x);
        for (; x < count; x++) samples[x] = sums[x] * scale;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ToBytes(float* sums, float scale, byte* samples, int count)
    {
        int width = Vector<float>.Count, block = 4 * width;
        if (count < block)
        {
            for (int x = 0; x < count; x++) samples[x] = (byte)Rounded(sums[x] * scale, byte.MaxValue);
            return;
        }
        for (int x = 0; ; x = Math.Min(x + block, count - block))
        {
            float* from = sums + x;
            Vector<uint> a = Rounded(from, scale, byte.MaxValue), b = Rounded(from + width, scale, byte.MaxValue),
                c = Rounded(from + 2 * width, scale, byte.MaxValue), d = Rounded(from + 3 * width, scale, byte.MaxValue);
            Vector.Narrow(Vector.Narrow(a, b), Vector.Narrow(c, d)).Store(samples + x);
            if (x + block >= count) return;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ToUInt16(float* sums, float scale, ushort* samples, int count)
    {
        int width = Vector<float>.Count, block = 2 * width;
        if (count < block)
        {
            for (int x = 0; x < count; x++) samples[x] = (ushort)Rounded(sums[x] * scale, ushort.MaxValue);
            return;
        }
        for (int x = 0; ; x = Math.Min(x + block, count - block))
        {
            float* from = sums + x;
            Vector.Narrow(Rounded(from, scale, ushort.MaxValue), Rounded(from + width, scale, ushort.MaxValue)).Store(samples + x);
            if (x + block >= count) return;
        }
    }

    private static uint Rounded(float value, float most) => float.IsNaN(value) ? 0 : (uint)MathF.Round(Math.Clamp(value, 0, most));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<uint> Rounded(float* sums, float scale, float most)
    {
        Vector<float> value = Vector.Load(sums) * scale;
        value = Vector.ConditionalSelect(Vector.GreaterThan(value, Vector<float>.Zero), value, Vector<float>.Zero); // NaN is not greater
        return Vector.AsVectorUInt32(Vector.MinNative(value, new Vector<float>(most)) + new Vector<float>(Rounder)) - Vector.AsVectorUInt32(new Vector<float>(Rounder));
    }
}
