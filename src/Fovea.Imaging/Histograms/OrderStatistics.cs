using System.Numerics.Tensors;

namespace Fovea.Imaging;

/// <summary>
/// Exact percentiles of an image's samples, as numpy's <c>percentile</c> gives them (linear between the two nearest samples). Nothing is sorted: floats are counted by the upper half of
/// their bits, and then, where a sample that is looked for lies, by the lower half.
/// </summary>
public static class OrderStatistics
{
    internal const int Halves = 1 << 16;

    /// <summary>The percentiles of the samples of one channel, or of all.</summary>
    /// <param name="image">The image; NaN takes no part.</param>
    /// <param name="channel">The channel, or null for all channels together.</param>
    /// <param name="percents">The shares, 0 to 100.</param>
    /// <returns>A value for each share, in the samples' own units; NaN where the image has no number.</returns>
    /// <exception cref="FoveaException">A share is out of range, or there is no such channel.</exception>
    public static double[] Percentiles(this Image image, int? channel, params IReadOnlyList<double> percents)
    {
        ArgumentNullException.ThrowIfNull(image);
        foreach (double percent in percents)
            if (!(percent is >= 0 and <= 100)) throw new FoveaException($"Percentiles: {percent} is not a share from 0 to 100");
        if (channel is { } c && (uint)c >= (uint)image.Channels) throw new FoveaException($"Percentiles: the image ({image}) has no channel {c}");
        using StoredRows rows = new(image);
        if (image.Depth == PixelDepth.Float32) return Percentiles(rows, channel ?? 0, channel is null ? image.Channels : 1, percents);
        long[][] all = ValueCounts.Of(rows);
        return Percentiles(channel is { } one ? all[one] : ValueCounts.Together(all), percents);
    }

    /// <summary>The same from the counts of integer values.</summary>
    internal static double[] Percentiles(long[] counts, params IReadOnlyList<double> percents)
    {
        long count = counts.Sum();
        return [.. percents.Select(percent => Between(i => At(counts, i).Value, count, percent))];
    }

    /// <summary>The same for some channels of floats together.</summary>
    internal static double[] Percentiles(ImageRows image, int firstChannel, int channels, params IReadOnlyList<double> percents)
    {
        long[] upper = Count(image, firstChannel, channels, [0], (_, key) => (int)(key >> 16))[0];
        long count = upper.Sum();
        // In which upper half each sample that is looked for lies.
        Dictionary<long, (int Upper, long Before)> places = [];
        foreach (double percent in percents) Between(i => (places[i] = At(upper, i)).Upper, count, percent);
        int[] halves = [.. places.Values.Select(place => place.Upper).Distinct().Order()];
        long[][] lower = Count(image, firstChannel, channels, halves, (wanted, key) => (int)(key >> 16) == wanted ? (int)(key & (Halves - 1)) : -1);
        return [.. percents.Select(percent => Between(i =>
        {
            (int half, long before) = places[i];
            return Value((uint)half << 16 | (uint)At(lower[Array.IndexOf(halves, half)], i - before).Value);
        }, count, percent))];
    }

    /// <summary>Unsigned numbers in the order of floats; both zeros have the same.</summary>
    internal static uint Key(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value + 0f);
        return (bits & 0x80000000) != 0 ? ~bits : bits | 0x80000000;
    }

    private static float Value(uint key) => BitConverter.UInt32BitsToSingle((key & 0x80000000) != 0 ? key & 0x7FFFFFFF : ~key);

    /// <summary>For each table, how often each of its values occurs; samples of which <paramref name="place"/> says -1 are left out.</summary>
    internal static long[][] Count(ImageRows image, int firstChannel, int channels, int[] tables, Func<int, uint, int> place)
    {
        const int Parts = 8;
        long[][] total = ValueCounts.Tables(tables.Length, Halves);
        int each = Math.Max(64, (image.Kind.Height + Parts - 1) / Parts), rest = image.Kind.Channels - channels;
        RowBlocks.RunEach((image.Kind.Height + each - 1) / each, part =>
        {
            long[][] mine = ValueCounts.Tables(tables.Length, Halves);
            image.Visit(new RowRange(part * each, Math.Min(image.Kind.Height, (part + 1) * each)), (rows, range) =>
            {
                for (int y = range.From; y < range.To; y++)
                {
                    ReadOnlySpan<float> row = rows.Row<float>(y, image.Kind.RowSamples);
                    for (int i = firstChannel; i < row.Length; i += rest)
                        for (int end = i + channels; i < end; i++)
                        {
                            if (float.IsNaN(row[i])) continue;
                            uint key = Key(row[i]);
                            for (int t = 0; t < tables.Length; t++)
                                if (place(tables[t], key) is var at and >= 0) mine[t][at]++;
                        }
                }
            });
            lock (total)
                for (int t = 0; t < total.Length; t++) TensorPrimitives.Add<long>(total[t], mine[t], total[t]);
        });
        return total;
    }

    private static double Between(Func<long, double> value, long count, double percent)
    {
        if (count == 0) return double.NaN;
        double place = percent / 100 * (count - 1);
        long below = (long)Math.Floor(place);
        double first = value(below), share = place - below;
        return share == 0 ? first : first + share * (value(below + 1) - first);
    }

    /// <summary>The value of the sample at a place in their order, and how many samples have smaller values.</summary>
    private static (int Value, long Before) At(long[] counts, long place)
    {
        int v = 0;
        long before = 0;
        for (; before + counts[v] <= place; v++) before += counts[v];
        return (v, before);
    }
}
