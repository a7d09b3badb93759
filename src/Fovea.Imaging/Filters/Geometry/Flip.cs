namespace Fovea.Imaging;

/// <summary>The axes along which an image is mirrored.</summary>
public enum FlipAxis
{
    /// <summary>Left and right change places.</summary>
    Horizontal,

    /// <summary>Top and bottom change places.</summary>
    Vertical,

    /// <summary>Both: half a turn.</summary>
    Both,
}

/// <summary>The image mirrored.</summary>
/// <param name="Axis">Along which axis.</param>
public sealed record Flip([Parameter("which sides change places")] FlipAxis Axis = FlipAxis.Horizontal) : WholeFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Flip>("flip", "geometry", "A1", "the image mirrored");

    private protected override ImageKind Check(ImageKind input) => input;

    internal override ImageRows Apply(ImageRows image)
    {
        bool across = Axis != FlipAxis.Vertical, down = Axis != FlipAxis.Horizontal;
        int bottom = image.Kind.Height - 1, right = image.Kind.Width - 1;
        return PixelCopy.Rows(image, image.Kind, (y, x) => (down ? bottom - y : y, across ? right - x : x));
    }
}
