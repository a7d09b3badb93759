namespace Fovea.Imaging;

/// <summary>
/// One pass over the image: its pixel (i, j) is the image's pixel (Top + i * RowStep, Left + j * ColumnStep). An image that is not interlaced is
/// one pass over everything; Adam7 has seven, of which those without pixels are not stored.
/// </summary>
internal readonly record struct PngPass(int Top, int Left, int RowStep, int ColumnStep)
{
    private static readonly PngPass[] Whole = [new(0, 0, 1, 1)];

    private static readonly PngPass[] Adam7 =
    [
        new(0, 0, 8, 8), new(0, 4, 8, 8), new(4, 0, 8, 4), new(0, 2, 4, 4), new(2, 0, 4, 2), new(0, 1, 2, 2), new(1, 0, 2, 1),
    ];

    public static PngPass[] Of(bool interlaced) => interlaced ? Adam7 : Whole;

    public int Height(int imageHeight) => Count(imageHeight, Top, RowStep);

    public int Width(int imageWidth) => Count(imageWidth, Left, ColumnStep);

    // Written so that sizes near 2^31 do not overflow.
    private static int Count(int size, int start, int step) => size <= start ? 0 : (size - start - 1) / step + 1;
}
