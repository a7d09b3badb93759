namespace Fovea.Imaging.Tests.Filters;

/// <summary>The definition of a correlation in double precision, and the random cases on which linear filters are held against it.</summary>
internal static class NaiveCorrelation
{
    /// <summary>One case: an image with whole samples, so that constants are samples, and a border.</summary>
    public sealed record Case(Image Image, Border Border, Random Random)
    {
        /// <summary>The largest sample that a filter may see.</summary>
        public double Largest => Image.Depth switch { PixelDepth.UInt8 => 255, PixelDepth.UInt16 => 65535, _ => Border.Kind == BorderKind.Constant ? Math.Max(1, Border.Value) : 1 };

        public override string ToString() => $"{Image}, {Border}";
    }

    /// <summary>Images of every depth, 1 to 5 channels and all sizes from one pixel on, with every border in turn.</summary>
    public static IEnumerable<Case> Cases(int count, int seed)
    {
        Random random = new(seed);
        BorderKind[] kinds = Enum.GetValues<BorderKind>();
        for (int i = 0; i < count; i++)
        {
            int height = random.Next(4) == 0 ? random.Next(1, 4) : random.Next(1, 41), width = random.Next(4) == 0 ? random.Next(1, 4) : random.Next(1, 71), channels = random.Next(1, 6);
            int content = random.Next();
            Image image = (i % 3) switch
            {
                0 => RandomImages.Create<byte>(height, width, channels, content),
                1 => RandomImages.Create<ushort>(height, width, channels, content),
                _ => RandomImages.Create<float>(height, width, channels, content),
            };
            yield return new Case(image, new Border(kinds[random.Next(kinds.Length)], random.Next(200)), random);
        }
    }

    /// <summary>Sums of the weights times the samples that they lie on, with the anchor at (anchorY, anchorX).</summary>
    public static double[,,] Of(Image image, double[,] weights, int anchorY, int anchorX, Border border)
    {
        double[,,] from = Samples(image);
        bool valid = border.Kind == BorderKind.Valid;
        int rows = weights.GetLength(0), columns = weights.GetLength(1);
        double[,,] result = new double[valid ? image.Height - rows + 1 : image.Height, valid ? image.Width - columns + 1 : image.Width, image.Channels];
        for (int y = 0; y < result.GetLength(0); y++)
            for (int x = 0; x < result.GetLength(1); x++)
                for (int c = 0; c < image.Channels; c++)
                    for (int v = 0; v < rows; v++)
                        for (int u = 0; u < columns; u++)
                        {
                            int sy = border.Map(valid ? y + v : y + v - anchorY, image.Height), sx = border.Map(valid ? x + u : x + u - anchorX, image.Width);
                            result[y, x, c] += weights[v, u] * (sy < 0 || sx < 0 ? border.Value : from[sy, sx, c]);
                        }
        return result;
    }

    public static double[,,] Samples(Image image)
    {
        double[,,] samples = new double[image.Height, image.Width, image.Channels];
        for (int y = 0; y < image.Height; y++)
            for (int x = 0; x < image.Width; x++)
                for (int c = 0; c < image.Channels; c++)
                    samples[y, x, c] = image switch { Image<byte> bytes => bytes[y, x, c], Image<ushort> words => words[y, x, c], _ => ((Image<float>)image)[y, x, c] };
        return samples;
    }

    /// <summary>Whether a result is the definition's: real numbers to within <paramref name="tolerance"/>, whole numbers rounded and saturated.</summary>
    public static void Equal(double[,,] expected, Image result, double tolerance, string what)
    {
        double[,,] actual = Samples(result);
        Assert.True(expected.GetLength(0) == result.Height && expected.GetLength(1) == result.Width && expected.GetLength(2) == result.Channels,
            $"{what}: {result} instead of {expected.GetLength(0)} x {expected.GetLength(1)} x {expected.GetLength(2)}");
        double most = result.Depth switch { PixelDepth.UInt8 => 255, PixelDepth.UInt16 => 65535, _ => 0 };
        for (int y = 0; y < result.Height; y++)
            for (int x = 0; x < result.Width; x++)
                for (int c = 0; c < result.Channels; c++)
                {
                    double wanted = most == 0 ? expected[y, x, c] : Math.Clamp(expected[y, x, c], 0, most), got = actual[y, x, c];
                    // A whole number is the nearest; one so near to the middle of two that floats cannot tell may be either.
                    bool near = most == 0 ? Math.Abs(wanted - got) <= tolerance : Math.Abs(wanted - got) <= 0.5 + tolerance;
                    Assert.True(near, $"{what}: ({y}, {x}, {c}) is {got} instead of {wanted}");
                }
    }
}
