using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Compute;

/// <summary>
/// The gradient of a 3 x 3 or 5 x 5 correlation with stride 1 by its kernels, by the transposed form of Winograd's algorithm: tiles of the input and of the gradient by
/// the output are brought to the 36 or 64 points; at each point their products are summed over all tiles (the register tile has output channels as rows, input
/// channels as columns, and steps from tile to tile); the sums are brought back to the taps once, at the end.
/// </summary>
/// <remarks>
/// Small banks: the tiles are cut into parts, each with sums of its own, which are added in order. Large banks, whose sums would fill the memory: one set of sums for all, and tiles are
/// taken in pieces that stay in the last-level cache, in two steps each: all threads bring the piece to the points, then all multiply, each its own points and output channels. Either
/// way the order of adding does not depend on the number of threads.
/// </remarks>
internal unsafe struct WinogradCorrelation : Workers.IWork
{
    // Tiles at the points: of a piece, in the last-level cache, and of a block of a part, in the second. Where the sums themselves are larger than a piece it may be as large
    // as they are, so that they are not moved more than the tiles.
    private const long PieceFloats = 2 << 20, BlockFloats = 128 << 10, MostPartFloats = 4 << 20;
    private const int TilesPerChunk = 8, WantedParts = 16, LeastTilesPerPart = 64;

    // What moving one float of the sums costs, and what bringing one channel of a tile to one point costs, in multiply-adds.
    private const long FarFloat = 12, NearFloat = 5, NearFloats = 4 << 20, PerChannel = 11;

    private readonly WinogradTiles tiles;
    private readonly int taps, points, sourceHeight, sourceWidth, channels, outputs, originY, originX;
    private readonly int parts, capacity;               // capacity: tiles at the points at the same time
    private readonly int blocks, pairs;                 // of two vectors of output and of input channels
    private readonly nint inPoint, outPoint, sumPoint;
    private int first, count;                           // the tiles at the points
    private bool add;
    private float* inputs, gradients, sums;
    private Step step;

    public float* Source, Dy, Result, Scratch;

    private enum Step { Part, Transform, Multiply, Finish }

    public WinogradCorrelation(in ConvolutionGeometry g)
    {
        taps = g.KernelHeight;
        (sourceHeight, sourceWidth, channels, outputs, originY, originX) = (g.InHeight, g.InWidth, g.InChannels, g.OutChannels, -g.PadTop, -g.PadLeft);
        points = WinogradTiles.Points(taps);
        tiles = new(g.Batch, g.OutHeight, g.OutWidth);
        int wide = Machine.TileColumns;
        (blocks, pairs) = ((outputs + wide - 1) / wide, (channels + wide - 1) / wide);
        long perTile = (long)points * wide * (blocks + pairs);
        sumPoint = (nint)outputs * pairs * wide;
        parts = (int)Math.Clamp(tiles.Count / LeastTilesPerPart, 1, WantedParts);
        if (parts * SumFloats > MostPartFloats) parts = 1;
        capacity = (int)Math.Clamp((parts > 1 ? BlockFloats : Math.Max(PieceFloats, SumFloats)) / perTile, 1, TilesPerPart);
        int pieces = (TilesPerPart + capacity - 1) / capacity;
        capacity = (TilesPerPart + pieces - 1) / pieces;
        (inPoint, outPoint) = (WinogradTiles.Point(capacity, pairs * wide), WinogradTiles.Point(capacity, blocks * wide));
    }

    private readonly int TilesPerPart => (tiles.Count + parts - 1) / parts;

    private readonly long SumFloats => points * (long)sumPoint;

    private readonly long PieceBytes => points * (long)(inPoint + outPoint) * sizeof(float);

    /// <summary>Bytes of memory for the sums at the points, and for the tiles of a piece.</summary>
    public readonly long ScratchBytes => parts * SumFloats * sizeof(float) + (parts > 1 ? 0 : PieceBytes);

    /// <summary>Whether this way is faster than the direct one.</summary>
    public static bool Pays(in ConvolutionGeometry g)
    {
        if (g.InChannels < 16 || g.OutChannels < 16) return false;
        long count = new WinogradTiles(g.Batch, g.OutHeight, g.OutWidth).Count, kernels = (long)g.InChannels * g.OutChannels, points = WinogradTiles.Points(g.KernelHeight);
        long moved = 3 * points * kernels * (points * kernels > NearFloats ? FarFloat : NearFloat);
        return count * points * (kernels + PerChannel * (g.InChannels + g.OutChannels)) + moved < g.Taps * g.OutPixels * kernels * 3 / 4;
    }

    /// <summary>Computes the result.</summary>
    public void Run()
    {
        sums = Scratch;
        if (parts > 1)
        {
            step = Step.Part;
            Workers.Run(parts, ref this);
        }
        else
        {
            inputs = Scratch + SumFloats;
            gradients = inputs + points * inPoint;
            for (first = 0; first < tiles.Count; first += capacity, add = true)
            {
                count = Math.Min(capacity, tiles.Count - first);
                step = Step.Transform;
                Workers.Run((count + TilesPerChunk - 1) / TilesPerChunk, ref this);
                step = Step.Multiply;
                Workers.Run(points * blocks, ref this);
            }
        }
        step = Step.Finish;
        Workers.Run(outputs, ref this);
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
        switch (step)
        {
            case Step.Part: Part<L, V, T>(chunk); break;
            case Step.Transform: Transform<L, V, T>(chunk * TilesPerChunk, Math.Min(count, (chunk + 1) * TilesPerChunk)); break;
            case Step.Multiply: Multiply<L, V>(chunk / blocks, chunk % blocks); break;
            default: Finish<L, V, T>(chunk); break;
        }
    }

    /// <summary>The sums over the tiles of one part.</summary>
    private readonly void Part<L, V, T>(int part) where L : ILanes<V> where V : struct where T : ICount
    {
        WinogradCorrelation own = this;
        own.sums += part * (nint)SumFloats;
        own.inputs = (float*)Workers.Scratch(PieceBytes);
        own.gradients = own.inputs + points * inPoint;
        int end = Math.Min(tiles.Count, (part + 1) * TilesPerPart);
        for (own.first = part * TilesPerPart; own.first < end; own.first += capacity, own.add = true)
        {
            own.count = Math.Min(capacity, end - own.first);
            own.Transform<L, V, T>(0, own.count);
            for (int point = 0; point < points; point++)
                for (int block = 0; block < blocks; block++) own.Multiply<L, V>(point, block);
        }
    }

    /// <summary>Panels of two vectors of channels: panel[tile][channel], one panel after the other at each point.</summary>
    private readonly void Transform<L, V, T>(int from, int to) where L : ILanes<V> where V : struct where T : ICount
    {
        nint wide = 2 * L.Width, panel = capacity * wide;
        for (int t = from; t < to; t++)
        {
            tiles.Input<L, V, T>(first + t, Source, sourceHeight, sourceWidth, channels, originY, originX, inputs + t * wide, inPoint, panel);
            tiles.OutputGradient<L, V, T>(first + t, Dy, outputs, gradients + t * wide, outPoint, panel);
        }
    }

    private readonly void Multiply<L, V>(int point, int block) where L : ILanes<V> where V : struct
    {
        int wide = 2 * L.Width, rows = Math.Min(wide, outputs - block * wide), rowTiles = (rows + Tiles<L, V>.Rows - 1) / Tiles<L, V>.Rows, rowsPerTile = (rows + rowTiles - 1) / rowTiles;
        nint panel = (nint)capacity * wide, sumRow = (nint)pairs * wide;
        float* a = gradients + point * outPoint + block * panel, b = inputs + point * inPoint, c = sums + point * sumPoint + block * wide * sumRow;
        for (int pair = 0; pair < pairs; pair++)
            for (int row = 0; row < rows; row += rowsPerTile)
            {
                TileOperands o = new() { A = a + row, ARow = 1, AStep = wide, B = b + pair * panel, BStep = wide, K = count, Outer = 1 };
                Tiles<L, V>.Run(Math.Min(rowsPerTile, rows - row), Math.Min(wide, channels - pair * wide), o, c + row * sumRow + pair * wide, sumRow, add);
            }
    }

    /// <summary>Brings the sums of one output channel back to the taps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Finish<L, V, T>(int output) where L : ILanes<V> where V : struct where T : ICount
    {
        int seen = WinogradTiles.Seen(T.Value);
        float* memory = stackalloc float[5 * WinogradTiles.Seen(5) * L.Width + WinogradTiles.Line], passed = WinogradTiles.Aligned(memory);
        float* from = sums + output * ((nint)pairs * 2 * L.Width), to = Result + (nint)output * taps * taps * channels;
        nint down = seen * L.Width, next = seen * sumPoint;
        for (int point = 0; parts > 1 && point < points; point++) PartialSums.Add(from + point * sumPoint, parts, SumFloats, from + point * sumPoint, (nint)pairs * 2 * L.Width);
        for (int c = 0; c < channels; c += L.Width)
        {
            int n = Math.Min(L.Width, channels - c);
            for (int j = 0; j < seen; j++)
            {
                float* p = from + j * sumPoint + c, q = passed + j * L.Width;
                (V v0, V v1, V v2, V v3, V v4) = WinogradTransform<L, V, T>.KernelGradient(
                    L.Load(p), L.Load(p + next), L.Load(p + 2 * next), L.Load(p + 3 * next), L.Load(p + 4 * next), L.Load(p + 5 * next),
                    T.Value < 5 ? default : L.Load(p + 6 * next), T.Value < 5 ? default : L.Load(p + 7 * next));
                L.Store(q, v0);
                L.Store(q + down, v1);
                L.Store(q + 2 * down, v2);
                if (T.Value == 3) continue;
                L.Store(q + 3 * down, v3);
                L.Store(q + 4 * down, v4);
            }
            for (int i = 0; i < taps; i++)
            {
                float* p = passed + i * down, q = to + taps * i * (nint)channels + c;
                (V v0, V v1, V v2, V v3, V v4) = WinogradTransform<L, V, T>.KernelGradient(
                    L.Load(p), L.Load(p + L.Width), L.Load(p + 2 * L.Width), L.Load(p + 3 * L.Width), L.Load(p + 4 * L.Width), L.Load(p + 5 * L.Width),
                    T.Value < 5 ? default : L.Load(p + 6 * L.Width), T.Value < 5 ? default : L.Load(p + 7 * L.Width));
                L.StoreFirst(q, v0, n);
                L.StoreFirst(q + channels, v1, n);
                L.StoreFirst(q + 2 * channels, v2, n);
                if (T.Value == 3) continue;
                L.StoreFirst(q + 3 * channels, v3, n);
                L.StoreFirst(q + 4 * channels, v4, n);
            }
        }
    }
}
