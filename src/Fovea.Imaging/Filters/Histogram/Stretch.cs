using System.Numerics;

namespace Fovea.Imaging;

/// <summary>
/// Contrast stretched linearly so that a low percentile becomes black and a high one white (0 and 255, 65535, or 1 for floats); what lies beyond is clamped. Percentiles are exact, as
/// numpy's; integers are rounded (halves to even). An image of one value becomes black. scikit-image's <c>rescale_intensity</c> with the percentiles as range. Alpha is kept.
/// </summary>
/// <param name="Low">The percentile that becomes black.</param>
/// <param name="High">The percentile that becomes white.</param>
/// <param name="Together">Whether all channels share their percentiles, which keeps hues, or each has its own.</param>
public sealed record Stretch([Parameter("percentile that becomes black", Min = 0, Max = 100)] double Low = 0, [Parameter("percentile that becomes white", Min = 0, Max = 100)] double High = 100,
    [Parameter("whether all channels share their percentiles")] bool Together = true) : HistogramFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Stretch>("stretch", "histogram", "A4", "contrast stretched between two percentiles", "stretch low=2 high=98");

    private protected override ImageKind Check(ImageKind input) => Low < High ? base.Check(input) : throw Wrong($"low is {Low}, not below high, {High}");

    private protected override T[][] Tables<T>(long[][] counts)
    {
        long[][] used = Together ? [ValueCounts.Together(counts)] : counts;
        T[][] tables = Array.ConvertAll(used, table =>
        {
            double[] ends = OrderStatistics.Percentiles(table, Low, High);
            return Enumerable.Range(0, table.Length).Select(v => SampleRounding.Nearest<T>(Stretched(v, ends) * (table.Length - 1))).ToArray();
        });
        return [.. counts.Select((_, c) => tables[Together ? 0 : c])];
    }

    private protected override Func<int, float, float> Floats(ImageRows image)
    {
        double[][] ends = Together ? [OrderStatistics.Percentiles(image, 0, image.Kind.Colors, Low, High)]
            : [.. Enumerable.Range(0, image.Kind.Colors).Select(c => OrderStatistics.Percentiles(image, c, 1, Low, High))];
        return (c, v) => (float)Stretched(v, ends[Together ? 0 : c]);
    }

    private static double Stretched(double v, double[] ends) => double.IsNaN(v) ? v : ends[1] > ends[0] ? Math.Clamp((v - ends[0]) / (ends[1] - ends[0]), 0, 1) : 0;
}
