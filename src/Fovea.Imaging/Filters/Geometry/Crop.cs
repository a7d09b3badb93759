namespace Fovea.Imaging;

/// <summary>A rectangle of the image; <see cref="Image.CropTo"/> in the library.</summary>
/// <param name="Left">The first column.</param>
/// <param name="Top">The first row.</param>
/// <param name="Width">The number of columns; to the right edge where not given.</param>
/// <param name="Height">The number of rows; to the bottom where not given.</param>
public sealed record Crop([Parameter("first column", Min = 0)] int Left = 0, [Parameter("first row", Min = 0)] int Top = 0,
    [Parameter("columns; to the right edge where not given", Min = 1)] int? Width = null, [Parameter("rows; to the bottom where not given", Min = 1)] int? Height = null) : WholeFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Crop>("crop", "geometry", "A1", "a rectangle of the image", "crop left=8 top=8 width=32 height=32");

    private protected override ImageKind Check(ImageKind input)
    {
        Region region = Region(input);
        return region.Width >= 1 && region.Height >= 1 && region.Right <= input.Width && region.Bottom <= input.Height ? input with { Height = region.Height, Width = region.Width }
            : throw Wrong($"rows {region.Top} to {region.Bottom} and columns {region.Left} to {region.Right} (ends excluded) do not lie inside the image ({input})");
    }

    internal override ImageRows Apply(ImageRows image)
    {
        Region region = Region(image.Kind);
        return PixelCopy.Rows(image, Check(image.Kind), (y, x) => (y + region.Top, x + region.Left));
    }

    private Region Region(ImageKind input) => new(Top, Left, Height ?? input.Height - Top, Width ?? input.Width - Left);
}
