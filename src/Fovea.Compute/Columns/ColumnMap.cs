using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Compute;

/// <summary>A function of an element of each matrix and of each row.</summary>
internal interface IColumnFunction : IColumnChain
{
    static abstract V Value<L, V>(V m0, V m1, V r0, V r1, V r2, V r3, V r4, V r5) where L : ILanes<V> where V : struct;
}

/// <summary>
/// A function of matrices and rows for every element, bound by memory: the rows are loaded once for four rows of the matrices, which are asked for four rows ahead.
/// </summary>
internal sealed unsafe class ColumnMap<F>(string text) : ColumnChain(text) where F : IColumnFunction
{
    private const int Together = 4;

    // About 20 microseconds a chunk.
    private const long ElementsPerChunk = 1 << 16;

    public override long ScratchBytes(long rows, int columns) => 0;

    public override void Run(long rows, int columns, in ColumnOperands x, float* y, byte* scratch)
    {
        long perChunk = Math.Max(1, ElementsPerChunk / columns / Together) * Together;
        Work work = new() { X = x, Y = y, Rows = rows, Columns = columns, RowsPerChunk = perChunk };
        Workers.Run(checked((int)((rows + perChunk - 1) / perChunk)), ref work);
    }

    private struct Work : Workers.IWork
    {
        public ColumnOperands X;
        public float* Y;
        public long Rows, RowsPerChunk;
        public int Columns;

        public readonly void Run(int chunk)
        {
            if (Vector512.IsHardwareAccelerated) Run<Lanes512, Vector512<float>>(chunk);
            else if (Vector256.IsHardwareAccelerated) Run<Lanes256, Vector256<float>>(chunk);
            else if (Vector128.IsHardwareAccelerated) Run<Lanes128, Vector128<float>>(chunk);
            else Run<Lanes1, float>(chunk);
        }

        private readonly void Run<L, V>(int chunk) where L : ILanes<V> where V : struct
        {
            long row = chunk * RowsPerChunk, end = Math.Min(Rows, row + RowsPerChunk);
            for (; row <= end - Together; row += Together) RunRows<L, V, Count4>(row);
            for (; row < end; row++) RunRows<L, V, Count1>(row);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void RunRows<L, V, R>(long row) where L : ILanes<V> where V : struct where R : ICount
        {
            int columns = Columns;
            nint stride = columns, ahead = Together * stride;
            float* m0 = X.M0 + row * columns, m1 = F.Matrices > 1 ? X.M1 + row * columns : null, y = Y + row * columns;
            for (int c = 0; c < columns; c += L.Width)
            {
                int n = Math.Min(L.Width, columns - c);
                V r0 = F.Rows > 0 ? At<L, V>(X.R0 + c, n) : default, r1 = F.Rows > 1 ? At<L, V>(X.R1 + c, n) : default, r2 = F.Rows > 2 ? At<L, V>(X.R2 + c, n) : default;
                V r3 = F.Rows > 3 ? At<L, V>(X.R3 + c, n) : default, r4 = F.Rows > 4 ? At<L, V>(X.R4 + c, n) : default, r5 = F.Rows > 5 ? At<L, V>(X.R5 + c, n) : default;
                nint at = c;
                for (int r = 0; r < R.Value; r++, at += stride)
                {
                    CacheLine.Far(m0 + at + ahead);
                    if (F.Matrices > 1) CacheLine.Far(m1 + at + ahead);
                    V value = F.Value<L, V>(At<L, V>(m0 + at, n), F.Matrices > 1 ? At<L, V>(m1 + at, n) : default, r0, r1, r2, r3, r4, r5);
                    if (n == L.Width) L.Store(y + at, value);
                    else L.StoreFirst(y + at, value, n);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V At<L, V>(float* p, int n) where L : ILanes<V> where V : struct => n == L.Width ? L.Load(p) : L.LoadFirst(p, n);
    }
}
