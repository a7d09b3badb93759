namespace Fovea.Imaging;

/// <summary>The image with a margin on all four sides, filled as a border is seen: numpy's <c>pad</c>, OpenCV's <c>copyMakeBorder</c>.
/// With <c>valid</c> nothing is seen outside, and the margin is cut off instead: what filters with that border leave of the image.</summary>
/// <param name="Size">The margin, in pixels.</param>
/// <param name="Border">How the image goes on in it.</param>
public sealed record Pad([Parameter("width of the margin, in pixels", Min = 0, Max = 1 << 20)] int Size = 16, [Parameter("how the image goes on in the margin")] Border Border = default) : WholeFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Pad>("pad", "geometry", "B7", "a margin filled as a border is seen");

    private protected override ImageKind Check(ImageKind input)
    {
        if (Border.Kind == BorderKind.Valid) return CheckSize(input with { Height = input.Height - 2 * Size, Width = input.Width - 2 * Size });
        if ((input.Height + 2L * Size) * (input.Width + 2L * Size) > Array.MaxLength / input.Channels) throw Wrong($"with a margin of {Size} pixels there are more samples than one array can hold ({Array.MaxLength})");
        return input with { Height = input.Height + 2 * Size, Width = input.Width + 2 * Size };
    }

    internal override bool SeesAll(ImageKind input) => Border.Kind == BorderKind.Wrap && Size > 0;

    internal override ImageRows Apply(ImageRows image)
    {
        (int height, int width) = (image.Kind.Height, image.Kind.Width);
        return Border.Kind == BorderKind.Valid ? PixelCopy.Rows(image, Check(image.Kind), (y, x) => (y + Size, x + Size))
            : PixelCopy.Rows(image, Check(image.Kind), (y, x) => (Border.Map(y - Size, height), Border.Map(x - Size, width)), Border.Value);
    }
}
