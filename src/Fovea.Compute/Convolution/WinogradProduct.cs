using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Compute;

/// <summary>
/// A 3 x 3 or 5 x 5 correlation with stride 1 by Winograd's algorithm: a block of tiles of the source is brought to the 36 or 64 points, at each point the register tile
/// multiplies it with the kernels at that point (rows are tiles, columns output channels), and the sums are brought back and finished. All of a block
/// stays in the second-level cache.
/// </summary>
internal unsafe struct WinogradProduct : Workers.IWork
{
    // Tiles at the points, before and after the product: what a block keeps in the second-level cache.
    private const long BlockFloats = 160 << 10;
    private const int MostTileRows = 8, WantedChunks = 8;

    // What moving one float of the kernels costs, in multiply-adds: from memory, and where they stay in the last-level cache.
    private const long FarFloat = 18, NearFloat = 10, NearFloats = 4 << 20;

    // What bringing one channel of a tile to one point and back costs, in multiply-adds.
    private const long PerChannel = 14;

    private readonly WinogradTiles tiles;
    private readonly int taps, points, channels, columns, panelWidth, tilesPerBlock, panelsPerChunk, panelChunks;

    /// <summary>The source, (N, SourceHeight, SourceWidth, channels); tile (0, 0) sees from (OriginY, OriginX) on.</summary>
    public float* Source;
    public int SourceHeight, SourceWidth, OriginY, OriginX;

    /// <summary>The result, (N, height, width, columns).</summary>
    public float* Target;

    /// <summary>The kernels at the points, of <see cref="Kernels"/>.</summary>
    public float* Panels;
    public Epilogue Epilogue;

    /// <summary>A product for results of a size, over so many channels, with kernels of 3 x 3 or 5 x 5 <paramref name="taps"/>.</summary>
    public WinogradProduct(int taps, int images, int height, int width, int channels, int columns, int panelWidth)
    {
        (this.taps, this.channels, this.columns, this.panelWidth) = (taps, channels, columns, panelWidth);
        points = WinogradTiles.Points(taps);
        tiles = new(images, height, width);
        int rows = Machine.TileRows, panels = (columns + panelWidth - 1) / panelWidth;
        int most = rows * (int)Math.Clamp(BlockFloats / ((long)points * (channels + columns)) / rows, 2, MostTileRows);
        int blocks = (tiles.Count + most - 1) / most;
        tilesPerBlock = (tiles.Count + blocks - 1) / blocks;
        // Few tiles: the columns are cut too, and each part brings the tiles to the points for itself.
        panelChunks = Math.Clamp((WantedChunks + blocks - 1) / blocks, 1, panels);
        panelsPerChunk = (panels + panelChunks - 1) / panelChunks;
        panelChunks = (panels + panelsPerChunk - 1) / panelsPerChunk;
    }

    /// <summary>Chunks of <see cref="Run"/>.</summary>
    public readonly int Chunks => (tiles.Count + tilesPerBlock - 1) / tilesPerBlock * panelChunks;

    /// <summary>Whether this way is faster than the direct one for results of a size.</summary>
    /// <param name="taps">The side of the kernels, 3 or 5.</param>
    /// <param name="images">Images.</param>
    /// <param name="height">Rows of the result.</param>
    /// <param name="width">Columns of the result.</param>
    /// <param name="channels">Channels of the source.</param>
    /// <param name="columns">Channels of the result.</param>
    /// <param name="kept">Whether the kernels are at the points already.</param>
    public static bool Pays(int taps, int images, int height, int width, int channels, int columns, bool kept)
    {
        if (channels < 16 || columns < 16) return false;
        long count = new WinogradTiles(images, height, width).Count, kernels = (long)channels * columns, points = WinogradTiles.Points(taps);
        long direct = (long)taps * taps * images * height * width * kernels;
        // Both ways read their kernels; this one's are more. Packing them reads and writes twice, and writes them at the points.
        long moved = ((kept ? 0 : 2 * taps * taps + points) + points - taps * taps) * kernels * (points * kernels > NearFloats ? FarFloat : NearFloat);
        return count * points * (kernels + PerChannel * (channels + columns) / 2) + moved < direct * 3 / 4;
    }

    /// <summary>Floats of the kernels at the points.</summary>
    public static long KernelFloats(int taps, int channels, int columns, int panelWidth) => (long)(columns + panelWidth - 1) / panelWidth * panelWidth * WinogradTiles.Points(taps) * channels;

    /// <summary>
    /// Brings a panel of kernels to the points: from[tap][channel][column] for <paramref name="taps"/> x <paramref name="taps"/> taps to to[point][channel][column].
    /// </summary>
    public static void Kernels(int taps, float* from, int channels, int panelWidth, float* to)
    {
        if (Vector512.IsHardwareAccelerated) Kernels<Lanes512, Vector512<float>>(taps, from, channels, panelWidth, to);
        else if (Vector256.IsHardwareAccelerated) Kernels<Lanes256, Vector256<float>>(taps, from, channels, panelWidth, to);
        else if (Vector128.IsHardwareAccelerated) Kernels<Lanes128, Vector128<float>>(taps, from, channels, panelWidth, to);
        else Kernels<Lanes1, float>(taps, from, channels, panelWidth, to);
    }

    private static void Kernels<L, V>(int taps, float* from, int channels, int panelWidth, float* to) where L : ILanes<V> where V : struct
    {
        if (taps == 3) Kernels<L, V, Count3>(from, channels, panelWidth, to);
        else Kernels<L, V, Count5>(from, channels, panelWidth, to);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Kernels<L, V, T>(float* from, int channels, int panelWidth, float* to) where L : ILanes<V> where V : struct where T : ICount
    {
        int taps = T.Value, seen = WinogradTiles.Seen(taps);
        float* memory = stackalloc float[5 * WinogradTiles.Seen(5) * L.Width + WinogradTiles.Line], passed = WinogradTiles.Aligned(memory);
        nint size = (nint)channels * panelWidth, next = seen * L.Width;
        for (nint at = 0; at < size; at += L.Width)
        {
            for (int i = 0; i < taps; i++)
            {
                float* g = from + taps * i * size + at;
                WinogradTransform<L, V, T>.Kernel(
                    L.Load(g), L.Load(g + size), L.Load(g + 2 * size), T.Value == 5 ? L.Load(g + 3 * size) : default, T.Value == 5 ? L.Load(g + 4 * size) : default, passed + i * next, L.Width);
            }
            for (int j = 0; j < seen; j++)
            {
                float* g = passed + j * L.Width;
                WinogradTransform<L, V, T>.Kernel(
                    L.Load(g), L.Load(g + next), L.Load(g + 2 * next), T.Value == 5 ? L.Load(g + 3 * next) : default, T.Value == 5 ? L.Load(g + 4 * next) : default,
                    to + j * size + at, seen * size);
            }
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
        if (taps == 3) Run<L, V, Count3>(chunk);
        else Run<L, V, Count5>(chunk);
    }

    private readonly void Run<L, V, T>(int chunk) where L : ILanes<V> where V : struct where T : ICount
    {
        switch (Epilogue.Activation)
        {
            case Activation.None: Run<L, V, T, Finish<L, V>.None>(chunk); break;
            case Activation.Relu: Run<L, V, T, Finish<L, V>.Relu>(chunk); break;
            case Activation.Tanh: Run<L, V, T, Finish<L, V>.Tanh>(chunk); break;
            default: Run<L, V, T, Finish<L, V>.Sigmoid>(chunk); break;
        }
    }

    private readonly void Run<L, V, T, F>(int chunk) where L : ILanes<V> where V : struct where T : ICount where F : Finish<L, V>.IFunction
    {
        int first = chunk / panelChunks * tilesPerBlock, count = Math.Min(tilesPerBlock, tiles.Count - first);
        int firstColumn = chunk % panelChunks * panelsPerChunk * panelWidth, columnCount = Math.Min(panelsPerChunk * panelWidth, columns - firstColumn);
        int inRow = WinogradTiles.Row(channels, L.Width), outRow = WinogradTiles.Row(columnCount, L.Width);
        nint inPoint = WinogradTiles.Point(count, inRow), outPoint = WinogradTiles.Point(count, outRow);
        float* inputs = (float*)Workers.Scratch(points * (inPoint + outPoint) * sizeof(float)), outputs = inputs + points * inPoint;

        for (int t = 0; t < count; t++) tiles.Input<L, V, T>(first + t, Source, SourceHeight, SourceWidth, channels, OriginY, OriginX, inputs + t * inRow, inPoint, 2 * L.Width);

        int rowTiles = (count + Tiles<L, V>.Rows - 1) / Tiles<L, V>.Rows, rowsPerTile = (count + rowTiles - 1) / rowTiles;
        for (int point = 0; point < points; point++)
            for (int column = 0; column < columnCount; column += panelWidth)
            {
                float* panel = Panels + ((nint)(firstColumn + column) * points + (nint)point * panelWidth) * channels;
                for (int row = 0; row < count; row += rowsPerTile)
                {
                    TileOperands o = new() { A = inputs + point * inPoint + row * inRow, ARow = inRow, AStep = 1, B = panel, BStep = panelWidth, K = channels, Outer = 1 };
                    Tiles<L, V>.Run(Math.Min(rowsPerTile, count - row), Math.Min(panelWidth, columnCount - column), o, outputs + point * outPoint + row * outRow + column, outRow, add: false);
                }
            }

        Epilogue e = Epilogue;
        if (e.Bias != null) e.Bias += firstColumn;
        if (e.Residual != null) e.Residual += firstColumn;
        for (int t = 0; t < count; t++) tiles.Output<L, V, T, F>(first + t, outputs + t * outRow, outPoint, Target + firstColumn, columns, columnCount, e);
    }
}
