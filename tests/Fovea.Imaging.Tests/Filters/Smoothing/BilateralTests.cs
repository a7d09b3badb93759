using Fovea.Imaging.Tests.Filters.Ordering;

namespace Fovea.Imaging.Tests.Filters.Smoothing;

public sealed class BilateralTests
{
    /// <summary>OpenCV's results: bytes within the rounding of a half, floats within what its table of weights is off by.</summary>
    [Fact]
    public void ItEqualsOpenCv()
    {
        foreach (ExpectedResults.Case one in ExpectedResults.Of("bilateral"))
        {
            Image actual = Pipeline.Parse(one.Filter).Run(one.Input);
            if (one.Expected is Image<byte> bytes)
                for (int i = 0; i < bytes.Pixels.Length; i++) Assert.InRange(((Image<byte>)actual).Pixels[i], bytes.Pixels[i] - 1, bytes.Pixels[i] + 1);
            else
                // Its weights are interpolated between some thousands of entries over the range of the samples.
                for (int i = 0; i < ((Image<float>)actual).Pixels.Length; i++) Assert.Equal(((Image<float>)one.Expected).Pixels[i], ((Image<float>)actual).Pixels[i], 2e-3f);
        }
    }

    [Fact]
    public void BytesEqualTheDefinition() => Check<byte>(1, 0.5001);

    [Fact]
    public void SixteenBitsEqualTheDefinition() => Check<ushort>(2, 0.5 + 65535 * 1e-6);

    [Fact]
    public void FloatsEqualTheDefinition() => Check<float>(3, 1e-5);

    static void Check<T>(int seed, double tolerance) where T : struct
    {
        Random random = new(seed);
        for (int trial = 0; trial < 25; trial++)
        {
            Image<T> image = RandomImages.Create<T>(random.Next(1, 16), random.Next(1, 30), random.Next(1, 5), random.Next());
            Border border = RandomSamples.Border(random);
            int size = random.Next(1, 10), radius = Math.Max(1, size / 2);
            if (border.Kind == BorderKind.Valid && Math.Min(image.Height, image.Width) <= 2 * radius) border = Border.Reflect;
            if (typeof(T) == typeof(float)) border = border with { Value = 0 };
            double range = typeof(T) == typeof(byte) ? 255 : typeof(T) == typeof(ushort) ? 65535 : 1, color = range * (0.02 + random.NextDouble()), space = 0.3 + 5 * random.NextDouble();
            Image<T> actual = image.Filter(new Bilateral(size, color, space, border));
            int lost = border.Kind == BorderKind.Valid ? radius : 0;
            Assert.Equal((image.Height - 2 * lost, image.Width - 2 * lost), (actual.Height, actual.Width));
            for (int y = 0; y < actual.Height; y++)
                for (int x = 0; x < actual.Width; x++)
                    for (int c = 0; c < image.Channels; c++)
                        Assert.InRange(Convert.ToDouble(actual[y, x, c]) - Pixel(image, y + lost, x + lost, c, radius, color, space, border), -tolerance, tolerance);
        }
    }

    static double Pixel<T>(Image<T> image, int y, int x, int channel, int radius, double color, double space, Border border) where T : struct
    {
        double At(int row, int column, int c)
        {
            (row, column) = (border.Map(row, image.Height), border.Map(column, image.Width));
            return row < 0 || column < 0 ? Convert.ToDouble(RandomSamples.Of<T>(border.Value)) : Convert.ToDouble(image[row, column, c]);
        }
        double sum = 0, weights = 0;
        for (int v = -radius; v <= radius; v++)
            for (int u = -radius; u <= radius; u++)
            {
                if (u * u + v * v > radius * radius) continue;
                double difference = Enumerable.Range(0, image.Channels).Sum(c => Math.Abs(At(y + v, x + u, c) - At(y, x, c)));
                double weight = Math.Exp(-(u * u + v * v) / (2 * space * space) - difference * difference / (2 * color * color));
                (sum, weights) = (sum + weight * At(y + v, x + u, channel), weights + weight);
            }
        return sum / weights;
    }

    [Fact]
    public void EdgesStayAndTinySigmasChangeNothing()
    {
        Image<byte> image = RandomImages.Create<byte>(20, 30, 3, 5);
        Assert.True(image.Pixels.SequenceEqual(image.Filter(new Bilateral(7, 1e-30, 2)).Pixels));
        Assert.True(image.Pixels.SequenceEqual(image.Filter(new Bilateral(7, 50, 1e-30)).Pixels));
    }

    [Fact]
    public void NaNStaysInItsDisc()
    {
        Image<float> image = new(9, 9, 1);
        image[4, 4, 0] = float.NaN;
        Image<float> result = image.Filter(new Bilateral(3, 1, 1));
        for (int y = 0; y < 9; y++)
            for (int x = 0; x < 9; x++) Assert.Equal(Math.Abs(x - 4) + Math.Abs(y - 4) <= 1, float.IsNaN(result[y, x, 0]));
    }

    [Theory]
    [InlineData("bilateral sigmaColor=0", "sigmaColor is 0")]
    [InlineData("bilateral sigmaSpace=-1", "sigmaSpace is -1")]
    [InlineData("bilateral size=0", "size is 0")]
    public void WrongParametersAreRefused(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<FoveaException>(() => Pipeline.Parse(text)).Message, StringComparison.Ordinal);
}
