namespace Fovea.Imaging;

/// <summary>The pixels that are seen beyond the ends of a row.</summary>
internal static unsafe class RowMargins
{
    /// <summary>Writes the pixels left and right of a row, where there must be room for them.</summary>
    /// <param name="row">The row's first pixel.</param>
    /// <param name="width">Its pixels.</param>
    /// <param name="pixel">The bytes of a pixel.</param>
    /// <param name="left">How many pixels to write before the row.</param>
    /// <param name="right">How many behind it.</param>
    /// <param name="border">What is seen there.</param>
    /// <param name="constant">One pixel of the constant, where the border is one.</param>
    public static void Fill(byte* row, int width, int pixel, int left, int right, Border border, byte* constant)
    {
        if (border.Kind == BorderKind.Valid) return;
        for (int x = -left; x < 0; x++) FillPixel(row, x, width, pixel, border, constant);
        for (int x = width; x < width + right; x++) FillPixel(row, x, width, pixel, border, constant);
    }

    private static void FillPixel(byte* row, int x, int width, int pixel, Border border, byte* constant)
    {
        int seen = border.Map(x, width);
        byte* from = seen < 0 ? constant : row + (long)seen * pixel, to = row + (long)x * pixel;
        switch (pixel)
        {
            case 1: *to = *from; break;
            case 2: *(ushort*)to = *(ushort*)from; break;
            case 4: *(uint*)to = *(uint*)from; break;
            default:
                for (int i = 0; i < pixel; i++) to[i] = from[i];
                break;
        }
    }
}
