using System.Runtime.CompilerServices;

namespace Fovea.Compute;

/// <summary>
/// Products of one or two rows with a matrix that is stored transposed, so that every result is the dot product of two contiguous runs: a network's linear layers on
/// one image. The matrix is read once, as it lies, at the speed of memory.
/// </summary>
internal static unsafe class DotProducts<L, V> where L : ILanes<V> where V : struct
{
    /// <summary>c[i * cRow + j * cColumn] = sum over p &lt; k of a[i * k + p] b[j * k + p] for i &lt; rows and j &lt; columns.</summary>
    public static void Run(int rows, int columns, nint k, float* a, float* b, float* c, nint cRow, nint cColumn)
    {
        for (int j = 0; j < columns; j += 4)
            for (int i = 0; i < rows; i++)
            {
                float* result = c + i * cRow + j * cColumn;
                if (columns - j >= 4) Four(k, a + i * k, b + j * k, result, cColumn);
                else
                    for (int column = j; column < columns; column++, result += cColumn) *result = One(k, a + i * k, b + column * k);
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(nint k, float* a, float* b, float* c, nint cColumn)
    {
        float* b1 = b + k, b2 = b1 + k, b3 = b2 + k;
        V s0 = default, s1 = default, s2 = default, s3 = default, t0 = default, t1 = default, t2 = default, t3 = default;
        nint p = 0;
        for (; p <= k - 2 * L.Width; p += 2 * L.Width)
        {
            V x = L.Load(a + p), y = L.Load(a + p + L.Width);
            s0 = L.Fma(x, L.Load(b + p), s0);
            t0 = L.Fma(y, L.Load(b + p + L.Width), t0);
            s1 = L.Fma(x, L.Load(b1 + p), s1);
            t1 = L.Fma(y, L.Load(b1 + p + L.Width), t1);
            s2 = L.Fma(x, L.Load(b2 + p), s2);
            t2 = L.Fma(y, L.Load(b2 + p + L.Width), t2);
            s3 = L.Fma(x, L.Load(b3 + p), s3);
            t3 = L.Fma(y, L.Load(b3 + p + L.Width), t3);
        }
        for (; p < k; p += L.Width)
        {
            int n = (int)Math.Min(L.Width, k - p);
            V x = L.LoadFirst(a + p, n);
            s0 = L.Fma(x, L.LoadFirst(b + p, n), s0);
            s1 = L.Fma(x, L.LoadFirst(b1 + p, n), s1);
            s2 = L.Fma(x, L.LoadFirst(b2 + p, n), s2);
            s3 = L.Fma(x, L.LoadFirst(b3 + p, n), s3);
        }
        c[0] = Total(L.Add(s0, t0));
        c[cColumn] = Total(L.Add(s1, t1));
        c[2 * cColumn] = Total(L.Add(s2, t2));
        c[3 * cColumn] = Total(L.Add(s3, t3));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float One(nint k, float* a, float* b)
    {
        V s0 = default, s1 = default, s2 = default, s3 = default;
        nint p = 0;
        for (; p <= k - 4 * L.Width; p += 4 * L.Width)
        {
            s0 = L.Fma(L.Load(a + p), L.Load(b + p), s0);
            s1 = L.Fma(L.Load(a + p + L.Width), L.Load(b + p + L.Width), s1);
            s2 = L.Fma(L.Load(a + p + 2 * L.Width), L.Load(b + p + 2 * L.Width), s2);
            s3 = L.Fma(L.Load(a + p + 3 * L.Width), L.Load(b + p + 3 * L.Width), s3);
        }
        for (; p < k; p += L.Width)
        {
            int n = (int)Math.Min(L.Width, k - p);
            s0 = L.Fma(L.LoadFirst(a + p, n), L.LoadFirst(b + p, n), s0);
        }
        return Total(L.Add(L.Add(s0, s1), L.Add(s2, s3)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Total(V v)
    {
        float* lanes = stackalloc float[L.Width];
        L.Store(lanes, v);
        for (int half = L.Width / 2; half > 0; half /= 2)
            for (int i = 0; i < half; i++) lanes[i] += lanes[i + half];
        return lanes[0];
    }
}
