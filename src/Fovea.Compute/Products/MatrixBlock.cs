using System.Runtime.CompilerServices;

namespace Fovea.Compute;

/// <summary>
/// A block of a matrix product, computed by one thread: packs panels of B that stay in the second-level cache, and for each strip of rows a panel of A that stays in the
/// first, and runs the register tile over them. While it computes, the tile's part of C, the next strip and what the next steps of the sums read are asked for.
/// </summary>
internal unsafe struct MatrixBlock
{
    // An A read by fewer panels of B than this is read where it lies: copying it would cost more than the jumps between its rows.
    private const int PanelsWorthPackingA = 4;

    // Strips of a transposed A that are packed together: a strip alone would read a cache line or two of each row.
    private const int StripsPackedTogether = 8;

    // Rows of B that are packed together: the panels are so far apart that writing to all of them row by row would push each other out of the cache.
    private const int RowsPackedTogether = 8;

    public int Rows, Columns, K;
    public bool TransposeA, TransposeB;
    public nint LeadingA, LeadingB, LeadingC;
    public float* A, B, C;

    /// <summary>The width of the panels of B, one or two vectors.</summary>
    public int PanelWidth;

    /// <summary>B as <see cref="MatrixProduct.Pack"/> lays it out, at this block's first row and panel, or null; and the floats from one panel to the next.</summary>
    public float* PackedB;
    public nint PanelStride;

    /// <summary>Already moved to this block's first element.</summary>
    public Epilogue Epilogue;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run<L, V>() where L : ILanes<V> where V : struct
    {
        int tileRows = Tiles<L, V>.Rows, width = PanelWidth, transposedRow = (tileRows + L.Width - 1) / L.Width * L.Width;
        int panels = (Columns + width - 1) / width, kBlocks = Math.Max(1, (K + MatrixPlan.KBlock - 1) / MatrixPlan.KBlock), kBlock = (K + kBlocks - 1) / kBlocks;
        if (kBlocks > 1) kBlock = (kBlock + CacheLine.Floats - 1) / CacheLine.Floats * CacheLine.Floats;
        bool packA = panels >= PanelsWorthPackingA, packB = PackedB == null && (TransposeB || Rows > tileRows);
        int stripsTogether = packA && TransposeA ? StripsPackedTogether : 1;
        nint packedFloats = PackedB != null ? 0 : (packB ? panels : 1) * (nint)kBlock * width, stripFloats = (nint)transposedRow * kBlock;
        float* scratch = (float*)Workers.Scratch((packedFloats + (packA ? stripsTogether * stripFloats : 0)) * sizeof(float) + 64);
        float* packedA = scratch + packedFloats;

        bool relu = Epilogue.FitsTile && Epilogue.Activation == Activation.Relu;
        int k0 = 0;
        do
        {
            int k = Math.Min(kBlock, K - k0);
            bool last = k0 + k >= K;
            if (packB) Pack<L, V>(k0, k, 0, panels, scratch);
            // What is not packed is still packed where the tile would read past the end of a row of B.
            else if (PackedB == null && Columns % L.Width != 0) Pack<L, V>(k0, k, panels - 1, 1, scratch);
            int inner = k % CacheLine.Floats == 0 ? CacheLine.Floats : k, outer = k / inner, tile = 0, tiles = (Rows + tileRows - 1) / tileRows * panels;
            int nextK = inner == CacheLine.Floats ? Math.Min(kBlock, K - k0 - k) : 0;
            Ahead nextA = TransposeA ? new(A + (k0 + k) * LeadingA, LeadingA, nextK, Rows, outer) : default;
            Ahead nextB = PackedB != null ? default : TransposeB ? new(B + k0 + k, LeadingB, Columns, nextK, outer) : new(B + (k0 + k) * LeadingB, LeadingB, nextK, Columns, outer);
            for (int row = 0; row < Rows; row += tileRows)
            {
                int rows = Math.Min(tileRows, Rows - row);
                float* a = TransposeA ? A + k0 * LeadingA + row : A + row * LeadingA + k0;
                Ahead nextStrip = TransposeA ? default : new(a + rows * LeadingA, LeadingA, Math.Min(tileRows, Rows - row - rows), k, outer);
                nint aRow = TransposeA ? 1 : LeadingA, aStep = TransposeA ? LeadingA : 1;
                if (packA)
                {
                    int strip = row / tileRows % stripsTogether;
                    if (!TransposeA) Panels.Copy<L, V>(a, LeadingA, rows, k, packedA, k);
                    else if (strip == 0) PackStrips<L, V>(a, k, Math.Min(stripsTogether * tileRows, Rows - row), packedA, transposedRow);
                    a = packedA + strip * (nint)transposedRow * k;
                    (aRow, aStep) = TransposeA ? (1, transposedRow) : (k, 1);
                }
                float* c = C + row * LeadingC;
                for (int panel = 0; panel < panels; panel++)
                {
                    int column = panel * width, columns = Math.Min(width, Columns - column);
                    TileOperands o = new() { A = a, ARow = aRow, AStep = aStep, AOuter = inner * aStep, B = scratch, BStep = width, K = inner, Outer = outer };
                    if (PackedB != null) o.B = PackedB + panel * PanelStride + (nint)k0 * width;
                    else if (packB) o.B += (nint)panel * k * width;
                    else if (columns % L.Width == 0)
                    {
                        o.B = B + k0 * LeadingB + column;
                        o.BStep = LeadingB;
                    }
                    o.BOuter = inner * o.BStep;
                    if (last)
                    {
                        o.Relu = relu;
                        if (Epilogue.Bias != null) o.Bias = Epilogue.Bias + column;
                    }
                    float* to = c + column;
                    for (int r = 0; r < rows; r++)
                    {
                        CacheLine.Near(to + r * LeadingC);
                        CacheLine.Near(to + r * LeadingC + L.Width);
                    }
                    nint pieces = nextStrip.Pieces, from = panel * pieces / panels, until = (panel + 1) * pieces / panels;
                    if (PackedB != null && row == 0)
                    {
                        // Panels that are read for the first time come from memory: the next one, or the first of the next steps.
                        Ahead nextPanel = panel + 1 < panels ? new(o.B + PanelStride, width, k, width, outer) : new(PackedB + (nint)(k0 + k) * width, width, nextK, width, outer);
                        nextPanel.Ask(0, nextPanel.Pieces, ref o);
                    }
                    else if (until > from) nextStrip.Ask(from, until, ref o);
                    else if (nextK > 0)
                    {
                        pieces = nextA.Pieces + nextB.Pieces;
                        (from, until) = (tile * pieces / tiles, (tile + 1) * pieces / tiles);
                        if (from < nextA.Pieces) nextA.Ask(from, Math.Min(until, nextA.Pieces), ref o);
                        else if (until > from) nextB.Ask(from - nextA.Pieces, until - nextA.Pieces, ref o);
                    }
                    tile++;
                    Tiles<L, V>.Run(rows, columns, o, to, LeadingC, add: k0 > 0);
                }
                if (last && !Epilogue.FitsTile)
                {
                    Epilogue e = Epilogue;
                    e.Bias = null;
                    if (e.Residual != null) e.Residual += row * LeadingC;
                    Finish<L, V>.Rows(c, rows, Columns, LeadingC, e);
                }
            }
            k0 += k;
        } while (k0 < K);
    }

    /// <summary>Rows [k0, k0 + k) of B to <paramref name="count"/> panels, one after the other.</summary>
    private readonly void Pack<L, V>(int k0, int k, int first, int count, float* to) where L : ILanes<V> where V : struct
    {
        int width = PanelWidth, together = TransposeB ? k : RowsPackedTogether;
        for (int p = 0; p < k; p += together)
            for (int panel = 0; panel < count; panel++)
            {
                int column = (first + panel) * width, columns = Math.Min(width, Columns - column), rows = Math.Min(together, k - p);
                float* target = to + ((nint)panel * k + p) * width;
                if (TransposeB) Panels.Transpose(B + column * LeadingB + k0, LeadingB, k, columns, target, width);
                else Panels.Copy<L, V>(B + (k0 + p) * LeadingB + column, LeadingB, rows, columns, target, width);
            }
    }

    /// <summary>k rows of the transposed A to strips of its columns, one after the other.</summary>
    private readonly void PackStrips<L, V>(float* a, int k, int columns, float* to, int stripRow) where L : ILanes<V> where V : struct
    {
        int width = Tiles<L, V>.Rows;
        for (int p = 0; p < k; p += RowsPackedTogether)
            for (int column = 0; column < columns; column += width)
                Panels.Copy<L, V>(a + p * LeadingA + column, LeadingA, Math.Min(RowsPackedTogether, k - p), Math.Min(width, columns - column), to + ((nint)(column / width) * k + p) * stripRow, stripRow);
    }
}
