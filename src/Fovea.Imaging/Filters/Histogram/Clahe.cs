using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Imaging;

/// <summary>
/// Contrast-limited adaptive histogram equalisation (K. Zuiderveld, Graphics Gems IV, 1994): the image is cut into tiles, each has its own equalisation, whose histogram is cut off at a
/// limit, what is cut off being spread over all values; pixels between tiles' centres are interpolated. Equals OpenCV's <c>createCLAHE</c> for 8 and 16 bits; floats are worked on as
/// 65536 levels from 0 to 1. Each channel alone; alpha is kept.
/// </summary>
/// <param name="Clip">The limit, in multiples of an even histogram's height; 0 for no limit.</param>
/// <param name="Tiles">The number of tiles along each side.</param>
public sealed record Clahe([Parameter("limit of a bin, in multiples of an even histogram's height; 0 for none", Min = 0)] double Clip = 2,
    [Parameter("number of tiles along each side", Min = 1, Max = 256)] int Tiles = 8) : WholeFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Clahe>("clahe", "histogram", "A4", "local histogram equalisation with limited contrast");

    private protected override ImageKind Check(ImageKind input) => input;

    internal override ImageRows Apply(ImageRows image) => image.Kind.Depth switch
    {
        PixelDepth.UInt8 => Rows<byte>(image, 256),
        PixelDepth.UInt16 => Rows<ushort>(image, 65536),
        _ => Chained(Rows<ushort>(Chained(image, DepthName.Uint16), 65536), DepthName.Float),
    };

    private static ImageRows Chained(ImageRows image, DepthName depth) => MadeRows.Chained(image, [.. new Depth(depth).StepsFor(image.Kind)]);

    private unsafe ImageRows Rows<T>(ImageRows image, int levels) where T : unmanaged, INumber<T>
    {
        ImageKind kind = image.Kind;
        int colors = kind.Colors;
        bool fits = kind.Height % Tiles == 0 && kind.Width % Tiles == 0;
        int tileHeight = fits ? kind.Height / Tiles : (kind.Height + Tiles - kind.Height % Tiles) / Tiles;
        int tileWidth = fits ? kind.Width / Tiles : (kind.Width + Tiles - kind.Width % Tiles) / Tiles;
        // Channel by channel, in each the tiles row by row.
        var curves = new ClaheCurve<T>[colors * Tiles * Tiles];
        RowBlocks.RunEach(Tiles, row =>
        {
            Span<ClaheCurve<T>> Of(int c) => curves.AsSpan((c * Tiles + row) * Tiles, Tiles);
            for (int c = 0; c < colors; c++)
                foreach (ref ClaheCurve<T> curve in Of(c)) curve = new ClaheCurve<T>(levels, (long)tileHeight * tileWidth, Clip);
            // A tile reaches beyond the image where the sides are no multiples; the image is mirrored there.
            int top = row * tileHeight, bottom = top + tileHeight;
            image.Visit(new RowRange(Math.Min(top, kind.Height), Math.Min(bottom, kind.Height)), Add);
            for (int y = Math.Max(top, kind.Height); y < bottom; y++) image.Visit(new RowRange(Border.Reflect.Map(y, kind.Height), Border.Reflect.Map(y, kind.Height) + 1), Add);
            for (int c = 0; c < colors; c++)
                foreach (ClaheCurve<T> curve in Of(c)) curve.Finish();

            void Add(PixelRows rows, RowRange range)
            {
                for (int y = range.From; y < range.To; y++)
                    for (int c = 0; c < colors; c++)
                    {
                        T* samples = (T*)rows.Row(y) + c;
                        Span<ClaheCurve<T>> tiles = Of(c);
                        for (int column = 0; column < Tiles; column++) tiles[column].Add(samples, kind.Channels, column * tileWidth, (column + 1) * tileWidth, kind.Width);
                    }
            }
        });
        float perColumn = 1f / tileWidth;
        var columns = new (int Left, int Right, float Across)[kind.Width];
        for (int x = 0; x < columns.Length; x++) columns[x] = Between(x * perColumn - 0.5f);
        return new MadeRows(image, new EachRow(kind, kind, (y, from, to) =>
        {
            T* source = (T*)from, target = (T*)to;
            if (colors < kind.Channels) new ReadOnlySpan<T>(source, kind.RowSamples).CopyTo(new Span<T>(target, kind.RowSamples));
            (int top, int bottom, float down) = Between(y * (1f / tileHeight) - 0.5f);
            for (int c = 0; c < colors; c++)
                Interpolate(source + c, target + c, kind.Channels, curves.AsSpan((c * Tiles + top) * Tiles, Tiles), curves.AsSpan((c * Tiles + bottom) * Tiles, Tiles), columns, down);
        }));
    }

    // In single precision and in this order of operations, as OpenCV.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Interpolate<T>(T* source, T* target, int step, ReadOnlySpan<ClaheCurve<T>> upper, ReadOnlySpan<ClaheCurve<T>> lower,
        (int Left, int Right, float Across)[] columns, float down) where T : unmanaged, INumber<T>
    {
        for (int x = 0; x < columns.Length;)
        {
            (int left, int right, _) = columns[x];
            ClaheCurve<T> upperLeft = upper[left], upperRight = upper[right], lowerLeft = lower[left], lowerRight = lower[right];
            int end = x;
            while (end < columns.Length && columns[end].Left == left && columns[end].Right == right) end++;
            ReadOnlySpan<T> a = upperLeft.Table, b = upperRight.Table, c = lowerLeft.Table, d = lowerRight.Table;
            for (; x < end; x++)
            {
                int v = int.CreateTruncating(source[(long)x * step]);
                // Tiles are of one size, so all have a table or none has.
                target[(long)x * step] = a.Length > 0 ? Mean(a[v], b[v], c[v], d[v], columns[x].Across, down)
                    : Mean(upperLeft.At(v), upperRight.At(v), lowerLeft.At(v), lowerRight.At(v), columns[x].Across, down);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Mean<T>(T a, T b, T c, T d, float across, float down) where T : unmanaged, INumber<T>
    {
        float above = float.CreateTruncating(a) * (1 - across) + float.CreateTruncating(b) * across, below = float.CreateTruncating(c) * (1 - across) + float.CreateTruncating(d) * across;
        // Between values of the type, so nothing is to be clamped.
        return T.CreateTruncating(MathF.Round(above * (1 - down) + below * down));
    }

    private (int First, int Second, float Share) Between(float place)
    {
        int first = (int)MathF.Floor(place);
        return (Math.Max(first, 0), Math.Min(first + 1, Tiles - 1), place - first);
    }
}
