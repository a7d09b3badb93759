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
        using StoredRows rows = new(image);
        return (Image<T>)Rows(rows, reference).ToImage();
    }

    /// <summary>The same for the rows of an image.</summary>
    internal static ImageRows Rows(ImageRows image, Image reference) => image.Kind.Depth switch
    {
        PixelDepth.UInt8 => ValueTables.Rows(image, Tables<byte>(ValueCounts.Of(image), ValueCounts.Of(reference))),
        PixelDepth.UInt16 => ValueTables.Rows(image, Tables<ushort>(ValueCounts.Of(image), ValueCounts.Of(reference))),
        _ => new MatchedRows(image, (Image<float>)reference),
    };

    private static T[][] Tables<T>(long[][] counts, long[][] wanted) where T : unmanaged, INumber<T> => [.. Enumerable.Range(0, counts.Length).Select(c =>
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
    })];

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
