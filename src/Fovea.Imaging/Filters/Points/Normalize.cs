namespace Fovea.Imaging;

/// <summary>By what an image is normalised.</summary>
public enum NormalizeKind
{
    /// <summary>(v - least) / (most - least): 0 to 1.</summary>
    Range,

    /// <summary>(v - mean) / deviation: mean 0, deviation 1.</summary>
    Deviation,
}

/// <summary>
/// The image with its range or its spread made standard (row D4's linear normalisation): to 0 to 1, or to mean 0 and deviation 1 (of the population). The result has
/// float samples. An image of one value becomes 0; samples that are not finite take no part in the statistics.
/// </summary>
/// <param name="Kind">By what.</param>
/// <param name="Together">Whether all channels share one range, or each has its own.</param>
public sealed record Normalize([Parameter("to 0 .. 1 by range, or to mean 0 and deviation 1")] NormalizeKind Kind = NormalizeKind.Range,
    [Parameter("whether all channels share one range")] bool Together = true) : WholeFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Normalize>("normalize", "points", "D4", "range or spread made standard, as floats");

    private protected override ImageKind Check(ImageKind input) => input with { Depth = PixelDepth.Float32 };

    internal override Image Run(Image image)
    {
        Image<float> result = image is Image<float> floats ? floats.Clone() : image.FilterTo<float>(new Depth(DepthName.Float, DepthRange.Keep));
        ChannelStatistics[] channels = ChannelStatistics.Of(result, Together);
        RowBlocks.Run(result.Height, (_, from, to) =>
        {
            for (int c = 0; c < result.Channels; c++)
            {
                ChannelStatistics of = channels[Together ? 0 : c];
                double origin = Kind == NormalizeKind.Range ? of.Least : of.Mean, spread = Kind == NormalizeKind.Range ? of.Most - of.Least : of.Deviation;
                double gain = spread > 0 ? 1 / spread : 0;
                for (int y = from; y < to; y++)
                {
                    Span<float> row = result.Row(y);
                    for (int i = c; i < row.Length; i += result.Channels) row[i] = (float)((row[i] - origin) * gain);
                }
            }
        });
        return result;
    }
}
