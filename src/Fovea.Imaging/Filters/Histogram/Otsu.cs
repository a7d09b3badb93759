namespace Fovea.Imaging;

/// <summary>
/// White above a threshold found from the histogram, black else, each channel alone: the one between two classes of least spread (N. Otsu, "A threshold selection method from
/// gray-level histograms", 1979). 8 and 16 bits as OpenCV's <c>THRESH_OTSU</c>, floats with 256 bins from least to most as scikit-image's <c>threshold_otsu</c>. Alpha is kept.
/// </summary>
public sealed record Otsu() : HistogramFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Otsu>("otsu", "histogram", "A4", "black and white by the best threshold");

    /// <summary>The threshold of a channel, in the samples' own units: what lies above it is the upper class.</summary>
    public static double LevelOf(Image image, int channel = 0)
    {
        ArgumentNullException.ThrowIfNull(image);
        if ((uint)channel >= (uint)image.Channels) throw new FoveaException($"Otsu: the image ({image}) has no channel {channel}");
        using StoredRows rows = new(image);
        return image.Depth == PixelDepth.Float32 ? LevelOf(rows, ChannelStatistics.Of(rows)[channel], channel) : Histogram.OtsuBin(ValueCounts.Of(rows)[channel]);
    }

    private static double LevelOf(ImageRows image, ChannelStatistics of, int channel) =>
        of.Most > of.Least ? Histogram.OfChannel(image, channel, 256, of).OtsuLevel(0) : of.Least;

    private protected override T[][] Tables<T>(long[][] counts) => Array.ConvertAll(counts, table =>
    {
        int level = Histogram.OtsuBin(table);
        return Enumerable.Range(0, table.Length).Select(v => v > level ? T.CreateTruncating(table.Length - 1) : T.Zero).ToArray();
    });

    private protected override Func<int, float, float> Floats(ImageRows image)
    {
        ChannelStatistics[] statistics = ChannelStatistics.Of(image);
        double[] levels = [.. Enumerable.Range(0, image.Kind.Colors).Select(c => LevelOf(image, statistics[c], c))];
        return (c, v) => v > levels[c] ? 1 : 0;
    }
}
