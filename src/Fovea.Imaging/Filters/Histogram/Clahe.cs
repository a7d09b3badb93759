using System.Numerics;

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

    internal override Image Run(Image image) => image switch
    {
        Image<byte> bytes => Run(bytes, 256),
        Image<ushort> words => Run(words, 65536),
        _ => Run(image.ToUInt16(), 65536).ToFloat(),
    };

    private Image<T> Run<T>(Image<T> image, int levels) where T : unmanaged, INumber<T>
    {
        Image<T> result = image.Clone();
        int channels = image.Channels, colors = channels - (image.HasAlpha ? 1 : 0);
        bool fits = image.Height % Tiles == 0 && image.Width % Tiles == 0;
        int tileHeight = fits ? image.Height / Tiles : (image.Height + Tiles - image.Height % Tiles) / Tiles;
        int tileWidth = fits ? image.Width / Tiles : (image.Width + Tiles - image.Width % Tiles) / Tiles;
        T[][] tables = new T[Tiles * Tiles][];
        for (int c = 0; c < colors; c++)
        {
            int channel = c;
            RowBlocks.RunEach(Tiles * Tiles, tile => tables[tile] = Table(image, channel, new Region(tile / Tiles * tileHeight, tile % Tiles * tileWidth, tileHeight, tileWidth), levels));
            RowBlocks.Run(image.Height, (_, from, to) => Interpolate(image, result, channel, tables, tileHeight, tileWidth, from, to));
        }
        return result;
    }

    // A tile reaches beyond the image where the sides are no multiples; the image is mirrored there.
    private T[] Table<T>(Image<T> image, int channel, Region tile, int levels) where T : unmanaged, INumber<T>
    {
        int[] counts = new int[levels];
        for (int y = tile.Top; y < tile.Bottom; y++)
        {
            ReadOnlySpan<T> row = image.Row(Border.Reflect.Map(y, image.Height));
            for (int x = tile.Left; x < tile.Right; x++) counts[int.CreateTruncating(row[Border.Reflect.Map(x, image.Width) * image.Channels + channel])]++;
        }
        long area = (long)tile.Height * tile.Width;
        if (Clip > 0)
        {
            int limit = (int)Math.Max(1, Math.Min(int.MaxValue, Clip * area / levels)), excess = 0;
            foreach (ref int count in counts.AsSpan())
            {
                if (count <= limit) continue;
                excess += count - limit;
                count = limit;
            }
            int each = excess / levels, rest = excess - each * levels;
            foreach (ref int count in counts.AsSpan()) count += each;
            if (rest > 0)
                for (int i = 0, step = Math.Max(levels / rest, 1); i < levels && rest > 0; i += step, rest--) counts[i]++;
        }
        T[] table = new T[levels];
        float scale = (levels - 1f) / area;
        int sum = 0;
        for (int v = 0; v < levels; v++) table[v] = SampleRounding.Nearest<T>((double)((sum += counts[v]) * scale));
        return table;
    }

    // In single precision and in this order of operations, as OpenCV.
    private void Interpolate<T>(Image<T> image, Image<T> result, int channel, T[][] tables, int tileHeight, int tileWidth, int from, int to) where T : unmanaged, INumber<T>
    {
        float perRow = 1f / tileHeight, perColumn = 1f / tileWidth;
        var columns = new (int Left, int Right, float Across)[image.Width];
        for (int x = 0; x < columns.Length; x++) columns[x] = Between(x * perColumn - 0.5f);
        for (int y = from; y < to; y++)
        {
            (int top, int bottom, float down) = Between(y * perRow - 0.5f);
            ReadOnlySpan<T> source = image.Row(y);
            Span<T> target = result.Row(y);
            ReadOnlySpan<T[]> upper = tables.AsSpan(top * Tiles, Tiles), lower = tables.AsSpan(bottom * Tiles, Tiles);
            int at = channel;
            foreach ((int left, int right, float across) in columns)
            {
                int v = int.CreateTruncating(source[at]);
                float above = Float(upper[left][v]) * (1 - across) + Float(upper[right][v]) * across;
                float below = Float(lower[left][v]) * (1 - across) + Float(lower[right][v]) * across;
                // Between values of the type, so nothing is to be clamped.
                target[at] = T.CreateTruncating(MathF.Round(above * (1 - down) + below * down));
                at += image.Channels;
            }
        }

        static float Float(T value) => float.CreateTruncating(value);
    }

    private (int First, int Second, float Share) Between(float place)
    {
        int first = (int)MathF.Floor(place);
        return (Math.Max(first, 0), Math.Min(first + 1, Tiles - 1), place - first);
    }
}
