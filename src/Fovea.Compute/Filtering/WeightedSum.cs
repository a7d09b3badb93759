using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Compute;

/// <summary>The inner loops of all filters that compute in floats: sums of rows, each with its weight.</summary>
public static unsafe class WeightedSum
{
    /// <summary>The results that <see cref="Four"/> makes together.</summary>
    public const int RowsAtOnce = 4;

    /// <summary>result[x] = sum over i of weights[i] * rows[i][x], added in this order.</summary>
    /// <param name="rows">Where each summand begins.</param>
    /// <param name="weights">Their weights.</param>
    /// <param name="terms">Their number.</param>
    /// <param name="result">Where the sums go.</param>
    /// <param name="count">The number of sums.</param>
    public static void One(float** rows, float* weights, int terms, float* result, long count)
    {
        if (Vector512.IsHardwareAccelerated && count >= 4 * Lanes512.Width) One<Lanes512, Vector512<float>>(rows, weights, terms, result, count);
        else if (Vector256.IsHardwareAccelerated && count >= 4 * Lanes256.Width) One<Lanes256, Vector256<float>>(rows, weights, terms, result, count);
        else if (Vector128.IsHardwareAccelerated && count >= 4 * Lanes128.Width) One<Lanes128, Vector128<float>>(rows, weights, terms, result, count);
        else
            for (long x = 0; x < count; x++)
            {
                // Fused where the vectors are, so that results do not depend on the length of a row.
                float sum = 0;
                for (int i = 0; i < terms; i++) sum = float.MultiplyAddEstimate(weights[i], rows[i][x], sum);
                result[x] = sum;
            }
    }

    /// <summary>
    /// Four rows of a correlation with height x width weights, none of them 0: results[r][x] = sum over v, u of weights[v * width + u] * rows[r + v][x + u * step].
    /// Every value that is loaded serves up to four results.
    /// </summary>
    /// <returns>Whether the rows were long enough for it.</returns>
    public static bool Four(float** rows, float* weights, int height, int width, int step, float** results, long count)
    {
        if (height < RowsAtOnce) return false;
        if (Vector512.IsHardwareAccelerated && count >= 2 * Lanes512.Width) Four<Lanes512, Vector512<float>>(rows, weights, height, width, step, results, count);
        else if (Vector256.IsHardwareAccelerated && count >= 2 * Lanes256.Width) Four<Lanes256, Vector256<float>>(rows, weights, height, width, step, results, count);
        else if (Vector128.IsHardwareAccelerated && count >= 2 * Lanes128.Width) Four<Lanes128, Vector128<float>>(rows, weights, height, width, step, results, count);
        else return false;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One<L, V>(float** rows, float* weights, int terms, float* result, long count) where L : ILanes<V> where V : struct
    {
        long block = 4 * L.Width;
        for (long x = 0; ; x = Math.Min(x + block, count - block))
        {
            V a = default, b = default, c = default, d = default;
            for (int i = 0; i < terms; i++)
            {
                V weight = L.Broadcast(weights[i]);
                float* row = rows[i] + x;
                a = L.Fma(weight, L.Load(row), a);
                b = L.Fma(weight, L.Load(row + L.Width), b);
                c = L.Fma(weight, L.Load(row + 2 * L.Width), c);
                d = L.Fma(weight, L.Load(row + 3 * L.Width), d);
            }
            float* to = result + x;
            L.Store(to, a);
            L.Store(to + L.Width, b);
            L.Store(to + 2 * L.Width, c);
            L.Store(to + 3 * L.Width, d);
            if (x + block >= count) return;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four<L, V>(float** rows, float* weights, int height, int width, int step, float** results, long count) where L : ILanes<V> where V : struct
    {
        long block = 2 * L.Width;
        for (long x = 0; ; x = Math.Min(x + block, count - block))
        {
            V a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
            // The rows that only the first results see.
            for (int v = 0; v < 3; v++)
            {
                float* row = rows[v] + x, w0 = weights + v * width, w1 = w0 - width, w2 = w1 - width;
                for (int u = 0; u < width; u++, row += step)
                {
                    V a = L.Load(row), b = L.Load(row + L.Width), w = L.Broadcast(w0[u]);
                    a0 = L.Fma(w, a, a0);
                    b0 = L.Fma(w, b, b0);
                    if (v < 1) continue;
                    w = L.Broadcast(w1[u]);
                    a1 = L.Fma(w, a, a1);
                    b1 = L.Fma(w, b, b1);
                    if (v < 2) continue;
                    w = L.Broadcast(w2[u]);
                    a2 = L.Fma(w, a, a2);
                    b2 = L.Fma(w, b, b2);
                }
            }
            for (int v = 3; v < height; v++)
            {
                float* row = rows[v] + x, w0 = weights + v * width, w1 = w0 - width, w2 = w1 - width, w3 = w2 - width;
                for (int u = 0; u < width; u++, row += step)
                {
                    V a = L.Load(row), b = L.Load(row + L.Width), w = L.Broadcast(w0[u]);
                    a0 = L.Fma(w, a, a0);
                    b0 = L.Fma(w, b, b0);
                    w = L.Broadcast(w1[u]);
                    a1 = L.Fma(w, a, a1);
                    b1 = L.Fma(w, b, b1);
                    w = L.Broadcast(w2[u]);
                    a2 = L.Fma(w, a, a2);
                    b2 = L.Fma(w, b, b2);
                    w = L.Broadcast(w3[u]);
                    a3 = L.Fma(w, a, a3);
                    b3 = L.Fma(w, b, b3);
                }
            }
            // The rows that only the last results see.
            for (int v = height; v < height + 3; v++)
            {
                float* row = rows[v] + x, w3 = weights + (v - 3) * width, w2 = w3 + width, w1 = w2 + width;
                for (int u = 0; u < width; u++, row += step)
                {
                    V a = L.Load(row), b = L.Load(row + L.Width), w = L.Broadcast(w3[u]);
                    a3 = L.Fma(w, a, a3);
                    b3 = L.Fma(w, b, b3);
                    if (v > height + 1) continue;
                    w = L.Broadcast(w2[u]);
                    a2 = L.Fma(w, a, a2);
                    b2 = L.Fma(w, b, b2);
                    if (v > height) continue;
                    w = L.Broadcast(w1[u]);
                    a1 = L.Fma(w, a, a1);
                    b1 = L.Fma(w, b, b1);
                }
            }
            L.Store(results[0] + x, a0);
            L.Store(results[0] + x + L.Width, b0);
            L.Store(results[1] + x, a1);
            L.Store(results[1] + x + L.Width, b1);
            L.Store(results[2] + x, a2);
            L.Store(results[2] + x + L.Width, b2);
            L.Store(results[3] + x, a3);
            L.Store(results[3] + x + L.Width, b3);
            if (x + block >= count) return;
        }
    }
}
