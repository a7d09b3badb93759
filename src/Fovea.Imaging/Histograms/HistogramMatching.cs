using System.Numerics;

namespace Fovea.Imaging;

/// <summary>Gives an image the histogram of another.</summary>
public static class HistogramMatching
{
    /// <summary>
    /// The image with the distribution of another, channel by channel: a value that stands at a certain share of the image's samples becomes the reference's value at that
    /// share, linear between its values. Equals scikit-image's <c>match_histograms</c>; integers are rounded to the nearest (halves to even), where scikit-image cuts off.
    /// </summary>
    /// <param name="image">The image.</param>
    /// <param name="reference">An image of any size, with the same type of samples and number of channels.</param>
    /// <exception cref="FoveaException">The images have different channels.</exception>
    public static Image<T> MatchHistogram<T>(this Image<T> image, Image<T> reference) where T : unmanaged, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(reference);
        if (image.Channels != reference.Channels)
            throw new FoveaException($"MatchHistogram: the image ({image}) has {image.Channels} channels, the reference ({reference}) {reference.Channels}", "convert one of them, with ToRgb() or ToGray()");
        return image switch
        {
            Image<byte> bytes => (Image<T>)(Image)ByTable(bytes, ValueCounts.Of(bytes), ValueCounts.Of((Image<byte>)(Image)reference)),
            Image<ushort> words => (Image<T>)(Image)ByTable(words, ValueCounts.Of(words), ValueCounts.Of((Image<ushort>)(Image)reference)),
            _ => (Image<T>)(Image)BySorting((Image<float>)(Image)image, (Image<float>)(Image)reference),
        };
    }

    private static Image<T> ByTable<T>(Image<T> image, long[][] counts, long[][] wanted) where T : unmanaged, INumber<T> => image.MapValues(Enumerable.Range(0, image.Channels).Select(c =>
    {
        List<double> values = [], shares = [];
        Shares(wanted[c], (value, share) =>
        {
            values.Add(value);
            shares.Add(share);
        });
        T[] table = new T[counts[c].Length];
        Shares(counts[c], (value, share) => table[value] = SampleRounding.Nearest<T>(Interpolate(shares, values, share)));
        return table;
    }).ToArray());

    private static void Shares(long[] counts, Action<int, double> each)
    {
        double total = counts.Sum();
        long sum = 0;
        for (int v = 0; v < counts.Length; v++)
        {
            if (counts[v] == 0) continue;
            sum += counts[v];
            each(v, sum / total);
        }
    }

    private static Image<float> BySorting(Image<float> image, Image<float> reference)
    {
        Image<float> result = image.Clone();
        for (int c = 0; c < image.Channels; c++)
        {
            float[] mine = OrderStatistics.Sorted(image, c), wanted = OrderStatistics.Sorted(reference, c);
            if (mine.Length == 0 || wanted.Length == 0) continue;
            List<double> shares = [], values = [];
            for (int i = 0; i < wanted.Length; i++)
            {
                if (i + 1 < wanted.Length && wanted[i + 1] == wanted[i]) continue;
                shares.Add((i + 1.0) / wanted.Length);
                values.Add(wanted[i]);
            }
            Span<float> pixels = result.Pixels;
            for (int i = c; i < pixels.Length; i += image.Channels)
            {
                if (float.IsNaN(pixels[i])) continue;
                pixels[i] = (float)Interpolate(shares, values, (double)CountUpTo(mine, pixels[i]) / mine.Length);
            }
        }
        return result;
    }

    // How many of the sorted values are not above v.
    private static int CountUpTo(float[] sorted, float v)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] <= v) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>The line through points (x, y) at a place, level beyond its ends, as numpy's <c>interp</c>.</summary>
    internal static double Interpolate(List<double> x, List<double> y, double at)
    {
        int i = x.BinarySearch(at);
        if (i >= 0) return y[i];
        i = ~i;
        if (i == 0) return y[0];
        if (i == x.Count) return y[^1];
        return y[i - 1] + (y[i] - y[i - 1]) / (x[i] - x[i - 1]) * (at - x[i - 1]);
    }
}
