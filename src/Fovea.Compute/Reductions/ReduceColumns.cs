using System.Runtime.CompilerServices;

namespace Fovea.Compute;

/// <summary>Reductions of columns: vectors run across the columns, the loop runs down.</summary>
internal static unsafe class ReduceColumns<L, V> where L : ILanes<V> where V : struct
{
    // Rows whose sum is formed before it is added to the total: sums of 64 sums of 64 stay accurate.
    private const int Block = 64;

    private const int ColumnsAtOnce = 512;

    /// <summary>
    /// Reduces <paramref name="length"/> rows, <paramref name="stride"/> floats apart, of <paramref name="columns"/> columns. Results as in
    /// <see cref="ReduceRun{L,V}.Reduce"/>.
    /// </summary>
    public static void Reduce(ReductionKind kind, float* x, long length, long stride, int columns, long offset, float* values, float* indices)
    {
        if (kind == ReductionKind.Sum)
        {
            if (columns <= L.Width) Put(values, Narrow(x, length, stride, columns), columns);
            else Sum(x, length, stride, columns, values);
            return;
        }
        for (int c = 0; c < columns; c += L.Width)
        {
            int n = Math.Min(L.Width, columns - c);
            float* index = indices == null ? null : indices + c;
            switch (kind)
            {
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

    /// <summary>The sums of columns that one vector holds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static V Narrow(float* x, long length, long stride, int n)
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

    /// <summary>Rows are read as they lie, four at a time, so that memory is walked once from front to back; the sums of a block stay in the first-level cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum(float* x, long length, long stride, int columns, float* values)
    {
        float* block = stackalloc float[ColumnsAtOnce];
        for (int first = 0; first < columns; first += ColumnsAtOnce)
        {
            int width = Math.Min(ColumnsAtOnce, columns - first);
            float* total = values + first, from = x + first;
            new Span<float>(total, width).Clear();
            for (long left = length; left > 0; left -= Block)
            {
                new Span<float>(block, width).Clear();
                long rows = Math.Min(left, Block), r = 0;
                for (; r <= rows - 4; r += 4, from += 4 * stride)
                    for (int c = 0; c < width; c += L.Width)
                    {
                        int n = Math.Min(L.Width, width - c);
                        V upper = L.Add(Get(from + c, n), Get(from + stride + c, n)), lower = L.Add(Get(from + 2 * stride + c, n), Get(from + 3 * stride + c, n));
                        Put(block + c, L.Add(Get(block + c, n), L.Add(upper, lower)), n);
                    }
                for (; r < rows; r++, from += stride)
                    for (int c = 0; c < width; c += L.Width)
                    {
                        int n = Math.Min(L.Width, width - c);
                        Put(block + c, L.Add(Get(block + c, n), Get(from + c, n)), n);
                    }
                for (int c = 0; c < width; c += L.Width)
                {
                    int n = Math.Min(L.Width, width - c);
                    Put(total + c, L.Add(Get(total + c, n), Get(block + c, n)), n);
                }
            }
        }
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
