using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Compute;

/// <summary>
/// Mean and variance of every column of a matrix, read from memory once: a few rows at a time are summed, and while they are still in cache the squares of their distances from
/// their own mean, so nothing cancels; the moments of the pieces are joined pair by pair (Chan, Golub and LeVeque 1979).
/// </summary>
public static unsafe class ColumnMoments
{
    private const long ElementsPerPart = 1 << 15, FloatsInCache = 8 << 10;
    private const int MostParts = 32, LeastRows = 8;

    /// <summary>The scratch memory that <see cref="Run"/> needs, in bytes.</summary>
    public static long ScratchBytes(long rows, int columns) => Parts(rows, columns) * 2L * columns * sizeof(float);

    /// <summary>Computes means and variances (over n, not n - 1), overwriting them.</summary>
    /// <param name="rows">Rows of x, at least 1.</param>
    /// <param name="columns">Columns of x.</param>
    /// <param name="x">x [rows, columns].</param>
    /// <param name="means">The mean of every column.</param>
    /// <param name="variances">The mean square of the distances from it.</param>
    /// <param name="scratch"><see cref="ScratchBytes"/> bytes, 64-byte aligned.</param>
    public static void Run(long rows, int columns, float* x, float* means, float* variances, byte* scratch)
    {
        int parts = Parts(rows, columns);
        Work work = new() { X = x, Rows = rows, Columns = columns, Parts = parts, Moments = (float*)scratch };
        Workers.Run(parts, ref work);
        for (int c = 0; c < columns; c++)
        {
            double mean = 0, squares = 0;
            long count = 0;
            for (int part = 0; part < parts; part++)
            {
                (long first, long end) = work.Range(part);
                float* moments = work.Moments + 2L * part * columns;
                double distance = moments[c] - mean, n = end - first, all = count + n;
                mean += distance * n / all;
                squares += moments[columns + c] + distance * distance * count * n / all;
                count += end - first;
            }
            (means[c], variances[c]) = ((float)mean, (float)(squares / rows));
        }
    }

    private static int Parts(long rows, int columns) => (int)Math.Clamp(rows * columns / ElementsPerPart, 1, Math.Min(MostParts, rows));

    private struct Work : Workers.IWork
    {
        public float* X, Moments;
        public long Rows;
        public int Columns, Parts;

        public readonly (long First, long End) Range(int part) => (Rows * part / Parts, Rows * (part + 1) / Parts);

        public readonly void Run(int part)
        {
            if (Vector512.IsHardwareAccelerated) Run<Lanes512, Vector512<float>>(part);
            else if (Vector256.IsHardwareAccelerated) Run<Lanes256, Vector256<float>>(part);
            else if (Vector128.IsHardwareAccelerated) Run<Lanes128, Vector128<float>>(part);
            else Run<Lanes1, float>(part);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Run<L, V>(int part) where L : ILanes<V> where V : struct
        {
            (long first, long end) = Range(part);
            float* means = Moments + 2L * part * Columns, squares = means + Columns;
            int padded = (Columns + L.Width - 1) / L.Width * L.Width;
            float* sum = (float*)Workers.Scratch(2L * padded * sizeof(float)), distances = sum + padded;
            long together = Math.Max(LeastRows, FloatsInCache / Columns);
            new Span<float>(means, 2 * Columns).Clear();
            for (long row = first; row < end; row += together)
            {
                long rows = Math.Min(together, end - row);
                float* x = X + row * Columns;
                Add<L, V>(x, rows, sum);
                V share = L.Broadcast(1f / rows);
                for (int c = 0; c < padded; c += L.Width) L.Store(sum + c, L.Multiply(L.Load(sum + c), share));
                AddSquares<L, V>(x, rows, sum, distances);
                // The moments of what was before and of these rows, of n and m elements.
                float n = row - first, m = rows, weight = m / (n + m), product = n * weight;
                V weights = L.Broadcast(weight), products = L.Broadcast(product);
                for (int c = 0; c < Columns; c += L.Width)
                {
                    int lanes = Math.Min(L.Width, Columns - c);
                    V mean = L.LoadFirst(means + c, lanes), distance = L.Subtract(L.Load(sum + c), mean);
                    L.StoreFirst(means + c, L.Fma(distance, weights, mean), lanes);
                    L.StoreFirst(squares + c, L.Fma(L.Multiply(distance, distance), products, L.Add(L.LoadFirst(squares + c, lanes), L.Load(distances + c))), lanes);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Add<L, V>(float* x, long rows, float* sum) where L : ILanes<V> where V : struct
        {
            nint stride = Columns;
            bool begins = true;
            for (; rows >= 4; rows -= 4, x += 4 * stride, begins = false)
                for (int c = 0; c < Columns; c += L.Width)
                {
                    int n = Math.Min(L.Width, Columns - c);
                    V four = L.Add(L.Add(At<L, V>(x + c, n), At<L, V>(x + stride + c, n)), L.Add(At<L, V>(x + 2 * stride + c, n), At<L, V>(x + 3 * stride + c, n)));
                    L.Store(sum + c, begins ? four : L.Add(L.Load(sum + c), four));
                }
            for (; rows > 0; rows--, x += stride, begins = false)
                for (int c = 0; c < Columns; c += L.Width)
                {
                    V one = At<L, V>(x + c, Math.Min(L.Width, Columns - c));
                    L.Store(sum + c, begins ? one : L.Add(L.Load(sum + c), one));
                }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void AddSquares<L, V>(float* x, long rows, float* means, float* squares) where L : ILanes<V> where V : struct
        {
            nint stride = Columns, ahead = (nint)rows * stride;
            bool begins = true;
            for (; rows >= 4; rows -= 4, x += 4 * stride, begins = false)
                for (int c = 0; c < Columns; c += L.Width)
                {
                    // The rows that come next.
                    for (int r = 0; r < 4; r++) CacheLine.Far(x + ahead + r * stride + c);
                    int n = Math.Min(L.Width, Columns - c);
                    V mean = L.Load(means + c), a = L.Subtract(At<L, V>(x + c, n), mean), b = L.Subtract(At<L, V>(x + stride + c, n), mean);
                    V d = L.Subtract(At<L, V>(x + 2 * stride + c, n), mean), e = L.Subtract(At<L, V>(x + 3 * stride + c, n), mean);
                    V four = L.Add(L.Fma(a, a, L.Multiply(b, b)), L.Fma(d, d, L.Multiply(e, e)));
                    L.Store(squares + c, begins ? four : L.Add(L.Load(squares + c), four));
                }
            for (; rows > 0; rows--, x += stride, begins = false)
                for (int c = 0; c < Columns; c += L.Width)
                {
                    V one = L.Subtract(At<L, V>(x + c, Math.Min(L.Width, Columns - c)), L.Load(means + c));
                    L.Store(squares + c, begins ? L.Multiply(one, one) : L.Fma(one, one, L.Load(squares + c)));
                }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V At<L, V>(float* p, int n) where L : ILanes<V> where V : struct => n == L.Width ? L.Load(p) : L.LoadFirst(p, n);
    }
}
