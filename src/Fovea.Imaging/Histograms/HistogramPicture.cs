namespace Fovea.Imaging;

/// <summary>Histograms drawn as pictures.</summary>
public static class HistogramPicture
{
    private const int Margin = 12, TickLength = 5, DigitWidth = 4, DigitHeight = 5;

    // Digits of 3 x 5 pixels, a row in three bits, the top row first.
    private static readonly int[] Digits = [0b111_101_101_101_111, 0b010_110_010_010_111, 0b111_001_111_100_111, 0b111_001_111_001_111, 0b101_101_111_001_001,
        0b111_100_111_001_111, 0b111_100_111_101_111, 0b111_001_010_010_010, 0b111_101_111_101_111, 0b111_101_111_001_111];

    private const int Point = 0b000_000_000_000_010;

    /// <summary>
    /// The histogram as an RGB picture: a curve over filled bars for each channel, grey for one channel, red, green and blue for three (where bars lie over each other, colours mix), and four
    /// more colours beyond; alpha, the last of 2 or 4, is left out. Heights are counts; with <paramref name="logarithmic"/> their logarithms, so that rare values show too. Ticks and values stand
    /// at the bottom.
    /// </summary>
    /// <param name="histogram">The histogram.</param>
    /// <param name="height">Rows of the plot, without axis and margins.</param>
    /// <param name="width">Columns of the plot; bins are joined or widened to fit.</param>
    /// <param name="logarithmic">Whether heights are logarithms of 1 + count.</param>
    /// <exception cref="FoveaException">A side is below 16 or above 16384.</exception>
    public static Image<byte> ToPicture(this Histogram histogram, int height = 200, int width = 512, bool logarithmic = false)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        if (height is < 16 or > 16384 || width is < 16 or > 16384) throw new FoveaException($"ToPicture: a plot of {height} x {width} pixels; sides are 16 to 16384");
        Image<byte> picture = new(height + 2 * Margin + TickLength + DigitHeight + 2, width + 2 * Margin, 3);
        picture.Pixels.Fill(255);
        int channels = histogram.Channels is 2 or 4 ? histogram.Channels - 1 : histogram.Channels;
        double[][] heights = [.. Enumerable.Range(0, channels).Select(c => Heights(histogram.Counts(c), width, logarithmic))];
        double most = Math.Max(1e-9, heights.Max(one => one.Max()));
        Grid(picture, height, width);
        for (int c = 0; c < channels; c++)
        {
            (double R, double G, double B) ink = Ink(c, channels);
            int before = -1;
            for (int x = 0; x < width; x++)
            {
                int top = height - (int)Math.Round(heights[c][x] / most * height);
                for (int y = top; y < height; y++) Blend(picture, Margin + y, Margin + x, ink, channels == 1 ? 0.55 : 0.4);
                // The curve: from the last column's top to this one's.
                int from = before < 0 ? top : Math.Min(top, before), to = before < 0 ? top : Math.Max(top, before);
                for (int y = from; y <= to; y++) Blend(picture, Margin + Math.Min(y, height - 1), Margin + x, ink, 0.85);
                before = top;
            }
        }
        Axis(picture, histogram, height, width);
        return picture;
    }

    // Bars are as high as the densest of the bins in a column, so that no peak gets lost.
    private static double[] Heights(ReadOnlySpan<long> counts, int width, bool logarithmic)
    {
        double[] heights = new double[width];
        for (int x = 0; x < width; x++)
        {
            int from = (int)((long)x * counts.Length / width), to = Math.Max(from + 1, (int)((x + 1L) * counts.Length / width));
            long most = 0;
            for (int i = from; i < to; i++) most = Math.Max(most, counts[i]);
            heights[x] = logarithmic ? Math.Log(1 + most) : most;
        }
        return heights;
    }

    private static (double R, double G, double B) Ink(int channel, int channels) => (channels, channel % 7) switch
    {
        (1, _) => (60, 66, 80),
        (_, 0) => (222, 55, 55),
        (_, 1) => (40, 160, 70),
        (_, 2) => (50, 95, 220),
        (_, 3) => (210, 150, 30),
        (_, 4) => (150, 70, 190),
        (_, 5) => (30, 165, 175),
        _ => (110, 110, 110),
    };

    private static void Grid(Image<byte> picture, int height, int width)
    {
        for (int quarter = 0; quarter < 4; quarter++)
            for (int x = 0; x < width; x++) Blend(picture, Margin + quarter * height / 4, Margin + x, (225, 228, 235), 1);
    }

    private static void Axis(Image<byte> picture, Histogram histogram, int height, int width)
    {
        (double, double, double) ink = (70, 75, 85);
        for (int x = 0; x < width; x++) Blend(picture, Margin + height, Margin + x, ink, 1);
        for (int tick = 0; tick <= 4; tick++)
        {
            int x = Margin + tick * (width - 1) / 4;
            for (int y = 0; y < TickLength; y++) Blend(picture, Margin + height + y, x, ink, 1);
            double value = histogram.Low + tick * (histogram.High - histogram.Low) / 4;
            // The last bin of integers ends behind white.
            if (tick == 4 && histogram.Depth != PixelDepth.Float32) value = Math.Ceiling(histogram.High) - 1;
            string text = value.ToString(Math.Abs(value) >= 100 || value == Math.Floor(value) ? "0" : "0.##", System.Globalization.CultureInfo.InvariantCulture);
            int left = Math.Clamp(x - text.Length * DigitWidth / 2, 1, picture.Width - 1 - text.Length * DigitWidth);
            foreach (char letter in text)
            {
                Draw(picture, Margin + height + TickLength + 2, left, letter, ink);
                left += DigitWidth;
            }
        }
    }

    private static void Draw(Image<byte> picture, int top, int left, char letter, (double, double, double) ink)
    {
        int bits = letter == '.' ? Point : letter == '-' ? 0b000_000_111_000_000 : Digits[letter - '0'];
        for (int y = 0; y < DigitHeight; y++)
            for (int x = 0; x < 3; x++)
                if ((bits >> (14 - 3 * y - x) & 1) != 0) Blend(picture, top + y, left + x, ink, 1);
    }

    private static void Blend(Image<byte> picture, int y, int x, (double R, double G, double B) ink, double share)
    {
        Span<byte> pixel = picture.Row(y).Slice(3 * x, 3);
        pixel[0] = (byte)(pixel[0] + (ink.R - pixel[0]) * share);
        pixel[1] = (byte)(pixel[1] + (ink.G - pixel[1]) * share);
        pixel[2] = (byte)(pixel[2] + (ink.B - pixel[2]) * share);
    }
}
