using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Compute;

/// <summary>
/// A 3 x 3 or 5 x 5 correlation with stride 1 by Winograd's algorithm: a block of tiles of the source is brought to the 16, 36 or 64 points, at each point the register tile
/// multiplies it with the kernels at that point (rows are tiles, columns output channels), and the sums are brought back and finished. All of a block
/// stays in the second-level cache.
/// </summary>
internal unsafe struct WinogradProduct : Workers.IWork
{
    // Tiles at the points, before and after the product: what a block keeps in the second-level cache, of all channels, and of a slice of several, which comes back to it more often.
    private const long BlockFloats = 160 << 10, SliceFloats = 32 << 10;
    private const int MostTileRows = 8, WantedChunks = 8;

    // Pixels of all slices, read and written, that stay in the second-level cache while the slices are taken one after the other.
    private const long PixelFloats = 96 << 10;

    // What moving one float of the kernels costs, in multiply-adds: from memory, and where they stay in the last-level cache.
    private const long FarFloat = 18, NearFloat = 10, NearFloats = 4 << 20;

    // What bringing one channel of a tile to 36 points and back costs, in multiply-adds, and for groups side by side, and one of their products.
    private const long PerChannel = 500, PerLaneChannel = 400, PerLaneProduct = 2;

    private readonly WinogradTiles tiles;
    private readonly WinogradSlices slices;
    private readonly WinogradForm form;
    private readonly int points, tilesPerBlock, tilesPerPiece, parts, perPart;            // a part: some slices, or some panels of the only one

    /// <summary>The source, (N, SourceHeight, SourceWidth, channels); tile (0, 0) sees from (OriginY, OriginX) on.</summary>
    public float* Source;
    public int SourceHeight, SourceWidth, OriginY, OriginX;

    /// <summary>The result, (N, height, width, columns).</summary>
    public float* Target;

    /// <summary>The kernels at the points, of <see cref="Kernels"/>.</summary>
    public float* Panels;
    public Epilogue Epilogue;

    /// <summary>A product for results of a size, over channels cut in this way.</summary>
    public WinogradProduct(WinogradForm form, int images, int height, int width, in WinogradSlices slices)
    {
        (this.form, this.slices, points) = (form, slices, form.Points);
        tiles = new(form, images, height, width);
        int rows = Machine.TileRows, units = slices.Whole ? slices.PanelsPerSlice : slices.Count;
        int most = rows * (int)Math.Clamp((slices.Whole ? BlockFloats : SliceFloats) / ((long)points * slices.Floats) / rows, 2, MostTileRows);
        tilesPerPiece = Even(tiles.Count, most);
        tilesPerBlock = slices.Whole ? tilesPerPiece : Even(tiles.Count, (int)Math.Max(most, PixelFloats / (16L * (slices.Channels + slices.Columns))));
        int blocks = (tiles.Count + tilesPerBlock - 1) / tilesPerBlock;
        // Few tiles: the columns are cut too. Each part of a single slice brings the tiles to the points for itself.
        parts = Math.Clamp((WantedChunks + blocks - 1) / blocks, 1, units);
        perPart = (units + parts - 1) / parts;
        parts = (units + perPart - 1) / perPart;
    }

    /// <summary>At most <paramref name="most"/> at a time, and as evenly as that allows.</summary>
    private static int Even(int count, int most)
    {
        int pieces = Math.Max(1, (count + most - 1) / most);
        return Math.Max(1, (count + pieces - 1) / pieces);
    }

    /// <summary>Chunks of <see cref="Run"/>.</summary>
    public readonly int Chunks => (tiles.Count + tilesPerBlock - 1) / tilesPerBlock * parts;

    /// <summary>What results of a size cost in this way, in multiply-adds at the peak.</summary>
    /// <param name="form">Tiles and kernels.</param>
    /// <param name="images">Images.</param>
    /// <param name="height">Rows of the result.</param>
    /// <param name="width">Columns of the result.</param>
    /// <param name="slices">The channels of the source and of the result.</param>
    /// <param name="kept">Whether the kernels are at the points already.</param>
    public static long Cost(WinogradForm form, int images, int height, int width, in WinogradSlices slices, bool kept)
    {
        long count = new WinogradTiles(form, images, height, width).Count, kernels = (long)slices.Rows * slices.Columns, points = form.Points, taps = form.Taps * form.Taps;
        // Both ways read their kernels; this one's are more. Packing them reads and writes twice, and writes them at the points.
        long moved = ((kept ? 0 : 2 * taps + points) + points - taps) * kernels * (points * kernels >= NearFloats ? FarFloat : NearFloat);
        long products = points * kernels * (slices.Lanes ? PerLaneProduct : 1), perChannel = (slices.Lanes ? PerLaneChannel : PerChannel) * points / 36;
        return count * (products + perChannel * (slices.Channels + slices.Columns) / 2) + moved;
    }

    /// <summary>
    /// Brings a panel of kernels to the points: from[tap][i] for all taps to to[point][i], for i &lt; <paramref name="size"/>, whole vectors.
    /// </summary>
    public static void Kernels(WinogradForm form, float* from, nint size, float* to)
    {
        if (Vector512.IsHardwareAccelerated) Kernels<Lanes512, Vector512<float>>(form, from, size, to);
        else if (Vector256.IsHardwareAccelerated) Kernels<Lanes256, Vector256<float>>(form, from, size, to);
        else if (Vector128.IsHardwareAccelerated) Kernels<Lanes128, Vector128<float>>(form, from, size, to);
        else Kernels<Lanes1, float>(form, from, size, to);
    }

    private static void Kernels<L, V>(WinogradForm form, float* from, nint size, float* to) where L : ILanes<V> where V : struct
    {
        if (form.Side == 2) Kernels<L, V, Form23>(from, size, to);
        else if (form.Taps == 3) Kernels<L, V, Form43>(from, size, to);
        else Kernels<L, V, Form45>(from, size, to);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Kernels<L, V, T>(float* from, nint size, float* to) where L : ILanes<V> where V : struct where T : IWinogradForm
    {
        float* memory = stackalloc float[5 * WinogradTiles.MostSeen * L.Width + WinogradTiles.Line], passed = WinogradTiles.Aligned(memory);
        nint next = T.Seen * L.Width;
        for (nint at = 0; at < size; at += L.Width)
        {
            for (int i = 0; i < T.Taps; i++) WinogradTransform<L, V, T>.Kernel(from + T.Taps * i * size + at, size, passed + i * next, L.Width);
            for (int j = 0; j < T.Seen; j++) WinogradTransform<L, V, T>.Kernel(passed + j * L.Width, next, to + j * size + at, T.Seen * size);
        }
    }

    /// <inheritdoc/>
    public readonly void Run(int chunk)
    {
        if (Vector512.IsHardwareAccelerated) Run<Lanes512, Vector512<float>>(chunk);
        else if (Vector256.IsHardwareAccelerated) Run<Lanes256, Vector256<float>>(chunk);
        else if (Vector128.IsHardwareAccelerated) Run<Lanes128, Vector128<float>>(chunk);
        else Run<Lanes1, float>(chunk);
    }

    private readonly void Run<L, V>(int chunk) where L : ILanes<V> where V : struct
    {
        if (form.Side == 2) Run<L, V, Form23>(chunk);
        else if (form.Taps == 3) Run<L, V, Form43>(chunk);
        else Run<L, V, Form45>(chunk);
    }

    private readonly void Run<L, V, T>(int chunk) where L : ILanes<V> where V : struct where T : IWinogradForm
    {
        switch (Epilogue.Activation)
        {
            case Activation.None: Run<L, V, T, Finish<L, V>.None>(chunk); break;
            case Activation.Relu: Run<L, V, T, Finish<L, V>.Relu>(chunk); break;
            case Activation.Tanh: Run<L, V, T, Finish<L, V>.Tanh>(chunk); break;
            default: Run<L, V, T, Finish<L, V>.Sigmoid>(chunk); break;
        }
    }

    private readonly void Run<L, V, T, F>(int chunk) where L : ILanes<V> where V : struct where T : IWinogradForm where F : Finish<L, V>.IFunction
    {
        int first = chunk / parts * tilesPerBlock, end = Math.Min(first + tilesPerBlock, tiles.Count), part = chunk % parts * perPart;
        if (slices.Whole)
        {
            int column = part * slices.PanelWidth;
            Slice<L, V, T, F>(first, end - first, 0, column, Math.Min(perPart * slices.PanelWidth, slices.Columns - column));
            return;
        }
        int endSlice = Math.Min(part + perPart, slices.Count);
        for (int slice = part; slice < endSlice; slice++)
            if (!slices.Lanes)
                for (int tile = first; tile < end; tile += tilesPerPiece) Slice<L, V, T, F>(tile, Math.Min(tilesPerPiece, end - tile), slice, slices.Out(slice).First, slices.Out(slice).Count);
            else if (slices.Rows == 4) LaneSlice<L, V, F, Count4>(first, end, slice);
            else LaneSlice<L, V, F, Count8>(first, end, slice);
    }

    /// <summary>Some columns of a slice, for tiles [first, first + count).</summary>
    private readonly void Slice<L, V, T, F>(int first, int count, int slice, int firstColumn, int columnCount)
        where L : ILanes<V> where V : struct where T : IWinogradForm where F : Finish<L, V>.IFunction
    {
        (int channel, int channels) = slices.In(slice);
        int inRow = WinogradTiles.Row(channels, L.Width), outRow = WinogradTiles.Row(columnCount, L.Width);
        nint inPoint = WinogradTiles.Point(count, inRow), outPoint = WinogradTiles.Point(count, outRow);
        float* inputs = (float*)Workers.Scratch(points * (inPoint + outPoint) * sizeof(float)), outputs = inputs + points * inPoint;
        for (int t = 0; t < count; t++)
            tiles.Input<L, V, T>(first + t, Source + channel, SourceHeight, SourceWidth, slices.Channels, channels, OriginY, OriginX, inputs + t * inRow, inPoint, 2 * L.Width);

        float* panels = Panels + (nint)slice * slices.PanelsPerSlice * points * slices.PanelFloats;
        Multiply<L, V>(inputs, count, inRow, inPoint, panels + (nint)(firstColumn - slices.Out(slice).First) * points * slices.Rows, outputs, columnCount, outRow, outPoint);

        Epilogue e = Epilogue;
        if (e.Bias != null) e.Bias += firstColumn;
        if (e.Residual != null) e.Residual += firstColumn;
        for (int t = 0; t < count; t++) tiles.Output<L, V, T, F>(first + t, outputs + t * outRow, outPoint, Target + firstColumn, slices.Columns, columnCount, e);
    }

    private readonly void Multiply<L, V>(float* inputs, int count, int inRow, nint inPoint, float* panels, float* outputs, int columns, int outRow, nint outPoint) where L : ILanes<V> where V : struct
    {
        int rowTiles = (count + Tiles<L, V>.Rows - 1) / Tiles<L, V>.Rows, rowsPerTile = (count + rowTiles - 1) / rowTiles, width = slices.PanelWidth;
        for (int point = 0; point < points; point++)
            for (int column = 0; column < columns; column += width)
            {
                float* panel = panels + ((nint)column * points + (nint)point * width) * slices.Rows;
                for (int row = 0; row < count; row += rowsPerTile)
                {
                    TileOperands o = new() { A = inputs + point * inPoint + row * inRow, ARow = inRow, AStep = 1, B = panel, BStep = width, K = slices.Rows, Outer = 1 };
                    Tiles<L, V>.Run(Math.Min(rowsPerTile, count - row), Math.Min(width, columns - column), o, outputs + point * outPoint + row * outRow + column, outRow, add: false);
                }
            }
    }

    /// <summary>Tiles [first, end) of a slice of groups side by side, by F(4 x 4, 3 x 3).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    private readonly void LaneSlice<L, V, F, G>(int first, int end, int slice)
        where L : ILanes<V> where V : struct where F : Finish<L, V>.IFunction where G : ICount
    {
        float* memory = stackalloc float[points * 2 * L.Width + WinogradTiles.Line], passed = WinogradTiles.Aligned(memory), results = passed + points * L.Width;
        float** pixels = stackalloc float*[points];
        float* members = stackalloc float[LaneProduct.MemberFloats];
        LaneProduct.Members<L, V>(G.Value, members);
        V m0 = L.Load(members), m1 = L.Load(members + L.Width), m2 = L.Load(members + 2 * L.Width), m3 = L.Load(members + 3 * L.Width), m4 = default, m5 = default, m6 = default, m7 = default;
        if (G.Value > 4) (m4, m5, m6, m7) = (L.Load(members + 4 * L.Width), L.Load(members + 5 * L.Width), L.Load(members + 6 * L.Width), L.Load(members + 7 * L.Width));
        (int channel, int channels) = slices.In(slice);
        float* panel = Panels + slice * points * slices.PanelFloats;
        for (int tile = first; tile < end; tile++)
        {
            tiles.SeenPixels<Form43>(tile, Source, SourceHeight, SourceWidth, slices.Channels, OriginY, OriginX, pixels);
            WinogradTiles.InputLines<L, V, Form43>(pixels, channel, channels, passed);
            for (int j = 0; j < Form43.Seen; j++)
                WinogradLanes.Column<L, V, G>(passed + j * L.Width, panel + j * slices.PanelFloats, m0, m1, m2, m3, m4, m5, m6, m7, results + j * L.Width);
            tiles.OutputLines<L, V, Form43, F>(tile, results, Target, slices.Columns, channel, channels, Epilogue);
        }
    }
}
