using Fovea.Imaging.Tests.Filters;

namespace Fovea.Imaging.Tests.Metrics;

public sealed class ImageMetricsTests
{
    private static (Image<byte> A, Image<byte> B) Pair()
    {
        Image<byte> a = Pictures.Picture<byte>(40, 45, 3), b = a.Clone();
        for (int y = 0; y < 40; y++)
            for (int x = 0; x < 45; x++)
                for (int c = 0; c < 3; c++) b[y, x, c] = (byte)Math.Clamp(b[y, x, c] + x % 7 - 3, 0, 255);
        return (a, b);
    }

    [Fact]
    public void FiguresEqualScikitImages()
    {
        (Image<byte> a, Image<byte> b) = Pair();
        double[] expected = Pictures.Expected<double>("metrics");
        Assert.Equal(expected[0], ImageMetrics.MeanSquaredError(a, b), 1e-9);
        Assert.Equal(expected[1], ImageMetrics.Psnr(a, b), 1e-9);
        Assert.Equal(expected[2], ImageMetrics.Ssim(a, b, SsimOptions.Uniform7), 1e-9);
        Assert.Equal(expected[3], ImageMetrics.Ssim(a, b), 1e-9);
        Assert.Equal(expected[4], ImageMetrics.Ssim(a.ToFloat().Filter(new Channel()), b.ToFloat().Filter(new Channel()), SsimOptions.Uniform7), 1e-6);
    }

    [Fact]
    public void ConventionsAreAsNamed()
    {
        Image<byte> a = new(3, 3, 3), b = new(3, 3, 3);
        b[1, 1, 0] = 30;
        double Psnr(MetricOptions options) => ImageMetrics.Psnr(a, b, options);
        Assert.Equal(10 * Math.Log10(255 * 255 / (900 / 27.0)), Psnr(new()), 1e-9);
        Assert.Equal(10 * Math.Log10(100 / (900 / 27.0)), Psnr(new() { Peak = 10 }), 1e-9);
        Assert.Equal(10 * Math.Log10(255 * 255 / (900 / 3.0)), Psnr(new() { Crop = 1 }), 1e-9);
        Assert.Equal(double.PositiveInfinity, Psnr(new() { Channels = MetricChannels.Mean }));
        Assert.Equal(10 * Math.Log10(255 * 255 / (0.299 * 0.299 * 900 / 9)), Psnr(new() { Channels = MetricChannels.Luma }), 1e-9);
        Assert.Equal(10 * Math.Log10(255 * 255 / (65.481 * 65.481 / (255 * 255) * 900 / 9)), Psnr(new() { Channels = MetricChannels.StudioLuma }), 1e-9);
        Assert.Equal(1, ImageMetrics.Ssim(Pair().A, Pair().A), 1e-12);
        Image<float> half = new(1, 2, 1, [0.5f, 2f]), near = new(1, 2, 1, [0.501f, 1f]);
        Assert.Equal(0, ImageMetrics.MeanSquaredError(half, near, new() { RoundToBytes = true }));
        Assert.True(ImageMetrics.MeanSquaredError(half, near) > 0.4);
    }

    [Fact]
    public void MistakesAreNamed()
    {
        Image<byte> a = new(8, 8, 1);
        Assert.Contains("9 x 8", Assert.Throws<FoveaException>(() => ImageMetrics.Psnr(a, new Image<byte>(9, 8, 1))).Message);
        Assert.Contains("does not fit", Assert.Throws<FoveaException>(() => ImageMetrics.Ssim(a, a)).Message);
        Assert.Contains("odd", Assert.Throws<FoveaException>(() => ImageMetrics.Ssim(a, a, new() { Size = 4 })).Message);
        Assert.Contains("cropped", Assert.Throws<FoveaException>(() => ImageMetrics.Psnr(a, a, new() { Crop = 4 })).Message);
        Assert.Contains("peak", Assert.Throws<FoveaException>(() => ImageMetrics.Psnr(a, a, new() { Peak = double.NaN })).Message);
        Assert.Contains("sigma", Assert.Throws<FoveaException>(() => ImageMetrics.Ssim(a, a, new() { Size = 3, Sigma = -1 })).Message);
    }
}
