using System.Text.Json;

namespace Fovea.Imaging.Tests;

public sealed class IntegralImageTests
{
    [Fact]
    public void SumsAreThoseOfOpenCv()
    {
        foreach (JsonElement one in RegionCases.Of("integrals"))
        {
            Image<byte> image = new(one.Int("height"), one.Int("width"), one.Int("channels"), one.Bytes("pixels"));
            IntegralImage<long> integral = IntegralImage.Of(image, squares: true);
            Assert.Equal(one.GetProperty("sums").EnumerateArray().Select(value => value.GetInt64()), integral.Sums.ToArray());
            Assert.Equal(one.GetProperty("squares").EnumerateArray().Select(value => value.GetInt64()), integral.SquaredSums.ToArray());
            Assert.Equal(integral.Sums.ToArray().Select(sum => (float)sum), image.FilterTo<float>(new Integral()).Pixels.ToArray());
            Assert.Equal(integral.SquaredSums.ToArray().Select(sum => (float)sum), image.FilterTo<float>(new Integral(Squared: true)).Pixels.ToArray());
        }
    }

    /// <summary>Higher than several strips, so that what is above them is added.</summary>
    [Fact]
    public void AnyRectangleHasItsSum()
    {
        Image<ushort> image = RandomImages.Create<ushort>(200, 31, 3, seed: 4);
        image.Pixels[^1] = 65535;
        IntegralImage<long> integral = IntegralImage.Of(image, squares: true);
        IntegralImage<double> real = IntegralImage.Of(image.ToFloat());
        Random random = new(2);
        for (int trial = 0; trial < 200; trial++)
        {
            int top = random.Next(200), left = random.Next(31), channel = random.Next(3);
            Region region = new(top, left, random.Next(1, 201 - top), random.Next(1, 32 - left));
            long sum = 0, squares = 0;
            for (int y = top; y < region.Bottom; y++)
                for (int x = left; x < region.Right; x++)
                {
                    sum += image[y, x, channel];
                    squares += (long)image[y, x, channel] * image[y, x, channel];
                }
            double count = region.Height * region.Width, mean = sum / count;
            Assert.Equal((sum, squares), (integral.Sum(region, channel), integral.SquaredSum(region, channel)));
            Assert.Equal(mean, integral.Mean(region, channel), 1e-9);
            Assert.Equal(squares / count - mean * mean, integral.Variance(region, channel), 1e-3);
            Assert.Equal(sum / 65535.0, real.Sum(region, channel), 1e-3);
        }
    }

    /// <summary>Bytes of one channel, whose sums are made eight at a time.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(64, 8)]
    [InlineData(65, 77)]
    [InlineData(140, 16)]
    public void EverySumOfBytesIsExact(int height, int width)
    {
        Image<byte> image = new(height, width, 1);
        new Random(width).NextBytes(image.Pixels);
        IntegralImage<long> integral = IntegralImage.Of(image, squares: true);
        long[,] sums = new long[height + 1, width + 1], squares = new long[height + 1, width + 1];
        for (int y = 1; y <= height; y++)
            for (int x = 1; x <= width; x++)
            {
                long sample = image[y - 1, x - 1, 0];
                sums[y, x] = sample + sums[y - 1, x] + sums[y, x - 1] - sums[y - 1, x - 1];
                squares[y, x] = sample * sample + squares[y - 1, x] + squares[y, x - 1] - squares[y - 1, x - 1];
            }
        Assert.Equal(sums.Cast<long>(), integral.Sums.ToArray());
        Assert.Equal(squares.Cast<long>(), integral.SquaredSums.ToArray());
    }

    [Fact]
    public void WhatIsNotThereIsRefused()
    {
        IntegralImage<long> integral = IntegralImage.Of(new Image<byte>(2, 3, 1));
        Assert.Throws<FoveaException>(() => integral.Sum(new Region(0, 0, 3, 3)));
        Assert.Throws<FoveaException>(() => integral.Sum(new Region(0, 0, 1, 1), 1));
        Assert.Contains("squares: true", Assert.Throws<FoveaException>(() => integral.SquaredSum(new Region(0, 0, 1, 1))).ToString());
    }
}
