namespace Fovea.Imaging;

/// <summary>Exact percentiles of an image's samples, as numpy's <c>percentile</c> gives them (linear between the two nearest samples).</summary>
public static class OrderStatistics
{
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
        if (image is Image<float> floats)
        {
            float[] sorted = Sorted(floats, channel);
            return [.. percents.Select(percent => Between(i => sorted[i], sorted.Length, percent))];
        }
        long[][] all = image is Image<byte> bytes ? ValueCounts.Of(bytes) : ValueCounts.Of((Image<ushort>)image);
        return Percentiles(channel is { } one ? all[one] : ValueCounts.Together(all), percents);
    }

    /// <summary>The same from the counts of integer values.</summary>
    internal static double[] Percentiles(long[] counts, params IReadOnlyList<double> percents)
    {
        long count = counts.Sum();
        return [.. percents.Select(percent => Between(i => At(counts, i), count, percent))];
    }

    /// <summary>The samples of a channel, or of all channels, in order.</summary>
    internal static float[] Sorted(Image<float> image, int? channel)
    {
        Span<float> pixels = image.Pixels;
        int first = channel ?? 0, step = channel is null ? 1 : image.Channels, count = 0;
        float[] values = new float[(pixels.Length - first + step - 1) / step];
        for (int i = first; i < pixels.Length; i += step)
            if (!float.IsNaN(pixels[i])) values[count++] = pixels[i];
        Array.Resize(ref values, count);
        Array.Sort(values);
        return values;
    }

    private static double Between(Func<long, double> value, long count, double percent)
    {
        if (count == 0) return double.NaN;
        double place = percent / 100 * (count - 1);
        long below = (long)Math.Floor(place);
        double first = value(below), share = place - below;
        return share == 0 ? first : first + share * (value(below + 1) - first);
    }

    private static double At(long[] counts, long place)
    {
        int v = 0;
        for (long before = counts[0]; before <= place; before += counts[v]) v++;
        return v;
    }
}
