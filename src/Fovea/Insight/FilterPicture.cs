using Fovea.Imaging;
using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Insight;

/// <summary>
/// Draws a bank of kernels as one picture, as first layers are shown in print: mid grey is 0, black the most negative weight, white the most positive.
/// </summary>
public static class FilterPicture
{
    /// <summary>A kernel's longer side is drawn this many pixels long, or as near below as whole pixels allow.</summary>
    const int Side = 48;

    const int MostKernels = 256;
    const long MostPixels = 500_000;

    /// <summary>
    /// The weights that a model lays on its input: the kernels (out, kH, kW, in) of its first convolution, or the rows of its first linear layer as templates
    /// (out, H, W, C). First in the order of declaration.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="input">The shape of one sample (H, W, C).</param>
    /// <returns>The present values, or null where the first layer that learns is of another kind or does not take such samples.</returns>
    public static Tensor? FirstLayer(Module model, Shape input)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (input.Rank != 3) throw new ShapeException("FilterPicture", "a sample has rows, columns and channels", [("sample", input, "(H, W, C)")]);
        // Numbers of rank 1 belong to a normalisation of the input or to a bias, those of rank 3 to a sequence of tokens; they are not laid on an image.
        Variable? weight = model.Variables().FirstOrDefault(variable => variable.Shape.Rank is not (<= 1 or 3));
        Shape? kernels = weight?.Shape switch
        {
            { Rank: 4 } shape when input[2] % shape[3] == 0 => shape,
            { Rank: 2 } shape when shape[1] == input.Count => [shape[0], .. input],
            _ => null,
        };
        return kernels is null ? null : Tensor.From(weight!.ToArray(), kernels);
    }

    /// <summary>The largest absolute value of the finite weights: what <see cref="Create"/> scales by where no scale is given.</summary>
    public static float Largest(Tensor kernels)
    {
        float largest = 0;
        foreach (float value in kernels.ToArray())
            if (float.IsFinite(value)) largest = Math.Max(largest, Math.Abs(value));
        return largest;
    }

    /// <summary>
    /// Kernels as one picture. A kernel over 1 or 3 channels is a grey or RGB tile of a near-square grid; over any other number of channels it is a row of grey tiles,
    /// one a channel. A weight v is drawn as 127.5 (1 + v / largest), cut to 0..255; NaN is drawn like 0.
    /// </summary>
    /// <param name="kernels">The bank (out, kH, kW, in).</param>
    /// <param name="largest">The weight that is drawn white, for a common scale of several pictures; the bank's own <see cref="Largest"/> where not given.</param>
    /// <param name="zoom">Pixels a weight; by the size of the kernels where not given.</param>
    /// <param name="count">How many kernels to draw, from the first; all where not given.</param>
    /// <param name="gap">Pixels between tiles.</param>
    /// <param name="background">The grey between tiles.</param>
    /// <exception cref="ShapeException">The tensor is no bank of kernels.</exception>
    /// <exception cref="FoveaException">A number is out of range, or the picture would be larger than an image can be.</exception>
    public static Image<byte> Create(Tensor kernels, float? largest = null, int? zoom = null, int? count = null, int gap = 3, byte background = 255)
    {
        Shape shape = Bank(kernels.Shape);
        int drawn = count ?? shape[0], scale = zoom ?? Zoom(shape);
        if (drawn < 1 || drawn > shape[0]) throw new FoveaException($"FilterPicture: {drawn} of {shape[0]} kernels cannot be drawn");
        if (scale < 1) throw new FoveaException($"FilterPicture: zoom is {scale}, it must be at least 1");
        if (largest is { } given && !(given >= 0 && float.IsFinite(given))) throw new FoveaException($"FilterPicture: the largest weight cannot be {given}");
        float white = largest ?? Largest(kernels);
        float[] values = kernels.ToArray();
        (int height, int width, int channels) = (shape[1], shape[2], shape[3]);
        bool whole = channels is 1 or 3;
        List<Image> tiles = [];
        for (int kernel = 0; kernel < drawn; kernel++)
        {
            ReadOnlySpan<float> weights = values.AsSpan(kernel * height * width * channels, height * width * channels);
            if (whole) tiles.Add(Tile(weights, height, width, channels, 0, channels, white, scale));
            else
                for (int channel = 0; channel < channels; channel++) tiles.Add(Tile(weights, height, width, channels, channel, 1, white, scale));
        }
        return ContactSheet.Create(tiles, whole ? null : channels, gap, background);
    }

    /// <summary>How many of a bank's kernels a page shows: so many that the picture stays small.</summary>
    internal static int Showable(Shape kernels)
    {
        long zoom = Zoom(kernels), pixels = zoom * zoom * kernels[1] * kernels[2] * kernels[3];
        return (int)Math.Clamp(MostPixels / pixels, 1, Math.Min(MostKernels, kernels[0]));
    }

    /// <summary>Pixels a weight, unless asked otherwise.</summary>
    internal static int Zoom(Shape kernels) => Math.Max(1, Side / Math.Max(kernels[1], kernels[2]));

    static Shape Bank(Shape shape) => shape.Rank == 4 && shape.Count > 0 ? shape
        : throw new ShapeException("FilterPicture", "is made of a bank of kernels", [("kernels", shape, "(out, kH, kW, in)")], "FirstLayer gives the bank of a model's first layer.");

    static Image<byte> Tile(ReadOnlySpan<float> weights, int height, int width, int channels, int first, int shown, float white, int zoom)
    {
        Image<byte> tile = new(height * zoom, width * zoom, shown);
        for (int y = 0; y < tile.Height; y++)
        {
            Span<byte> row = tile.Row(y);
            for (int x = 0, i = 0; x < tile.Width; x++)
                for (int c = 0; c < shown; c++) row[i++] = Level(weights[(y / zoom * width + x / zoom) * channels + first + c], white);
        }
        return tile;
    }

    static byte Level(float weight, float white)
    {
        if (float.IsNaN(weight) || weight == 0) return 128;
        double level = white > 0 ? 127.5 * (1 + weight / (double)white) : weight > 0 ? 255 : 0;
        return (byte)Math.Clamp(Math.Floor(level + 0.5), 0, 255);
    }
}
