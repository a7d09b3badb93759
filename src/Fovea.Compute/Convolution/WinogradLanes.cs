using System.Runtime.CompilerServices;

namespace Fovea.Compute;

/// <summary>
/// The products at the points of Winograd's algorithm for groups that fit a vector several times: as in <see cref="LaneProduct"/> vectors run along the channels of several groups, and member j of
/// every group meets all outputs of its group by a permutation within the vector.
/// </summary>
internal static unsafe class WinogradLanes
{
    /// <summary>Whether groups are multiplied in this way. Narrower ones never pay: bringing them to the points costs more than their products.</summary>
    public static bool Takes(int groups, int groupIn, int groupOut) => groups > 1 && groupIn == groupOut && groupIn % 4 == 0 && groupIn < Machine.TileColumns / 2 && Machine.TileColumns / 2 % groupIn == 0;

    /// <summary>
    /// With F(4 x 4, 3 x 3), a column of the points of a tile, for a vector of channels: from the first pass of the transform of its input to the first pass of that of its result, in registers. The kernels are
    /// panel[point][member][channel], from the column's first point on.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Column<L, V, G>(float* passed, float* panel, V m0, V m1, V m2, V m3, V m4, V m5, V m6, V m7, float* results)
        where L : ILanes<V> where V : struct where G : ICount
    {
        nint next = Form43.Seen * G.Value * L.Width;
        WinogradTiles.InputColumn<L, V, Form43>(passed, out V v0, out V v1, out V v2, out V v3, out V v4, out V v5, out _, out _);
        WinogradTiles.OutputColumn<L, V, Form43>(
            Sum<L, V, G>(v0, panel, m0, m1, m2, m3, m4, m5, m6, m7), Sum<L, V, G>(v1, panel + next, m0, m1, m2, m3, m4, m5, m6, m7),
            Sum<L, V, G>(v2, panel + 2 * next, m0, m1, m2, m3, m4, m5, m6, m7), Sum<L, V, G>(v3, panel + 3 * next, m0, m1, m2, m3, m4, m5, m6, m7),
            Sum<L, V, G>(v4, panel + 4 * next, m0, m1, m2, m3, m4, m5, m6, m7), Sum<L, V, G>(v5, panel + 5 * next, m0, m1, m2, m3, m4, m5, m6, m7), default, default, results);
    }

    /// <summary>The sum over members j of weights[j][c] times member j of c's group in <paramref name="v"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Sum<L, V, G>(V v, float* weights, V m0, V m1, V m2, V m3, V m4, V m5, V m6, V m7) where L : ILanes<V> where V : struct where G : ICount
    {
        V sum = L.Multiply(L.Load(weights), L.Permute(v, m0));
        sum = L.Fma(L.Load(weights + L.Width), L.Permute(v, m1), sum);
        sum = L.Fma(L.Load(weights + 2 * L.Width), L.Permute(v, m2), sum);
        sum = L.Fma(L.Load(weights + 3 * L.Width), L.Permute(v, m3), sum);
        if (G.Value == 4) return sum;
        sum = L.Fma(L.Load(weights + 4 * L.Width), L.Permute(v, m4), sum);
        sum = L.Fma(L.Load(weights + 5 * L.Width), L.Permute(v, m5), sum);
        sum = L.Fma(L.Load(weights + 6 * L.Width), L.Permute(v, m6), sum);
        return L.Fma(L.Load(weights + 7 * L.Width), L.Permute(v, m7), sum);
    }

    /// <summary>
    /// At one point: sums[j][c] = sum over tiles of gradients[tile][c] times member j of c's group in inputs[tile], or added to what is there, for <paramref name="width"/> channels,
    /// whole vectors; rows of all three are <paramref name="row"/> floats apart.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Correlation<L, V>(float* inputs, float* gradients, int tiles, nint width, nint row, float* sums, int group, float* members, bool add) where L : ILanes<V> where V : struct
    {
        for (nint c = 0; c < width; c += L.Width)
            for (int j = 0; j < group; j += 4)
            {
                float* x = inputs + c, d = gradients + c, to = sums + j * row + c, m = members + j * L.Width;
                V m0 = L.Load(m), m1 = L.Load(m + L.Width), m2 = L.Load(m + 2 * L.Width), m3 = L.Load(m + 3 * L.Width), s0 = default, s1 = default, s2 = default, s3 = default;
                if (add) (s0, s1, s2, s3) = (L.Load(to), L.Load(to + row), L.Load(to + 2 * row), L.Load(to + 3 * row));
                for (int t = tiles; t > 0; t--, x += row, d += row)
                {
                    V v = L.Load(x), g = L.Load(d);
                    s0 = L.Fma(L.Permute(v, m0), g, s0);
                    s1 = L.Fma(L.Permute(v, m1), g, s1);
                    s2 = L.Fma(L.Permute(v, m2), g, s2);
                    s3 = L.Fma(L.Permute(v, m3), g, s3);
                }
                L.Store(to, s0);
                L.Store(to + row, s1);
                L.Store(to + 2 * row, s2);
                L.Store(to + 3 * row, s3);
            }
    }
}
