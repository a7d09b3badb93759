namespace Fovea.Imaging;

/// <summary>
/// Sampling on a coarser grid: every k-th pixel along both sides, beginning with the first, and nothing averaged, so that what is finer than the grid shows as
/// false patterns. The result has the sampled pixels only, or with <c>blocks=yes</c> the size of the image, each sample repeated over its k x k block.
/// </summary>
/// <param name="Step">k, the distance of samples in pixels.</param>
/// <param name="Blocks">Whether each sample is repeated over its block.</param>
public sealed record Sample([Parameter("distance of samples, in pixels", Min = 1)] int Step = 4, [Parameter("whether each sample is repeated over its block, at the image's size")] bool Blocks = false) : WholeFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Sample>("sample", "geometry", "A1", "every k-th pixel, or blocks of them", "sample step=8 blocks=yes");

    private protected override ImageKind Check(ImageKind input) => Blocks ? input : input with { Height = (input.Height - 1) / Step + 1, Width = (input.Width - 1) / Step + 1 };

    internal override ImageRows Apply(ImageRows image) =>
        PixelCopy.Rows(image, Check(image.Kind), Blocks ? (y, x) => (y / Step * Step, x / Step * Step) : (y, x) => (y * Step, x * Step));
}
