using System.Numerics;

namespace Fovea.Imaging;

/// <summary>
/// Histogram equalisation, each channel alone: a value becomes the share of samples up to it. Integers equal OpenCV's <c>equalizeHist</c> (16 bits by the same rule over 65536
/// values): (sum up to v - count of the least value) / (n - that count) times white; an image of one value stays. Floats equal scikit-image's <c>equalize_hist</c>: the cumulative
/// shares of a histogram from least to most, linear between the centres of bins, 0 to 1. Alpha is kept.
/// </summary>
/// <param name="Bins">The number of bins for floats.</param>
public sealed record Equalize([Parameter("number of bins, for floats", Min = 2, Max = 65536)] int Bins = 256) : HistogramFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Equalize>("equalize", "histogram", "A4", "histogram made even, each channel alone");

    private protected override T[][] Tables<T>(long[][] counts) => Array.ConvertAll(counts, Table<T>);

    private protected override Func<int, float, float> Floats(ImageRows image)
    {
        int colors = image.Kind.Colors;
        var curves = new (List<double> X, List<double> Y)?[colors];
        ChannelStatistics[] statistics = ChannelStatistics.Of(image);
        for (int c = 0; c < colors; c++)
        {
            if (!(statistics[c].Most > statistics[c].Least)) continue;
            Histogram histogram = Histogram.OfChannel(image, c, Bins, statistics[c]);
            double total = histogram.Total(0);
            curves[c] = ([.. Enumerable.Range(0, Bins).Select(i => (histogram.Edges[i] + histogram.Edges[i + 1]) / 2)], [.. histogram.Cumulative(0).Select(sum => sum / total)]);
        }
        return (c, v) => float.IsNaN(v) || curves[c] is not { } curve ? v : (float)HistogramMatching.Interpolate(curve.X, curve.Y, v);
    }

    // In single precision, as OpenCV.
    private static T[] Table<T>(long[] counts) where T : unmanaged, INumber<T>
    {
        T[] table = new T[counts.Length];
        long total = counts.Sum(), sum = 0;
        int first = Array.FindIndex(counts, count => count > 0);
        if (counts[first] == total)
        {
            for (int v = 0; v < table.Length; v++) table[v] = T.CreateTruncating(first);
            return table;
        }
        float scale = (counts.Length - 1f) / (total - counts[first]);
        for (int v = first + 1; v < table.Length; v++) table[v] = SampleRounding.Nearest<T>((double)((sum += counts[v]) * scale));
        return table;
    }
}
