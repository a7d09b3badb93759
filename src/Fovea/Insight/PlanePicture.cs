using Fovea.Imaging;
using Fovea.Tensors;

namespace Fovea.Insight;

/// <summary>Draws what the layers of a network show of an image: every channel of a map as a grey tile, black 0 and white the largest value of the layer.</summary>
public static class PlanePicture
{
    /// <summary>A tile's longer side is this many pixels long, or as near below as whole pixels allow.</summary>
    const int Side = 28;

    const int Gap = 2, Margin = 10, Columns = 30;

    /// <summary>The planes of several layers, one layer below the other.</summary>
    /// <param name="layers">Maps (H, W, C) or (1, H, W, C), the first on top.</param>
    /// <exception cref="ShapeException">One is no map.</exception>
    /// <exception cref="FoveaException">There is none.</exception>
    public static Image<byte> Create(IReadOnlyList<Tensor> layers)
    {
        if (layers.Count == 0) throw new FoveaException("PlanePicture: there are no layers");
        Image<byte>[] sheets = [.. layers.Select(Create)];
        Image<byte> picture = new(sheets.Sum(sheet => sheet.Height + Margin) - Margin, sheets.Max(sheet => sheet.Width), 1);
        picture.Pixels.Fill(255);
        int top = 0;
        foreach (Image<byte> sheet in sheets)
        {
            for (int y = 0; y < sheet.Height; y++) sheet.Row(y).CopyTo(picture.Row(top + y));
            top += sheet.Height + Margin;
        }
        return picture;
    }

    /// <summary>The planes of one layer, in rows of up to 30.</summary>
    /// <param name="map">A map (H, W, C) or (1, H, W, C). Negative values and NaN are black.</param>
    /// <exception cref="ShapeException">It is none, or it is empty.</exception>
    public static Image<byte> Create(Tensor map)
    {
        Shape shape = map.Shape;
        if (shape.Rank is not (3 or 4) || shape.Count == 0 || (shape.Rank == 4 && shape[0] != 1))
            throw new ShapeException("PlanePicture", "is made of the map of one image", [("map", shape, "(H, W, C) or (1, H, W, C)")]);
        (int height, int width, int channels) = (shape[-3], shape[-2], shape[-1]);
        float[] values = map.ToArray();
        float white = values.Where(float.IsFinite).Append(0).Max();
        int zoom = Math.Max(1, Side / Math.Max(height, width));
        Image[] tiles = new Image[channels];
        for (int channel = 0; channel < channels; channel++)
        {
            Image<byte> tile = new(height * zoom, width * zoom, 1);
            for (int y = 0; y < tile.Height; y++)
                for (int x = 0; x < tile.Width; x++)
                    tile.Row(y)[x] = Level(values[(y / zoom * width + x / zoom) * channels + channel], white);
            tiles[channel] = tile;
        }
        return ContactSheet.Create(tiles, Math.Min(channels, Columns), Gap);
    }

    static byte Level(float value, float white) => value > 0 && white > 0 ? (byte)Math.Round(255.0 * Math.Min(value, white) / white) : (byte)0;
}
