using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Imaging;

/// <summary>The weighted sum of rows of floats as samples: integers are rounded to the nearest, halves up, and clamped; NaN gives 0.</summary>
internal static unsafe class WeightedRows
{
    public static void Sum<T>(float** rows, ReadOnlySpan<float> weights, T* to, int count) where T : unmanaged
    {
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
            for (int k = 1; k < weights.Length; k++) sum = rows[k][i] * weights[k] + sum;
            if (typeof(T) == typeof(float)) ((float*)to)[i] = sum;
            else if (typeof(T) == typeof(byte)) ((byte*)to)[i] = (byte)(sum > 0 ? MathF.Min(sum + 0.5f, 255) : 0);
            else ((ushort*)to)[i] = (ushort)(sum > 0 ? MathF.Min(sum + 0.5f, 65535) : 0);
        }
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
        // Not fused, as the scalar rest is not.
        if (weights.Length == 4) return Vector.Load(rows[3] + i) * weights[3] + (Vector.Load(rows[2] + i) * weights[2] + (Vector.Load(rows[1] + i) * weights[1] + Vector.Load(rows[0] + i) * weights[0]));
        Vector<float> sum = Vector.Load(rows[0] + i) * weights[0];
        for (int k = 1; k < weights.Length; k++) sum = Vector.Load(rows[k] + i) * weights[k] + sum;
        return sum;
    }
}
