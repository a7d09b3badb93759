namespace Fovea.Imaging;

/// <summary>The distance of every pixel to the nearest background pixel, as float, as <see cref="DistanceTransform"/> finds it.</summary>
/// <param name="Metric">What is distance.</param>
/// <param name="Threshold">Samples above it are foreground, in their own units; the others are background.</param>
public sealed record Distance(
    [Parameter("what is distance: of the straight way, of steps to 8 neighbours, of steps to 4")] DistanceMetric Metric = DistanceMetric.Euclidean,
    [Parameter("samples above it are foreground, in their own units")] double Threshold = 0) : WholeFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Distance>("distance", "regions", "C2", "the distance to the nearest pixel of the background, as float", "gray | distance threshold=127 | stretch");

    private protected override ImageKind Check(ImageKind input) => input.Channels == 1 ? input with { Depth = PixelDepth.Float32 }
        : throw Wrong($"the image is {input}, but distances are found in one channel", "make it grey first");

    internal override ImageRows Apply(ImageRows image) => DistanceTransform.Rows(image, Metric, Threshold);
}
