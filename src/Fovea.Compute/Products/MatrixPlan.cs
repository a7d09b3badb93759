namespace Fovea.Compute;

/// <summary>How one matrix product is cut into chunks; a function of the shape and the vector width only.</summary>
internal readonly struct MatrixPlan
{
    /// <summary>The length of the sums for which panels are packed: 256 steps x 32 columns fill the first-level cache with one panel of B.</summary>
    public const int KBlock = 256;

    private const int MaxRows = 448, MaxColumns = 512, WantedTasks = 8;
    private const long SmallestTask = 1 << 18, SmallestSplit = 512, LongSum = 2048, SmallResult = 256 * 256;

    public readonly int RowBlock, ColumnBlock, RowBlocks, ColumnBlocks, KChunk, KChunks;

    public MatrixPlan(in MatrixShape s)
    {
        int tileRows = Machine.TileRows, tileColumns = Machine.TileColumns;
        long work = (long)s.M * s.N * s.K * s.Batch;
        long wanted = Math.Clamp(work / SmallestTask, 1, WantedTasks);
        int rows = Math.Max(1, (s.M + MaxRows - 1) / MaxRows), columns = Math.Max(1, (s.N + MaxColumns - 1) / MaxColumns);
        // Long sums over a small C are cut themselves: smaller blocks of C would pack the same panels again.
        bool cutSums = s.K >= LongSum && (long)s.M * s.N <= SmallResult;
        while (!cutSums && (long)rows * columns * s.Batch < wanted)
        {
            // Halve the longer side: square blocks pack least.
            if (s.M / rows >= s.N / columns && s.M / rows >= 2 * tileRows) rows *= 2;
            else if (s.N / columns >= 2 * tileColumns) columns *= 2;
            else if (s.M / rows >= 2 * tileRows) rows *= 2;
            else break;
        }
        RowBlock = RoundUp((s.M + rows - 1) / rows, tileRows);
        ColumnBlock = RoundUp((s.N + columns - 1) / columns, tileColumns);
        RowBlocks = Math.Max(1, (s.M + RowBlock - 1) / Math.Max(1, RowBlock));
        ColumnBlocks = Math.Max(1, (s.N + ColumnBlock - 1) / Math.Max(1, ColumnBlock));
        long chunks = Math.Clamp(wanted / ((long)RowBlocks * ColumnBlocks * s.Batch), 1, Math.Max(1, s.K / SmallestSplit));
        KChunk = Math.Max(1, RoundUp((int)((s.K + chunks - 1) / chunks), KBlock));
        KChunks = Math.Max(1, (s.K + KChunk - 1) / KChunk);
    }

    /// <summary>Chunks of one product of the batch.</summary>
    public int Tasks => RowBlocks * ColumnBlocks * KChunks;

    private static int RoundUp(int n, int unit) => (n + unit - 1) / unit * unit;
}
