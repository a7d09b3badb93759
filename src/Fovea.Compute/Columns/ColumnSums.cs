using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Compute;

/// <summary>What is summed of an element of each matrix and of each row; the second summand follows from the first.</summary>
internal interface IColumnSummands : IColumnChain
{
    static abstract int Sums { get; }

    static abstract V First<L, V>(V m0, V m1, V r0, V r1, V r2) where L : ILanes<V> where V : struct;

    static abstract V Second<L, V>(V m0, V first, V r0) where L : ILanes<V> where V : struct;
}

/// <summary>
/// The sums of every column of one or two functions of two matrices and rows. Four rows at a time are added in registers; every part of the rows has sums of its own, which are added in order.
/// </summary>
internal sealed unsafe class ColumnSums<F>(string text) : ColumnChain(text) where F : IColumnSummands
{
    private const int Together = 4, MostParts = 64;
    private const long ElementsPerPart = 1 << 15;

    public override long ScratchBytes(long rows, int columns) => Parts(rows, columns) * (long)F.Sums * columns * sizeof(float);

    public override void Run(long rows, int columns, in ColumnOperands x, float* y, byte* scratch)
    {
        int parts = Parts(rows, columns), width = F.Sums * columns;
        Work work = new() { X = x, Sums = (float*)scratch, Rows = rows, Columns = columns, Parts = parts };
        Workers.Run(parts, ref work);
        for (int c = 0; c < width; c++)
        {
            double sum = 0;
            for (int part = 0; part < parts; part++) sum += work.Sums[(long)part * width + c];
            y[c] = (float)sum;
        }
    }

    private static int Parts(long rows, int columns) => (int)Math.Clamp(rows * columns / ElementsPerPart, 1, Math.Min(MostParts, Math.Max(1, rows)));

    private struct Work : Workers.IWork
    {
        public ColumnOperands X;
        public float* Sums;
        public long Rows;
        public int Columns, Parts;

        public readonly void Run(int part)
        {
            if (Vector512.IsHardwareAccelerated) Run<Lanes512, Vector512<float>>(part);
            else if (Vector256.IsHardwareAccelerated) Run<Lanes256, Vector256<float>>(part);
            else if (Vector128.IsHardwareAccelerated) Run<Lanes128, Vector128<float>>(part);
            else Run<Lanes1, float>(part);
        }

        private readonly void Run<L, V>(int part) where L : ILanes<V> where V : struct
        {
            long row = Rows * part / Parts, end = Rows * (part + 1) / Parts;
            float* sums = Sums + (long)part * F.Sums * Columns;
            new Span<float>(sums, F.Sums * Columns).Clear();
            for (; row <= end - Together; row += Together) AddRows<L, V, Count4>(row, sums);
            for (; row < end; row++) AddRows<L, V, Count1>(row, sums);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void AddRows<L, V, R>(long row, float* sums) where L : ILanes<V> where V : struct where R : ICount
        {
            int columns = Columns;
            nint stride = columns, ahead = Together * stride;
            float* m0 = X.M0 + row * columns, m1 = X.M1 + row * columns;
            for (int c = 0; c < columns; c += L.Width)
            {
                int n = Math.Min(L.Width, columns - c);
                V r0 = At<L, V>(X.R0 + c, n), r1 = F.Rows > 1 ? At<L, V>(X.R1 + c, n) : default, r2 = F.Rows > 2 ? At<L, V>(X.R2 + c, n) : default;
                V sum = At<L, V>(sums + c, n), second = F.Sums > 1 ? At<L, V>(sums + columns + c, n) : default;
                nint at = c;
                for (int r = 0; r < R.Value; r++, at += stride)
                {
                    CacheLine.Far(m0 + at + ahead);
                    CacheLine.Far(m1 + at + ahead);
                    V x = At<L, V>(m0 + at, n), first = F.First<L, V>(x, At<L, V>(m1 + at, n), r0, r1, r2);
                    sum = L.Add(sum, first);
                    if (F.Sums > 1) second = L.Add(second, F.Second<L, V>(x, first, r0));
                }
                Put<L, V>(sums + c, sum, n);
                if (F.Sums > 1) Put<L, V>(sums + columns + c, second, n);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V At<L, V>(float* p, int n) where L : ILanes<V> where V : struct => n == L.Width ? L.Load(p) : L.LoadFirst(p, n);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Put<L, V>(float* p, V v, int n) where L : ILanes<V> where V : struct
        {
            if (n == L.Width) L.Store(p, v);
            else L.StoreFirst(p, v, n);
        }
    }
}
