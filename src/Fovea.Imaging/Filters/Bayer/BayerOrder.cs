namespace Fovea.Imaging;

/// <summary>The colours of a Bayer pattern's 2 x 2 pixels, row by row from the image's top left corner. OpenCV names patterns by the pixels one row and one column further on:
/// its BG is RGGB, its RG is BGGR, its GB is GRBG, its GR is GBRG.</summary>
public enum BayerOrder
{
    /// <summary>Red, green; green, blue.</summary>
    Rggb,

    /// <summary>Blue, green; green, red.</summary>
    Bggr,

    /// <summary>Green, red; blue, green.</summary>
    Grbg,

    /// <summary>Green, blue; red, green.</summary>
    Gbrg,
}

/// <summary>Where the colours of a pattern lie.</summary>
internal static class BayerPattern
{
    /// <summary>The colour at a pixel: 0 red, 1 green, 2 blue.</summary>
    public static int ColorAt(this BayerOrder order, int y, int x)
    {
        (int redY, int redX) = order.Red();
        bool redRow = (y & 1) == redY, redColumn = (x & 1) == redX;
        return redRow == redColumn ? redRow ? 0 : 2 : 1;
    }

    /// <summary>Row and column, 0 or 1, of red.</summary>
    public static (int Y, int X) Red(this BayerOrder order) => order switch { BayerOrder.Rggb => (0, 0), BayerOrder.Bggr => (1, 1), BayerOrder.Grbg => (0, 1), _ => (1, 0) };
}
