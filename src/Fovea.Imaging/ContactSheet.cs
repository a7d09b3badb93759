namespace Fovea.Imaging;

/// <summary>Tiles images into one picture, for reports: feature maps, filters, samples of a data set.</summary>
public static class ContactSheet
{
    /// <summary>
    /// One picture of all images, row by row in their order, in cells as large as the largest image; smaller ones stand in the top left corner
    /// of their cell.
    /// </summary>
    /// <param name="images">At least one image, each of 1 (grey) or 3 (RGB) channels and any sample type.</param>
    /// <param name="columns">The number of columns of the grid; null for the square root of the number of images, rounded up.</param>
    /// <param name="gap">The distance between cells in pixels, at least 0; there is none at the outside.</param>
    /// <param name="background">The grey of gaps and empty places.</param>
    /// <param name="stretch">
    /// Whether each image is stretched on its own so that its smallest sample becomes 0 and its largest 255, over all its channels together
    /// (samples that are not finite are left out of that; an image of one value becomes 0). Otherwise samples are converted as
    /// <see cref="DepthConversion.ToByte"/> does.
    /// </param>
    /// <param name="captions">A text to stand above each image, in lines as wide as the cell and letters that grow with it; null for none.</param>
    /// <returns>A grey image, or an RGB one if any of the images is RGB.</returns>
    /// <exception cref="FoveaException">
    /// There are no images, one has other channels, a number is out of range, there are not as many captions, or the sheet is larger than an image can be.
    /// </exception>
    public static Image<byte> Create(IReadOnlyList<Image> images, int? columns = null, int gap = 2, byte background = 255, bool stretch = false,
        IReadOnlyList<string>? captions = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count == 0) throw new FoveaException("ContactSheet: there are no images");
        if (columns < 1) throw new FoveaException($"ContactSheet: columns is {columns}, it must be at least 1");
        if (gap < 0) throw new FoveaException($"ContactSheet: gap is {gap}, it must be at least 0");
        if (captions is not null && captions.Count != images.Count) throw new FoveaException($"ContactSheet: {captions.Count} captions for {images.Count} images");
        for (int i = 0; i < images.Count; i++)
            if (images[i].Channels is not (1 or 3))
                throw new FoveaException($"ContactSheet: image {i} ({images[i]}) has {images[i].Channels} channels, not 1 or 3",
                    images[i].HasAlpha ? ColorChannels.HowToDropAlpha : "show each channel as an image");

        int across = Math.Min(images.Count, columns ?? (int)Math.Ceiling(Math.Sqrt(images.Count)));
        int down = (images.Count + across - 1) / across;
        int cellHeight = images.Max(image => image.Height), cellWidth = images.Max(image => image.Width);
        Captions? above = captions is null ? null : new Captions(captions, cellWidth);
        if (above is not null) (cellWidth, cellHeight) = (above.Width, cellHeight + above.Height);
        var sheet = new Image<byte>(Extent(down, cellHeight, gap), Extent(across, cellWidth, gap), images.Max(image => image.Channels));
        sheet.Pixels.Fill(background);
        for (int i = 0; i < images.Count; i++)
        {
            Image<byte> tile = (stretch ? Stretch(images[i]) : images[i]).ToByte();
            if (tile.Channels < sheet.Channels) tile = tile.ToRgb();
            int top = i / across * (cellHeight + gap), left = i % across * (cellWidth + gap);
            if (above is not null)
            {
                above.Write(sheet, i, top, left, background < 128 ? byte.MaxValue : byte.MinValue);
                top += above.Height;
            }
            for (int y = 0; y < tile.Height; y++) tile.Row(y).CopyTo(sheet.Row(top + y)[(left * sheet.Channels)..]);
        }
        return sheet;
    }

    /// <summary>Texts broken into lines, all with room for as many as the longest has.</summary>
    private sealed class Captions
    {
        private const int LeastLetters = 12, LettersPerLine = 48, Margin = 3;

        private readonly IReadOnlyList<string>[] lines;
        private readonly int scale;

        public Captions(IReadOnlyList<string> texts, int cellWidth)
        {
            scale = Math.Max(1, cellWidth / (LettersPerLine * PixelFont.Advance));
            Width = Math.Max(cellWidth, (LeastLetters * PixelFont.Advance + 2 * Margin) * scale);
            lines = [.. texts.Select(text => PixelFont.Wrap(text, (Width / scale - 2 * Margin) / PixelFont.Advance))];
            Height = (lines.Max(text => text.Count) * PixelFont.LineHeight + 2 * Margin) * scale;
        }

        public int Width { get; }

        public int Height { get; }

        public void Write(Image<byte> sheet, int image, int top, int left, byte ink)
        {
            for (int i = 0; i < lines[image].Count; i++)
                PixelFont.Write(sheet, lines[image][i], top + (Margin + i * PixelFont.LineHeight) * scale, left + Margin * scale, ink, scale);
        }
    }

    private static int Extent(int cells, int size, int gap)
    {
        long extent = (long)cells * size + (cells - 1L) * gap;
        if (extent > int.MaxValue) throw new FoveaException($"ContactSheet: {cells} cells of {size} pixels are too many for one image");
        return (int)extent;
    }

    // To 0..1 in float, which ToByte then takes to 0..255. In double, because the difference of two floats can overflow.
    private static Image<float> Stretch(Image image)
    {
        Image<float> result = image.ToFloat();
        double least = double.PositiveInfinity, most = double.NegativeInfinity;
        foreach (float value in result.Pixels)
        {
            if (!float.IsFinite(value)) continue;
            least = Math.Min(least, value);
            most = Math.Max(most, value);
        }
        foreach (ref float value in result.Pixels)
            value = most > least ? (float)((value - least) / (most - least)) : 0;
        return result;
    }
}
