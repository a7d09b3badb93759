using System.Numerics;

namespace Fovea.Imaging;

/// <summary>
/// How often each value occurs in each channel of an image: bins of one width from <see cref="Low"/> to <see cref="High"/>, each closed below and open above, but for
/// the last, which holds <see cref="High"/> too. Counts equal numpy's <c>histogram</c>. Samples outside, and NaN, are not counted.
/// </summary>
public sealed class Histogram
{
    private readonly long[][] counts;
    private readonly double[] edges;

    private Histogram(PixelDepth depth, double[] edges, long[][] counts, ChannelStatistics[] statistics)
    {
        (Depth, this.edges, this.counts, Statistics) = (depth, edges, counts, statistics);
    }

    /// <summary>The depth of the image's samples.</summary>
    public PixelDepth Depth { get; }

    /// <summary>The number of channels.</summary>
    public int Channels => counts.Length;

    /// <summary>The number of bins.</summary>
    public int Bins => edges.Length - 1;

    /// <summary>Where the first bin begins.</summary>
    public double Low => edges[0];

    /// <summary>Where the last bin ends.</summary>
    public double High => edges[^1];

    /// <summary>The limits of the bins: bin i goes from <c>Edges[i]</c> to <c>Edges[i + 1]</c>.</summary>
    public IReadOnlyList<double> Edges => edges;

    /// <summary>Least, most, mean and deviation of each channel, from the samples themselves, also from those outside the bins.</summary>
    public IReadOnlyList<ChannelStatistics> Statistics { get; }

    /// <summary>Counts the samples of an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="bins">The number of bins, 1 to 65536.</param>
    /// <param name="low">Where the first bin begins; 0 where not given.</param>
    /// <param name="high">
    /// Where the last bin ends; where not given, 256 for bytes, 65536 for 16 bits, and for floats 1, so that the bins of integers hold equally many values each.
    /// </param>
    /// <exception cref="FoveaException">The number of bins is out of range, or the range is empty or not finite.</exception>
    public static Histogram Of(Image image, int bins = 256, double? low = null, double? high = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        double from = low ?? 0, to = high ?? (image.Depth == PixelDepth.Float32 ? 1 : Samples.White(image.Depth) + 1);
        if (bins is < 1 or > 65536) throw new FoveaException($"Histogram: {bins} bins, the number must be 1 to 65536");
        if (!(to > from) || !double.IsFinite(to - from)) throw new FoveaException($"Histogram: the range {from} to {to} is no range of numbers", "the upper end must be larger than the lower one");
        double[] edges = EdgesOf(bins, from, to);
        using StoredRows rows = new(image);
        if (image.Depth == PixelDepth.Float32) return new Histogram(image.Depth, edges, CountFloats(rows, 0, image.Channels, edges), ChannelStatistics.Of(rows));
        long[][] values = ValueCounts.Of(rows);
        return new Histogram(image.Depth, edges, Fold(values, edges), ChannelStatistics.Of(values));
    }

    /// <summary>That of one channel of floats, from the least to the most of its samples.</summary>
    internal static Histogram OfChannel(ImageRows image, int channel, int bins, ChannelStatistics statistics)
    {
        double[] edges = EdgesOf(bins, statistics.Least, statistics.Most);
        return new Histogram(image.Kind.Depth, edges, CountFloats(image, channel, 1, edges), [statistics]);
    }

    /// <summary>The counts of a channel, bin by bin.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such channel.</exception>
    public ReadOnlySpan<long> Counts(int channel) => counts[channel];

    /// <summary>The number of samples of a channel that were counted.</summary>
    public long Total(int channel)
    {
        long total = 0;
        foreach (long count in counts[channel]) total += count;
        return total;
    }

    /// <summary>For each bin the number of samples in it and in the bins before it.</summary>
    public long[] Cumulative(int channel)
    {
        long[] result = new long[Bins];
        long sum = 0;
        for (int i = 0; i < Bins; i++) result[i] = sum += counts[channel][i];
        return result;
    }

    /// <summary>
    /// The value below which a share of the counted samples lies, taking a bin's samples as spread evenly over it; for exact percentiles of an image there is
    /// <see cref="OrderStatistics"/>. NaN where nothing was counted.
    /// </summary>
    /// <param name="channel">The channel.</param>
    /// <param name="percent">The share, 0 to 100.</param>
    /// <exception cref="FoveaException">The share is out of range.</exception>
    public double Percentile(int channel, double percent)
    {
        if (!(percent is >= 0 and <= 100)) throw new FoveaException($"Histogram: percentile {percent}, it must be 0 to 100");
        double wanted = Total(channel) * percent / 100, before = 0;
        for (int i = 0; i < Bins; i++)
        {
            long count = counts[channel][i];
            if (count > 0 && before + count >= wanted) return edges[i] + (wanted - before) / count * (edges[i + 1] - edges[i]);
            before += count;
        }
        return double.NaN;
    }

    /// <summary>The entropy of the bins in bits, -sum p log2 p, as scikit-image's <c>shannon_entropy</c> where every value has its own bin.</summary>
    public double Entropy(int channel)
    {
        double total = Total(channel), sum = 0;
        foreach (long count in counts[channel])
            if (count > 0) sum -= count / total * Math.Log2(count / total);
        return sum;
    }

    /// <summary>The threshold between two classes of samples whose spread around their own means is least; see <see cref="Otsu"/>.</summary>
    /// <returns>The middle of the last bin of the lower class; NaN where nothing was counted.</returns>
    public double OtsuLevel(int channel)
    {
        int bin = OtsuBin(counts[channel]);
        return bin < 0 ? double.NaN : (edges[bin] + edges[bin + 1]) / 2;
    }

    /// <summary>The last bin of the lower class, the first one where several are equally good, 0 where there is one class only; -1 where nothing was counted.</summary>
    internal static int OtsuBin(ReadOnlySpan<long> counts)
    {
        double total = 0, all = 0, below = 0, sum = 0, best = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            total += counts[i];
            all += (double)i * counts[i];
        }
        int found = total == 0 ? -1 : 0;
        for (int i = 0; i < counts.Length; i++)
        {
            below += counts[i];
            sum += (double)i * counts[i];
            if (below == 0) continue;
            double above = total - below, apart = above == 0 ? 0 : sum / below - (all - sum) / above, between = below * above * apart * apart;
            if (between > best) (best, found) = (between, i);
        }
        return found;
    }

    // An integer value lies in one bin, so the counts of values are folded.
    private static long[][] Fold(long[][] values, double[] edges) => Array.ConvertAll(values, counts =>
    {
        long[] result = new long[edges.Length - 1];
        for (int v = 0, bin = 0; v < counts.Length; v++)
        {
            while (bin < result.Length - 1 && v >= edges[bin + 1]) bin++;
            if (v >= edges[0] && v <= edges[^1]) result[bin] += counts[v];
        }
        return result;
    });

    private static double[] EdgesOf(int bins, double from, double to)
    {
        double[] edges = new double[bins + 1];
        for (int i = 0; i <= bins; i++) edges[i] = from + i * ((to - from) / bins);
        edges[bins] = to;
        return edges;
    }

    private static long[][] CountFloats(ImageRows image, int firstChannel, int channels, double[] edges)
    {
        int bins = edges.Length - 1, height = image.Kind.Height, rest = image.Kind.Channels - channels;
        double low = edges[0], high = edges[^1], scale = bins / (high - low);
        long[][][] parts = new long[RowBlocks.Count(height)][][];
        RowBlocks.Run(height, (block, from, to) =>
        {
            long[][] mine = ValueCounts.Tables(channels, bins);
            image.Visit(new RowRange(from, to), (rows, range) =>
            {
                for (int y = range.From; y < range.To; y++)
                {
                    ReadOnlySpan<float> row = rows.Row<float>(y, image.Kind.RowSamples);
                    for (int i = firstChannel; i < row.Length; i += rest)
                        for (int c = 0; c < channels; c++, i++)
                        {
                            double v = row[i];
                            if (!(v >= low && v <= high)) continue;
                            int bin = Math.Min((int)((v - low) * scale), bins - 1);
                            // The product may be rounded across an edge.
                            if (v < edges[bin]) bin--;
                            else if (bin < bins - 1 && v >= edges[bin + 1]) bin++;
                            mine[c][bin]++;
                        }
                }
            });
            parts[block] = mine;
        });
        return ValueCounts.Sum(parts);
    }
}
