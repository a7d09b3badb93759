using Fovea.Imaging;

namespace Fovea.Reports;

/// <summary>A confusion matrix as a picture: row = right class, column = predicted class; blue on the diagonal, orange beside it, darker for a larger share of the row.</summary>
static class ConfusionPicture
{
    /// <summary>The picture of few classes is enlarged to about this many pixels a side.</summary>
    const int Side = 320;

    static ReadOnlySpan<byte> Right => [31, 95, 191];

    static ReadOnlySpan<byte> Wrong => [194, 86, 12];

    public static Image<byte> Create(int[,] confusion)
    {
        int classes = confusion.GetLength(0), zoom = Math.Max(1, Side / classes);
        Image<byte> picture = new(classes * zoom, classes * zoom, 3);
        picture.Pixels.Fill(255);
        for (int row = 0; row < classes; row++)
        {
            long whole = 0;
            for (int column = 0; column < classes; column++) whole += confusion[row, column];
            for (int column = 0; column < classes; column++)
                if (confusion[row, column] > 0) Fill(picture, row * zoom, column * zoom, zoom, row == column ? Right : Wrong, Math.Sqrt((double)confusion[row, column] / whole));
        }
        return picture;
    }

    static void Fill(Image<byte> picture, int top, int left, int size, ReadOnlySpan<byte> colour, double shade)
    {
        for (int y = top; y < top + size; y++)
        {
            Span<byte> row = picture.Row(y);
            for (int x = left; x < left + size; x++)
                for (int c = 0; c < 3; c++) row[x * 3 + c] = (byte)Math.Round(255 - shade * (255 - colour[c]));
        }
    }
}
