using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Compute;

/// <summary>
/// The gradient of a 3 x 3 or 5 x 5 correlation with stride 1 by its kernels, by the transposed form of Winograd's algorithm: tiles of the input and of the gradient by
/// the output are brought to the 16, 36 or 64 points; at each point their products are summed over all tiles (the register tile has output channels as rows, input
/// channels as columns, and steps from tile to tile); the sums are brought back to the taps once, at the end.
/// </summary>
/// <remarks>
/// Small banks: the tiles are cut into parts, each with sums of its own, which are added in order. Large banks, whose sums would fill the memory: one set of sums for all, and tiles are
/// taken in pieces that stay in the last-level cache, in two steps each: all threads bring the piece to the points, then all multiply, each its own points and output channels. Groups: parts of
/// every slice, however large its bank. Whichever way, the order of adding does not depend on the number of threads.
/// </remarks>
internal unsafe struct WinogradCorrelation : Workers.IWork
{
    // Tiles at the points: of a piece, in the last-level cache, and of a block of a part, in the second. Where the sums themselves are larger than a piece it may be as large
    // as they are, so that they are not moved more than the tiles.
    private const long PieceFloats = 2 << 20, BlockFloats = 128 << 10, MostPartFloats = 4 << 20;
    private const int TilesPerChunk = 8, WantedParts = 16, LeastTilesPerPart = 64;

    // What moving one float of the sums costs, and what bringing one channel of a tile to 36 points costs, of all channels and of one slice of several, and a product of groups side by
    // side, in multiply-adds.
    private const long FarFloat = 12, NearFloat = 5, NearFloats = 4 << 20, PerChannel = 400, PerSliceChannel = 300, PerLaneProduct = 2;

    private readonly WinogradTiles tiles;
    private readonly WinogradSlices slices;
    private readonly WinogradForm form;
    private readonly int points, sourceHeight, sourceWidth, originY, originX;
    private readonly int parts, capacity;               // capacity: tiles at the points at the same time
    private readonly int inWide, outWide;               // one or two vectors: panels of input and of output channels at the points
    private readonly int blocks, pairs, sumRow;         // panels of a slice, of output and of input channels; floats of a row of sums
    private readonly nint inPoint, outPoint, sumPoint;
    private int slice, first, count;                    // the tiles at the points
    private bool add;
    private float* inputs, gradients, sums;
    private Step step;

    public float* Source, Dy, Result, Scratch;

    private enum Step { Part, Transform, Multiply, Finish }

    public WinogradCorrelation(WinogradForm form, in ConvolutionGeometry g)
    {
        (this.form, points) = (form, form.Points);
        (sourceHeight, sourceWidth, originY, originX) = (g.InHeight, g.InWidth, -g.PadTop, -g.PadLeft);
        tiles = new(form, g.Batch, g.OutHeight, g.OutWidth);
        slices = new(g.InChannels, g.OutChannels, g.Groups);
        int channels = slices.In(0).Count, outputs = slices.Out(0).Count;
        (inWide, outWide) = (Panels.Width(channels), Panels.Width(outputs));
        (blocks, pairs) = (Panels.Count(outputs), Panels.Count(channels));
        long perTile = (long)points * (blocks * outWide + pairs * inWide);
        sumRow = pairs * inWide;
        sumPoint = (nint)RowsPerSlice * sumRow;
        parts = (int)Math.Clamp(tiles.Count / LeastTilesPerPart, 1, WantedParts);
        if (parts * SumFloats > MostPartFloats) parts = slices.Whole ? 1 : (int)Math.Max(1, MostPartFloats / SumFloats);
        capacity = (int)Math.Clamp((InParts ? BlockFloats : Math.Max(PieceFloats, SumFloats)) / perTile, 1, TilesPerPart);
        int pieces = (TilesPerPart + capacity - 1) / capacity;
        capacity = (TilesPerPart + pieces - 1) / pieces;
        (inPoint, outPoint) = (WinogradTiles.Point(capacity, pairs * inWide), WinogradTiles.Point(capacity, blocks * outWide));
    }

    private readonly int TilesPerPart => (tiles.Count + parts - 1) / parts;

    /// <summary>Rows of the sums of a slice: its output channels, or the members of its groups.</summary>
    private readonly int RowsPerSlice => slices.Lanes ? slices.Rows : slices.Out(0).Count;

    private readonly long SliceSums => points * (long)sumPoint;

    private readonly long SumFloats => slices.Count * SliceSums;

    private readonly bool InParts => parts > 1 || !slices.Whole;

    private readonly long PieceBytes => points * (long)(inPoint + outPoint) * sizeof(float);

    /// <summary>Bytes of memory for the sums at the points, and for the tiles of a piece.</summary>
    public readonly long ScratchBytes => parts * SumFloats * sizeof(float) + (InParts ? 0 : PieceBytes);

    /// <summary>What this way costs, in multiply-adds at the peak.</summary>
    public static long Cost(WinogradForm form, in ConvolutionGeometry g, in WinogradSlices slices)
    {
        long count = new WinogradTiles(form, g.Batch, g.OutHeight, g.OutWidth).Count, kernels = (long)slices.Rows * slices.Columns, points = form.Points;
        long products = points * kernels * (slices.Lanes ? PerLaneProduct : 1), perChannel = (slices.Whole ? PerChannel : PerSliceChannel) * points / 36;
        return count * (products + perChannel * (g.InChannels + g.OutChannels)) + 3 * MovingCost(points * kernels);
    }

    /// <summary>What writing or reading so many floats of sums costs, in the same measure.</summary>
    public static long MovingCost(long floats) => floats * (floats >= NearFloats ? FarFloat : NearFloat);

    /// <summary>Computes the result.</summary>
    public void Run()
    {
        sums = Scratch;
        if (InParts)
        {
            step = Step.Part;
            Workers.Run(parts * slices.Count, ref this);
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
        Workers.Run(slices.Lanes ? slices.Count * slices.Rows : slices.Columns, ref this);
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
        switch (step)
        {
            case Step.Part: Part<L, V, T>(chunk / slices.Count, chunk % slices.Count); break;
            case Step.Transform: Transform<L, V, T>(chunk * TilesPerChunk, Math.Min(count, (chunk + 1) * TilesPerChunk)); break;
            case Step.Multiply: Multiply<L, V>(chunk / blocks, chunk % blocks); break;
            default:
                if (slices.Lanes) FinishMember<L, V, T>(chunk / slices.Rows, chunk % slices.Rows);
                else FinishOutput<L, V, T>(chunk);
                break;
        }
    }

    /// <summary>The sums of a slice over the tiles of one part.</summary>
    private readonly void Part<L, V, T>(int part, int slice) where L : ILanes<V> where V : struct where T : IWinogradForm
    {
        WinogradCorrelation own = this;
        own.slice = slice;
        own.sums += part * (nint)SumFloats + slice * (nint)SliceSums;
        own.inputs = (float*)Workers.Scratch(PieceBytes);
        own.gradients = own.inputs + points * inPoint;
        int end = Math.Min(tiles.Count, (part + 1) * TilesPerPart);
        for (own.first = part * TilesPerPart; own.first < end; own.first += capacity, own.add = true)
        {
            own.count = Math.Min(capacity, end - own.first);
            own.Transform<L, V, T>(0, own.count);
            if (slices.Lanes) own.MultiplyLanes<L, V>();
            else
                for (int point = 0; point < points; point++)
                    for (int block = 0; block < blocks; block++) own.Multiply<L, V>(point, block);
        }
    }

    /// <summary>Panels of one or two vectors of channels: panel[tile][channel], one panel after the other at each point.</summary>
    private readonly void Transform<L, V, T>(int from, int to) where L : ILanes<V> where V : struct where T : IWinogradForm
    {
        (int channel, int channels) = slices.In(slice);
        (int output, int outputs) = slices.Out(slice);
        for (int t = from; t < to; t++)
        {
            tiles.Input<L, V, T>(first + t, Source + channel, sourceHeight, sourceWidth, slices.Channels, channels, originY, originX, inputs + t * inWide, inPoint, capacity * inWide);
            tiles.OutputGradient<L, V, T>(first + t, Dy + output, slices.Columns, outputs, gradients + t * outWide, outPoint, capacity * outWide);
        }
    }

    private readonly void Multiply<L, V>(int point, int block) where L : ILanes<V> where V : struct
    {
        int channels = slices.In(slice).Count, rows = Math.Min(outWide, slices.Out(slice).Count - block * outWide);
        int rowTiles = (rows + Tiles<L, V>.Rows - 1) / Tiles<L, V>.Rows, rowsPerTile = (rows + rowTiles - 1) / rowTiles;
        float* a = gradients + point * outPoint + block * (nint)capacity * outWide, b = inputs + point * inPoint, c = sums + point * sumPoint + (nint)block * outWide * sumRow;
        for (int pair = 0; pair < pairs; pair++)
            for (int row = 0; row < rows; row += rowsPerTile)
            {
                TileOperands o = new() { A = a + row, ARow = 1, AStep = outWide, B = b + pair * (nint)capacity * inWide, BStep = inWide, K = count, Outer = 1 };
                Tiles<L, V>.Run(Math.Min(rowsPerTile, rows - row), Math.Min(inWide, channels - pair * inWide), o, c + row * (nint)sumRow + pair * inWide, sumRow, add);
            }
    }

    private readonly void MultiplyLanes<L, V>() where L : ILanes<V> where V : struct
    {
        float* members = stackalloc float[LaneProduct.MemberFloats];
        LaneProduct.Members<L, V>(slices.Rows, members);
        int width = WinogradTiles.Row(slices.In(slice).Count, L.Width);
        for (int point = 0; point < points; point++)
            WinogradLanes.Correlation<L, V>(inputs + point * inPoint, gradients + point * outPoint, count, width, inWide, sums + point * sumPoint, slices.Rows, members, add);
    }

    /// <summary>Brings the sums of one output channel back to the taps.</summary>
    private readonly void FinishOutput<L, V, T>(int output) where L : ILanes<V> where V : struct where T : IWinogradForm
    {
        int slice = output / RowsPerSlice;
        Finish<L, V, T>(slice, output - slice * RowsPerSlice, slices.Rows, Result + (nint)output * T.Taps * T.Taps * slices.Rows, slices.Rows);
    }

    /// <summary>Brings the sums of one member of all groups of a slice back to the taps, and puts them where each output channel has its own.</summary>
    private readonly void FinishMember<L, V, T>(int slice, int member) where L : ILanes<V> where V : struct where T : IWinogradForm
    {
        float* passed = stackalloc float[points * 2 * L.Width];
        (int output, int outputs) = slices.Out(slice);
        Finish<L, V, T>(slice, member, outputs, passed, outputs);
        float* to = Result + (nint)output * T.Taps * T.Taps * slices.Rows + member;
        for (int o = 0; o < outputs; o++)
            for (int tap = 0; tap < T.Taps * T.Taps; tap++, to += slices.Rows) *to = passed[tap * outputs + o];
    }

    /// <summary>Adds up the parts of a row of the sums of a slice and brings them back to the taps: to[tap * tapStep + c].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Finish<L, V, T>(int slice, int row, int channels, float* to, nint tapStep) where L : ILanes<V> where V : struct where T : IWinogradForm
    {
        float* memory = stackalloc float[5 * WinogradTiles.MostSeen * L.Width + WinogradTiles.Line], passed = WinogradTiles.Aligned(memory);
        float* from = sums + slice * (nint)SliceSums + row * (nint)sumRow;
        nint down = T.Seen * L.Width;
        for (int point = 0; parts > 1 && point < points; point++) PartialSums.Add(from + point * sumPoint, parts, SumFloats, from + point * sumPoint, sumRow);
        for (int c = 0; c < channels; c += L.Width)
        {
            int n = Math.Min(L.Width, channels - c);
            for (int j = 0; j < T.Seen; j++)
            {
                float* q = passed + j * L.Width;
                (V v0, V v1, V v2, V v3, V v4) = WinogradTransform<L, V, T>.KernelGradient(from + j * sumPoint + c, T.Seen * sumPoint);
                L.Store(q, v0);
                L.Store(q + down, v1);
                L.Store(q + 2 * down, v2);
                if (T.Taps == 3) continue;
                L.Store(q + 3 * down, v3);
                L.Store(q + 4 * down, v4);
            }
            for (int i = 0; i < T.Taps; i++)
            {
                float* q = to + T.Taps * i * tapStep + c;
                (V v0, V v1, V v2, V v3, V v4) = WinogradTransform<L, V, T>.KernelGradient(passed + i * down, L.Width);
                L.StoreFirst(q, v0, n);
                L.StoreFirst(q + tapStep, v1, n);
                L.StoreFirst(q + 2 * tapStep, v2, n);
                if (T.Taps == 3) continue;
                L.StoreFirst(q + 3 * tapStep, v3, n);
                L.StoreFirst(q + 4 * tapStep, v4, n);
            }
        }
    }
}
