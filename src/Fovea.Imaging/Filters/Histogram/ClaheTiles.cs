using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Imaging;

/// <summary>The tiles of <see cref="Clahe"/>, each with its <see cref="ClaheCurve{T}"/>: they count the samples of an image, and then make its rows.</summary>
internal sealed unsafe class ClaheTiles<T> : RowMaker where T : unmanaged, INumber<T>
{
    private readonly int tiles, colors, height, width;  // along each side; the channels that are changed; of a tile
    private readonly ClaheCurve<T>[] curves;            // channel by channel, in each the tiles row by row
    private readonly List<Columns> columns = [];           // of pixels between the same tiles' centres
    private readonly float[] across;                    // of each column, its share of the right tile

    /// <summary>Tiles without samples.</summary>
    /// <param name="image">The image.</param>
    /// <param name="levels">The number of values of a sample.</param>
    /// <param name="clip">The limit, in multiples of an even histogram's height; 0 for no limit.</param>
    /// <param name="tiles">The number of tiles along each side.</param>
    public ClaheTiles(ImageKind image, int levels, double clip, int tiles) : base(image, image)
    {
        (this.tiles, colors) = (tiles, image.Colors);
        bool fits = image.Height % tiles == 0 && image.Width % tiles == 0;
        height = fits ? image.Height / tiles : (image.Height + tiles - image.Height % tiles) / tiles;
        width = fits ? image.Width / tiles : (image.Width + tiles - image.Width % tiles) / tiles;
        curves = new ClaheCurve<T>[colors * tiles * tiles];
        foreach (ref ClaheCurve<T> curve in curves.AsSpan()) curve = new ClaheCurve<T>(levels, (long)height * width, clip);
        across = new float[image.Width];
        for (int x = 0; x < across.Length; x++)
        {
            (int left, int right, across[x]) = Between(x, width);
            if (columns is [.., var last] && last.First == left && last.Second == right) columns[^1] = last with { To = x + 1 };
            else columns.Add(new Columns(x, x + 1, left, right));
        }
    }

    public override RowRange Sees(RowRange wanted) => wanted;

    /// <summary>Counts an image's samples, and makes the curves.</summary>
    public void Count(ImageRows image) => RowBlocks.RunEach(tiles, row =>
    {
        // A tile reaches beyond the image where the sides are no multiples; the image is mirrored there.
        int top = row * height, bottom = top + height, end = image.Kind.Height;
        image.Visit(new RowRange(Math.Min(top, end), Math.Min(bottom, end)), Add);
        for (int y = Math.Max(top, end); y < bottom; y++) image.Visit(new RowRange(Border.Reflect.Map(y, end), Border.Reflect.Map(y, end) + 1), Add);
        for (int c = 0; c < colors; c++)
            foreach (ClaheCurve<T> curve in Tiles(c, row)) curve.Finish();

        void Add(PixelRows rows, RowRange range)
        {
            for (int c = 0; c < colors; c++)
                for (int column = 0; column < tiles; column++) Tiles(c, row)[column].Add(rows, range, c, column * width, (column + 1) * width, image.Kind);
        }
    });

    public override void Run(PixelRows source, PixelRows result, RowRange wanted) => RowBlocks.Run(wanted.Count, (block, from, to) =>
    {
        // Rows between the same tiles' centres.
        (from, to) = (wanted.From + from, wanted.From + to);
        for (int end; from < to; from = end)
        {
            (int top, int bottom, _) = Between(from, height);
            for (end = from + 1; end < to && Between(end, height) is var next && next.First == top && next.Second == bottom;) end++;
            Run(source, result, new RowRange(from, end), top, bottom);
        }
    });

    private void Run(PixelRows source, PixelRows result, RowRange rows, int top, int bottom)
    {
        int step = Input.Channels;
        if (colors < step)
            for (int y = rows.From; y < rows.To; y++) source.Row<T>(y, Input.RowSamples).CopyTo(result.Row<T>(y, Input.RowSamples));
        uint* fourfold = stackalloc uint[FourTables.Values];
        for (int c = 0; c < colors; c++)
            foreach (Columns span in columns)
            {
                ClaheCurve<T> a = Tiles(c, top)[span.First], b = Tiles(c, top)[span.Second], d = Tiles(c, bottom)[span.First], e = Tiles(c, bottom)[span.Second];
                bool isFourfold = typeof(T) == typeof(byte) && (long)rows.Count * (span.To - span.From) >= 2 * FourTables.Values;
                if (isFourfold) FourTables.Join(Bytes(a), Bytes(b), Bytes(d), Bytes(e), fourfold);
                for (int y = rows.From; y < rows.To; y++)
                {
                    T* from = (T*)source.Row(y) + c, to = (T*)result.Row(y) + c;
                    float down = Between(y, height).Share;
                    if (isFourfold)
                        fixed (float* share = across)
                            FourTables.Mix((byte*)from, (byte*)to, step, span.From, span.To, fourfold, share, down);
                    else Mix(from, to, step, span, a, b, d, e, down);
                }
            }
    }

    // In single precision and in this order of operations, as OpenCV.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Mix(T* source, T* target, int step, Columns span, ClaheCurve<T> upperLeft, ClaheCurve<T> upperRight, ClaheCurve<T> lowerLeft, ClaheCurve<T> lowerRight, float down)
    {
        ReadOnlySpan<T> a = upperLeft.Table, b = upperRight.Table, c = lowerLeft.Table, d = lowerRight.Table;
        for (int x = span.From; x < span.To; x++)
        {
            int v = int.CreateTruncating(source[(long)x * step]);
            // Tiles are of one size, so all have a table or none has.
            target[(long)x * step] = a.Length > 0 ? Mean(a[v], b[v], c[v], d[v], across[x], down)
                : Mean(upperLeft.At(v), upperRight.At(v), lowerLeft.At(v), lowerRight.At(v), across[x], down);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Mean(T a, T b, T c, T d, float across, float down)
    {
        float above = float.CreateTruncating(a) * (1 - across) + float.CreateTruncating(b) * across, below = float.CreateTruncating(c) * (1 - across) + float.CreateTruncating(d) * across;
        // Between values of the type, so nothing is to be clamped.
        return T.CreateTruncating(MathF.Round(above * (1 - down) + below * down));
    }

    private static ReadOnlySpan<byte> Bytes(ClaheCurve<T> curve) => System.Runtime.InteropServices.MemoryMarshal.AsBytes(curve.Table);

    private Span<ClaheCurve<T>> Tiles(int channel, int row) => curves.AsSpan((channel * tiles + row) * tiles, tiles);

    /// <summary>The tiles whose centres a pixel lies between, along one side, and its share of the second.</summary>
    private (int First, int Second, float Share) Between(int pixel, int side)
    {
        float place = pixel * (1f / side) - 0.5f;
        int first = (int)MathF.Floor(place);
        return (Math.Max(first, 0), Math.Min(first + 1, tiles - 1), place - first);
    }

    /// <summary>Columns From .. To - 1, between the centres of two tiles.</summary>
    private readonly record struct Columns(int From, int To, int First, int Second);
}
