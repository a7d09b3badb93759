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
    public void OthersAreRefused(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<FoveaException>(() => Pipeline.Parse(text).Run(new Image<byte>(4, 4, 1))).Message);

    [Theory]
    [InlineData(7.9, 3.9)]
    [InlineData(8, 4)]
    public void AutoTakesTheRecursionForALargeSigmaOnly(double ofBytes, double ofOthers)
    {
        string expected = ofBytes < 8 ? "exact" : "recursive";
        foreach (Image image in new Image[] { RandomImages.Create<byte>(60, 80, 3, 5), RandomImages.Create<ushort>(60, 80, 3, 5), RandomImages.Create<float>(60, 80, 3, 5) })
        {
            double sigma = image.Depth == PixelDepth.UInt8 ? ofBytes : ofOthers;
            void Equal(string text, string method) => Assert.Equal(NaiveCorrelation.Samples(Pipeline.Parse(FormattableString.Invariant($"{text} method={method}")).Run(image)),
                NaiveCorrelation.Samples(Pipeline.Parse(FormattableString.Invariant($"{text} method=auto")).Run(image)));
            Equal(FormattableString.Invariant($"gaussian sigma={sigma}"), expected);
            Equal(FormattableString.Invariant($"gaussian sigma={sigma} border=zero"), expected);
            Equal(FormattableString.Invariant($"gaussian sigma={sigma} sigmaY=2"), "exact");
            Equal(FormattableString.Invariant($"gaussian sigma={sigma} size=9"), "exact");
            Equal(FormattableString.Invariant($"gaussian sigma={sigma} border=valid"), "exact");
        }
    }
}
