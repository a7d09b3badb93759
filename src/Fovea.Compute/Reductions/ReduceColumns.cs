using System.Runtime.CompilerServices;

namespace Fovea.Compute;

/// <summary>Reductions of columns: vectors run across the columns, the loop runs down.</summary>
internal static unsafe class ReduceColumns<L, V> where L : ILanes<V> where V : struct
{
    // Rows whose sum is formed before it is added to the total: sums of 64 sums of 64 stay accurate.
    private const int Block = 64;

    /// <summary>
    /// Reduces <paramref name="length"/> rows, <paramref name="stride"/> floats apart, of <paramref name="columns"/> columns. Results as in
    /// <see cref="ReduceRun{L,V}.Reduce"/>.
    /// </summary>
    public static void Reduce(ReductionKind kind, float* x, long length, long stride, int columns, long offset, float* values, float* indices)
    {
        for (int c = 0; c < columns; c += L.Width)
        {
            int n = Math.Min(L.Width, columns - c);
            float* index = indices == null ? null : indices + c;
            switch (kind)
            {
                case ReductionKind.Sum: Put(values + c, Sum(x + c, length, stride, n), n); break;
                case ReductionKind.Max: Put(values + c, Extreme<ReduceRun<L, V>.Largest>(x + c, length, stride, n), n); break;
                case ReductionKind.Min: Put(values + c, Extreme<ReduceRun<L, V>.Smallest>(x + c, length, stride, n), n); break;
                case ReductionKind.ArgMax: First<ReduceRun<L, V>.Largest>(x + c, length, stride, n, offset, values + c, index); break;
                default: First<ReduceRun<L, V>.Smallest>(x + c, length, stride, n, offset, values + c, index); break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Get(float* p, int n) => n == L.Width ? L.Load(p) : L.LoadFirst(p, n);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(float* p, V v, int n)
    {
        if (n == L.Width) L.Store(p, v);
        else L.StoreFirst(p, v, n);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static V Sum(float* x, long length, long stride, int n)
    {
        V total = default;
        while (length > 0)
        {
            V a = default, b = default, c = default, d = default;
            long block = Math.Min(length, Block), r = 0;
            for (; r <= block - 4; r += 4, x += 4 * stride)
            {
                a = L.Add(a, Get(x, n));
                b = L.Add(b, Get(x + stride, n));
                c = L.Add(c, Get(x + 2 * stride, n));
                d = L.Add(d, Get(x + 3 * stride, n));
            }
            for (; r < block; r++, x += stride) a = L.Add(a, Get(x, n));
            total = L.Add(total, L.Add(L.Add(a, b), L.Add(c, d)));
            length -= block;
        }
        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static V Extreme<F>(float* x, long length, long stride, int n) where F : ReduceRun<L, V>.IExtreme
    {
        V best = L.Broadcast(F.Start);
        for (; length > 0; length--, x += stride) best = F.Of(best, Get(x, n));
        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void First<F>(float* x, long length, long stride, int n, long offset, float* values, float* indices) where F : ReduceRun<L, V>.IExtreme
    {
        V best = length > 0 ? Get(x, n) : L.Broadcast(F.Start), at = L.Broadcast(offset);
        for (long r = 1; r < length; r++)
        {
            V next = Get(x + r * stride, n), better = F.Of(best, next);
            // The extreme changed, or became NaN: where both are equal, or both NaN, the first stays.
            V stays = L.Or(L.Equal(best, better), L.Not(L.Equal(best, best)));
            at = L.Select(stays, at, L.Broadcast(offset + r));
            best = better;
        }
        if (indices == null) Put(values, at, n);
        else
        {
            Put(values, best, n);
            Put(indices, at, n);
        }
    }
}
