namespace Fovea.Compute;

/// <summary>How one matrix product is cut into chunks; a function of the shape and the vector width only.</summary>
/// <remarks>
/// Blocks of C, and parts of the sums, are cut until there are chunks enough for the threads, every time in the direction that costs least: narrower blocks pack the same
/// operands again, parts of the sums are written and added up.
/// </remarks>
internal readonly struct MatrixPlan
{
    /// <summary>The most steps for which panels are packed: 256 steps x 32 columns fill the first-level cache with one panel of B.</summary>
    public const int KBlock = 256;

    // So many columns of KBlock steps fill half of the second-level cache; so many rows make packing them cheap and still leave enough blocks for the threads.
    private const int MaxRows = 1024, MaxColumns = 512;

    private const int WantedTasks = 8, SmallestPart = 384;
    private const long SmallestTask = 1 << 18, MostPartFloats = 16 << 20;

    // What writing a float of a partial sum and adding it costs, in floats packed.
    private const double PartCost = 3;

    public readonly int RowBlock, ColumnBlock, RowBlocks, ColumnBlocks, KChunk, KChunks;

    /// <param name="s">The shape.</param>
    /// <param name="packed">Whether B is packed already: then narrow blocks of columns cost nothing more, and sums are never cut.</param>
    public MatrixPlan(in MatrixShape s, bool packed = false)
    {
        int tileRows = Machine.TileRows, tileColumns = Machine.TileColumns;
        long wanted = Math.Clamp((long)s.M * s.N * s.K * s.Batch / SmallestTask, 1, WantedTasks);
        int rows = Math.Max(1, (s.M + MaxRows - 1) / MaxRows), columns = Math.Max(1, (s.N + MaxColumns - 1) / MaxColumns), parts = 1;
        while ((long)rows * columns * parts * s.Batch < wanted)
        {
            bool moreRows = s.M >= 2 * rows * tileRows, moreColumns = s.N >= 2 * columns * tileColumns;
            bool moreParts = !packed && s.K >= 2 * parts * SmallestPart && 2L * parts * s.Batch * s.M * s.N <= MostPartFloats;
            double byRows = moreRows ? Cost(s, 2 * rows, columns, parts, packed) : double.PositiveInfinity;
            double byColumns = moreColumns ? Cost(s, rows, 2 * columns, parts, packed) : double.PositiveInfinity;
            double byParts = moreParts ? Cost(s, rows, columns, 2 * parts, packed) : double.PositiveInfinity;
            if (double.IsInfinity(Math.Min(byRows, Math.Min(byColumns, byParts)))) break;
            if (byParts < Math.Min(byRows, byColumns)) parts *= 2;
            else if (byRows <= byColumns) rows *= 2;
            else columns *= 2;
        }
        // An even number of blocks: two threads, or four, end together.
        if (rows > 1 && rows * columns * parts % 2 != 0) rows++;
        RowBlock = RoundUp((s.M + rows - 1) / rows, tileRows);
        ColumnBlock = RoundUp((s.N + columns - 1) / columns, tileColumns);
        RowBlocks = Math.Max(1, (s.M + RowBlock - 1) / Math.Max(1, RowBlock));
        ColumnBlocks = Math.Max(1, (s.N + ColumnBlock - 1) / Math.Max(1, ColumnBlock));
        KChunk = Math.Max(1, (s.K + parts - 1) / parts);
        KChunks = Math.Max(1, (s.K + KChunk - 1) / KChunk);
    }

    /// <summary>Chunks of one product of the batch.</summary>
    public int Tasks => RowBlocks * ColumnBlocks * KChunks;

    // Floats packed and added, for each column of C and step of the sums.
    private static double Cost(in MatrixShape s, int rows, int columns, int parts, bool packed) =>
        (double)s.M * s.K * columns + (packed ? 0 : (double)s.N * s.K * rows) + (parts > 1 ? PartCost * parts * s.M * s.N : 0);

    private static int RoundUp(int n, int unit) => (n + unit - 1) / unit * unit;
}
