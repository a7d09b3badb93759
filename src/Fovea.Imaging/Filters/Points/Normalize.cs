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

    internal override bool IsInPlace => true;

    internal override ImageRows Apply(ImageRows image)
    {
        List<RowStage> toFloat = [.. new Depth(DepthName.Float, DepthRange.Keep).StepsFor(image.Kind)];
        if (toFloat.Count > 0) image = MadeRows.Chained(image, toFloat);
        (double Origin, double Gain)[] lines = Array.ConvertAll(ChannelStatistics.Of(image, Together), of =>
        {
            double origin = Kind == NormalizeKind.Range ? of.Least : of.Mean, spread = Kind == NormalizeKind.Range ? of.Most - of.Least : of.Deviation;
            return (origin, spread > 0 ? 1 / spread : 0);
        });
        return ValueTables.Rows(image, image.Kind.Channels, (c, v) => (float)((v - lines[Together ? 0 : c].Origin) * lines[Together ? 0 : c].Gain));
    }
}
