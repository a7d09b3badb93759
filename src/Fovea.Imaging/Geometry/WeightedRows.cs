using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Imaging;

/// <summary>The weighted sum of rows of floats as samples: integers are rounded to the nearest, halves up, and clamped; NaN gives 0.</summary>
internal static unsafe class WeightedRows
{
    public static void Sum<T>(float** rows, ReadOnlySpan<float> weights, T* to, int count) where T : unmanaged
    {
        if (weights.Length == 4)
        {
            Four(rows[0], rows[1], rows[2], rows[3], weights, to, count);
            return;
        }
        int lanes = Vector<float>.Count, group = typeof(T) == typeof(byte) ? 4 * lanes : typeof(T) == typeof(ushort) ? 2 * lanes : lanes, i = 0;
        for (; i <= count - group; i += group)
        {
            if (typeof(T) == typeof(byte)) Vector.Narrow(Two(rows, weights, i, 255), Two(rows, weights, i + 2 * lanes, 255)).Store((byte*)to + i);
            else if (typeof(T) == typeof(ushort)) Two(rows, weights, i, 65535).Store((ushort*)to + i);
            else One(rows, weights, i).Store((float*)to + i);
        }
        for (; i < count; i++)
        {
            float sum = rows[0][i] * weights[0];
            for (int k = 1; k < weights.Length; k++) sum = MathF.FusedMultiplyAdd(rows[k][i], weights[k], sum);
            to[i] = One<T>(sum);
        }
    }

    // The cubic kernels', with weights in registers.
    private static void Four<T>(float* a, float* b, float* c, float* d, ReadOnlySpan<float> weights, T* to, int count) where T : unmanaged
    {
        Vector<float> wa = new(weights[0]), wb = new(weights[1]), wc = new(weights[2]), wd = new(weights[3]);
        int lanes = Vector<float>.Count, group = typeof(T) == typeof(byte) ? 4 * lanes : typeof(T) == typeof(ushort) ? 2 * lanes : lanes, i = 0;
        for (; i <= count - group; i += group)
        {
            if (typeof(T) == typeof(byte))
                Vector.Narrow(Vector.Narrow(Whole(At(i), 255), Whole(At(i + lanes), 255)), Vector.Narrow(Whole(At(i + 2 * lanes), 255), Whole(At(i + 3 * lanes), 255))).Store((byte*)to + i);
            else if (typeof(T) == typeof(ushort)) Vector.Narrow(Whole(At(i), 65535), Whole(At(i + lanes), 65535)).Store((ushort*)to + i);
            else At(i).Store((float*)to + i);
        }
        for (; i < count; i++)
            to[i] = One<T>(MathF.FusedMultiplyAdd(d[i], weights[3], MathF.FusedMultiplyAdd(c[i], weights[2], MathF.FusedMultiplyAdd(b[i], weights[1], a[i] * weights[0]))));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        Vector<float> At(int i) => Vector.FusedMultiplyAdd(Vector.Load(d + i), wd, Vector.FusedMultiplyAdd(Vector.Load(c + i), wc, Vector.FusedMultiplyAdd(Vector.Load(b + i), wb, Vector.Load(a + i) * wa)));
    }

    private static T One<T>(float sum) where T : unmanaged
    {
        if (typeof(T) == typeof(float)) return (T)(object)sum;
        if (typeof(T) == typeof(byte)) return (T)(object)(byte)(sum > 0 ? MathF.Min(sum + 0.5f, 255) : 0);
        return (T)(object)(ushort)(sum > 0 ? MathF.Min(sum + 0.5f, 65535) : 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<ushort> Two(float** rows, ReadOnlySpan<float> weights, int i, float white) =>
        Vector.Narrow(Whole(One(rows, weights, i), white), Whole(One(rows, weights, i + Vector<float>.Count), white));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<uint> Whole(Vector<float> v, float white)
    {
        // A NaN fails the comparison and becomes 0.
        v = Vector.ConditionalSelect(Vector.GreaterThan(v, Vector<float>.Zero), Vector.Min(v + new Vector<float>(0.5f), new Vector<float>(white)), Vector<float>.Zero);
        return Vector.AsVectorUInt32(Vector.ConvertToInt32(v));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> One(float** rows, ReadOnlySpan<float> weights, int i)
    {
        Vector<float> sum = Vector.Load(rows[0] + i) * weights[0];
        for (int k = 1; k < weights.Length; k++) sum = Vector.FusedMultiplyAdd(Vector.Load(rows[k] + i), new Vector<float>(weights[k]), sum);
        return sum;
    }
}
