namespace Fovea.Imaging.Tests.Filters.Linear;

public sealed class GaussianTests
{
    [Fact]
    public void EqualsItsDefinition()
    {
        foreach (NaiveCorrelation.Case one in NaiveCorrelation.Cases(150, 3))
        {
            double sigma = 0.3 + 3 * one.Random.NextDouble(), sigmaY = 0.3 + 3 * one.Random.NextDouble();
            WindowSize size = new(2 * one.Random.Next(0, 9) + 1, 2 * one.Random.Next(0, 9) + 1);
            if (one.Border.Kind == BorderKind.Valid && (size.Height > one.Image.Height || size.Width > one.Image.Width)) continue;
            double[] row = Weights(size.Width, sigma), column = Weights(size.Height, sigmaY);
            double[,] weights = new double[size.Height, size.Width];
            for (int i = 0; i < weights.Length; i++) weights[i / size.Width, i % size.Width] = column[i / size.Width] * row[i % size.Width];
            Filter filter = new Gaussian(sigma, size, sigmaY, Border: one.Border);
            Image result = new Pipeline(filter).Run(one.Image);
            // Bytes are weighted in 256ths, as in OpenCV: within 1 grey level.
            double tolerance = one.Image.Depth switch { PixelDepth.UInt8 => 1.5, PixelDepth.UInt16 => 0.1, _ => 1e-6 * one.Largest };
            NaiveCorrelation.Equal(NaiveCorrelation.Of(one.Image, weights, size.Height / 2, size.Width / 2, one.Border), result, tolerance, $"{one}: {filter}");
        }
    }

    static double[] Weights(int size, double sigma)
    {
        double[] weights = [.. Enumerable.Range(0, size).Select(i => Math.Exp(-Math.Pow(i - size / 2, 2) / (2 * sigma * sigma)))];
        return [.. weights.Select(weight => weight / weights.Sum())];
    }

    [Theory]
    [InlineData("gaussian", "neither size nor sigma")]
    [InlineData("gaussian sigma=-1", "sigma is -1")]
    [InlineData("gaussian sigma=NaN", "sigma is NaN")]
    [InlineData("gaussian size=4", "even")]
    [InlineData("gaussian size=5 sigma=2 method=boxes", "sizes of their own")]
    public void OthersAreRefused(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<FoveaException>(() => Pipeline.Parse(text).Run(new Image<byte>(4, 4, 1))).Message);

    /// <summary>The bounds that the documentation states, for an impulse and for an edge.</summary>
    [Theory]
    [InlineData("sigma=2")]
    [InlineData("sigma=5.3")]
    [InlineData("sigma=14")]
    [InlineData("sigma=9 sigmaY=4")]
    public void BoxesAreNearlyAGaussian(string text)
    {
        Image<float> impulse = new(161, 161, 1), edge = new(100, 161, 3);
        impulse[80, 80, 0] = 1;
        for (int y = 0; y < 100; y++)
            for (int x = 80; x < 161; x++) edge[y, x, 1] = 1;
        float[] Smoothed(Image<float> image, string method) => ((Image<float>)Pipeline.Parse($"gaussian {text} method={method}").Run(image)).Pixels.ToArray();
        float[] exact = Smoothed(impulse, "exact"), boxes = Smoothed(impulse, "boxes");
        Assert.Equal(1, boxes.Sum(), 1e-4f);
        Assert.True(exact.Zip(boxes, (a, b) => Math.Abs(a - b)).Max() < 0.07f * exact.Max());
        Assert.True(Smoothed(edge, "exact").Zip(Smoothed(edge, "boxes"), (a, b) => Math.Abs(a - b)).Max() < 0.008f);
        Assert.NotEqual(exact, boxes);
    }

    [Fact]
    public void AutoTakesBoxesForALargeSigmaOnly()
    {
        Image<byte> image = RandomImages.Create<byte>(60, 80, 3, 5);
        Image<byte> Smoothed(string text) => (Image<byte>)Pipeline.Parse($"gaussian {text}").Run(image);
        Assert.Equal(Smoothed("sigma=5").Pixels.ToArray(), Smoothed("sigma=5 method=auto").Pixels.ToArray());
        Assert.Equal(Smoothed("sigma=80 method=boxes").Pixels.ToArray(), Smoothed("sigma=80 method=auto").Pixels.ToArray());
        Assert.Equal(Smoothed("sigma=80 border=zero").Pixels.ToArray(), Smoothed("sigma=80 border=zero method=auto").Pixels.ToArray());
        (byte[] exact, byte[] boxes) = (Smoothed("sigma=80").Pixels.ToArray(), Smoothed("sigma=80 method=boxes").Pixels.ToArray());
        // 0.8 percent of 255 for an edge, and the 256ths in which the exact weights of bytes are rounded.
        for (int i = 0; i < exact.Length; i++) Assert.InRange(boxes[i] - exact[i], -3, 3);
    }
}
