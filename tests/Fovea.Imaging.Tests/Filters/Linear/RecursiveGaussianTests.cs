using Fovea.Compute;

namespace Fovea.Imaging.Tests.Filters.Linear;

public sealed class RecursiveGaussianTests
{
    /// <summary>A Gaussian far beyond where it can be seen, in double precision, on the image as its border continues it.</summary>
    private static double[,,] Definition(Image image, double sigma, double sigmaY, Border border)
    {
        double[,,] from = NaiveCorrelation.Samples(image);
        bool valid = border.Kind == BorderKind.Valid;
        int top = valid ? (int)Math.Ceiling(4 * sigmaY) : 0, left = valid ? (int)Math.Ceiling(4 * sigma) : 0;
        if (valid) border = Border.Symmetric;
        double[,] down = Matrix(image.Height, sigmaY, border);
        double[,] across = Matrix(image.Width, sigma, border);
        double[,,] result = new double[image.Height - 2 * top, image.Width - 2 * left, image.Channels];
        double[,] middle = new double[image.Height, image.Width];
        for (int c = 0; c < image.Channels; c++)
        {
            for (int y = 0; y < image.Height; y++)
                for (int x = 0; x < image.Width; x++)
                {
                    double sum = 0, weights = 0;
                    for (int k = 0; k < image.Height; k++) (sum, weights) = (sum + down[y, k] * from[k, x, c], weights + down[y, k]);
                    middle[y, x] = sum + (1 - weights) * border.Value;
                }
            for (int y = top; y < image.Height - top; y++)
                for (int x = left; x < image.Width - left; x++)
                {
                    double sum = 0, weights = 0;
                    for (int k = 0; k < image.Width; k++) (sum, weights) = (sum + across[x, k] * middle[y, k], weights + across[x, k]);
                    result[y - top, x - left, c] = sum + (1 - weights) * border.Value;
                }
        }
        return result;
    }

    /// <summary>The weight with which each sample of a line goes into each result.</summary>
    private static double[,] Matrix(int length, double sigma, Border border)
    {
        int reach = (int)Math.Ceiling(7 * sigma);
        double[] weights = [.. Enumerable.Range(-reach, 2 * reach + 1).Select(n => Math.Exp(-0.5 * n * n / (sigma * sigma)))];
        double sum = weights.Sum();
        double[,] matrix = new double[length, length];
        for (int y = 0; y < length; y++)
            for (int n = -reach; n <= reach; n++)
                if (border.Map(y + n, length) is >= 0 and var seen) matrix[y, seen] += weights[n + reach] / sum;
        return matrix;
    }

    [Fact]
    public void IsAGaussianWithEveryBorderAndSigma()
    {
        foreach (NaiveCorrelation.Case one in NaiveCorrelation.Cases(150, 11))
        {
            double sigma = 0.3 * Math.Pow(300, one.Random.NextDouble()), sigmaY = one.Random.Next(2) == 0 ? 0.3 * Math.Pow(300, one.Random.NextDouble()) : 0;
            double down = sigmaY > 0 ? sigmaY : sigma;
            Filter filter = new Gaussian(sigma, SigmaY: sigmaY, Method: GaussianMethod.Recursive, Border: one.Border);
            if (one.Border.Kind == BorderKind.Valid && (2 * (int)Math.Ceiling(4 * down) >= one.Image.Height || 2 * (int)Math.Ceiling(4 * sigma) >= one.Image.Width))
            {
                Assert.Contains("nothing is left", Assert.Throws<FoveaException>(() => filter.ResultOf(one.Image.Kind)).Message);
                continue;
            }
            NaiveCorrelation.Equal(Definition(one.Image, sigma, down, one.Border), new Pipeline(filter).Run(one.Image), 0.0005 * one.Largest, $"{one}: {filter}");
        }
    }

    /// <summary>More rows than a block has, more samples in a row than a strip and a tile have.</summary>
    [Theory]
    [InlineData(300, 20, 2, 6)]
    [InlineData(20, 300, 3, 6)]
    [InlineData(161, 257, 1, 70)]
    public void BlocksAreJoined(int height, int width, int channels, double sigma)
    {
        Image<float> image = RandomImages.Create<float>(height, width, channels, 5);
        foreach (Border border in new[] { Border.Reflect, Border.Replicate })
            NaiveCorrelation.Equal(Definition(image, sigma, sigma, border), new Pipeline(new Gaussian(sigma, Method: GaussianMethod.Recursive, Border: border)).Run(image), 0.0003, $"{image}, {border}");
    }

    /// <summary>The bound that the documentation states: 0.3 grey levels, on the image for which it is worst, stripes where the kernel is too large and where it is too small.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(30)]
    [InlineData(100)]
    public void BytesAreWithinThreeTenthsOfALevel(double sigma)
    {
        Image<float> impulse = new(1, (int)(16 * sigma) + 1, 1);
        impulse[0, impulse.Width / 2, 0] = 1;
        Image<float> weights = (Image<float>)new Pipeline(new Gaussian(sigma, SigmaY: 0.3, Method: GaussianMethod.Recursive, Border: Border.Zero)).Run(impulse);
        Image<float> row = (Image<float>)new Pipeline(new Gaussian(sigma, SigmaY: 0.3, Method: GaussianMethod.Recursive)).Run(impulse);
        double[] exact = [.. Enumerable.Range(0, impulse.Width).Select(x => Math.Exp(-0.5 * Math.Pow((x - impulse.Width / 2) / sigma, 2)))];
        double sum = exact.Sum(), difference = 0;
        for (int x = 0; x < impulse.Width; x++) difference += Math.Abs(row[0, x, 0] - exact[x] / sum);
        // Half of the samples 0 and half 255, along each of two axes.
        Assert.InRange(difference * 255 / 2 * 2, 0.01, 0.3);
        Assert.True(weights[0, impulse.Width / 2, 0] < row[0, impulse.Width / 2, 0]); // above and below is black, or the same again
    }

    [Theory]
    [InlineData(0.5, 3e-6)]
    [InlineData(20, 3e-6)]
    [InlineData(300, 2e-5)]
    [InlineData(10000, 2e-4)]
    public void AConstantStays(double sigma, double tolerance)
    {
        foreach (BorderKind kind in new[] { BorderKind.Reflect, BorderKind.Symmetric, BorderKind.Wrap, BorderKind.Replicate, BorderKind.Constant })
        {
            Image<float> image = new(60, 90, 2);
            image.Pixels.Fill(200);
            Image<float> result = (Image<float>)new Pipeline(new Gaussian(sigma, Method: GaussianMethod.Recursive, Border: new Border(kind, 200))).Run(image);
            foreach (float sample in result.Pixels) Assert.True(Math.Abs(sample / 200 - 1) <= tolerance, $"{kind}: {sample}");
        }
    }

    [Fact]
    public void ThreadsRegionsAndPartsDoNotMatter()
    {
        Image<byte> image = RandomImages.Create<byte>(290, 333, 3, 1);
        Pipeline pipeline = Pipeline.Parse("scale gain=0.5 | gaussian sigma=9 method=recursive depth=float | scale gain=2");
        Image<float> whole = (Image<float>)pipeline.Run(image);
        Region part = new(31, 17, 140, 101);
        Image<float> region = (Image<float>)pipeline.Run(image, part), alone = (Image<float>)pipeline.Run(image.CropTo(part));
        Assert.Equal(alone.Pixels.ToArray(), region.Pixels.ToArray());
        Assert.Equal(((Image<float>)whole.CropTo(part)).Pixels.ToArray(), ((Image<float>)pipeline.RunPart(image, part)).Pixels.ToArray());
        int threads = Workers.Threads;
        try
        {
            Workers.Threads = threads == 1 ? 2 : 1;
            Assert.Equal(whole.Pixels.ToArray(), ((Image<float>)pipeline.Run(image)).Pixels.ToArray());
        }
        finally
        {
            Workers.Threads = threads;
        }
    }

    [Theory]
    [InlineData("gaussian method=recursive", "sigma is not given")]
    [InlineData("gaussian sigma=3 size=9 method=recursive", "a size is given")]
    public void OthersAreRefused(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<FoveaException>(() => Pipeline.Parse(text).ResultOf(new ImageKind(PixelDepth.UInt8, 4, 4, 1))).Message);
}
