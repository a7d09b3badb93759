namespace Fovea.Imaging;

/// <summary>The image turned by quarter turns, counter-clockwise as numpy's <c>rot90</c>.</summary>
/// <param name="Turns">Quarter turns; negative ones are clockwise.</param>
public sealed record Rotate90([Parameter("quarter turns counter-clockwise; negative ones are clockwise")] int Turns = 1) : WholeFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Rotate90>("rotate90", "geometry", "A1", "the image turned by quarter turns");

    private int Quarter => (Turns % 4 + 4) % 4;

    private protected override ImageKind Check(ImageKind input) => Quarter % 2 == 0 ? input : input with { Height = input.Width, Width = input.Height };

    internal override ImageRows Apply(ImageRows image)
    {
        int right = image.Kind.Width - 1, bottom = image.Kind.Height - 1;
        return Quarter switch
        {
            0 => PixelCopy.Rows(image, image.Kind, (y, x) => (y, x)),
            2 => PixelCopy.Rows(image, image.Kind, (y, x) => (bottom - y, right - x)),
            _ => new TurnedRows(image, clockwise: Quarter == 3),
        };
    }
}
