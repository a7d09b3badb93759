namespace Fovea.Imaging;

/// <summary>What the samples of a channel are like, in their own units; samples that are not finite are left out.</summary>
/// <param name="Count">The number of samples that count.</param>
/// <param name="Least">The smallest.</param>
/// <param name="Most">The largest.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Deviation">Their standard deviation, that of the population: sqrt(mean of (v - mean)^2).</param>
public readonly record struct ChannelStatistics(long Count, double Least, double Most, double Mean, double Deviation)
{
    /// <summary>The statistics of each channel, or of all channels together as a list of one. With no finite sample all numbers are 0.</summary>
    public static ChannelStatistics[] Of(Image image, bool together = false)
    {
        ArgumentNullException.ThrowIfNull(image);
        using StoredRows rows = new(image);
        return Of(rows, together);
    }

    /// <inheritdoc cref="Of(Image, bool)"/>
    internal static ChannelStatistics[] Of(ImageRows image, bool together = false) => image.Kind.Depth == PixelDepth.Float32 ? OfFloats(image, together) : Of(ValueCounts.Of(image), together);

    /// <summary>The same from the counts of integer values.</summary>
    internal static ChannelStatistics[] Of(long[][] counts, bool together = false) => Array.ConvertAll(together ? [ValueCounts.Together(counts)] : counts, table =>
    {
        long count = table.Sum();
        double sum = 0, squares = 0;
        for (int v = 0; v < table.Length; v++) sum += (double)v * table[v];
        double mean = sum / count;
        for (int v = 0; v < table.Length; v++) squares += (v - mean) * (v - mean) * table[v];
        return new ChannelStatistics(count, Array.FindIndex(table, c => c > 0), Array.FindLastIndex(table, c => c > 0), mean, Math.Sqrt(squares / count));
    });

    private static ChannelStatistics[] OfFloats(ImageRows image, bool together)
    {
        int channels = together ? 1 : image.Kind.Channels, blocks = RowBlocks.Count(image.Kind.Height);
        var sums = new Sums[blocks * channels];
        Array.Fill(sums, Sums.None);
        RowBlocks.Run(image.Kind.Height, (block, from, to) => image.Visit(new RowRange(from, to), (rows, range) =>
        {
            // Around a sample's own value, so that squares of large numbers do not swallow a small spread.
            for (int c = 0; c < channels; c++)
            {
                Sums sum = sums[block * channels + c];
                for (int y = range.From; y < range.To; y++)
                {
                    ReadOnlySpan<float> row = rows.Row<float>(y, image.Kind.RowSamples);
                    for (int i = c; i < row.Length; i += channels) sum.Add(row[i]);
                }
                sums[block * channels + c] = sum;
            }
        }));
        var result = new ChannelStatistics[channels];
        for (int c = 0; c < channels; c++)
        {
            Sums all = Sums.None;
            for (int block = 0; block < blocks; block++) all.Add(sums[block * channels + c]);
            result[c] = all.Result;
        }
        return result;
    }

    private struct Sums
    {
        private long count;
        private double least, most, shift, sum, squares;

        public static Sums None => new() { least = double.PositiveInfinity, most = double.NegativeInfinity };

        public readonly ChannelStatistics Result => count == 0 ? default
            : new(count, least, most, shift + sum / count, Math.Sqrt(Math.Max(0, squares / count - sum / count * (sum / count))));

        public void Add(double v)
        {
            if (!double.IsFinite(v)) return;
            if (count++ == 0) shift = v;
            (least, most) = (Math.Min(least, v), Math.Max(most, v));
            sum += v - shift;
            squares += (v - shift) * (v - shift);
        }

        public void Add(Sums other)
        {
            if (other.count == 0) return;
            if (count == 0)
            {
                this = other;
                return;
            }
            double move = other.shift - shift;
            (least, most) = (Math.Min(least, other.least), Math.Max(most, other.most));
            squares += other.squares + 2 * move * other.sum + move * move * other.count;
            sum += other.sum + move * other.count;
            count += other.count;
        }
    }
}
