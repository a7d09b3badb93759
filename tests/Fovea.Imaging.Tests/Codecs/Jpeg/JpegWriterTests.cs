namespace Fovea.Imaging.Tests;

public sealed class JpegWriterTests
{
    /// <summary>A smooth picture comes back nearly as it was: the error in grey levels, as a root of the mean square, that a quality may have.</summary>
    [Theory]
    [InlineData(100, JpegSampling.Full, 1, 0.6)]
    [InlineData(100, JpegSampling.Full, 3, 1.0)]
    [InlineData(90, JpegSampling.Full, 3, 2.5)]
    [InlineData(90, JpegSampling.TwoByOne, 3, 3.5)]
    [InlineData(90, JpegSampling.TwoByTwo, 3, 5)]
    [InlineData(30, JpegSampling.TwoByTwo, 3, 16)]
    public void APictureComesBackNearlyAsItWas(int quality, JpegSampling sampling, int channels, double error)
    {
        foreach ((int height, int width) in new[] { (1, 1), (8, 8), (16, 16), (17, 33), (45, 7) })
        {
            Image<byte> image = new(height, width, channels);
            for (int y = 0; y < height; y++)
                for (int x = 0; x < width; x++)
                    for (int c = 0; c < channels; c++) image[y, x, c] = (byte)(128 + 100 * Math.Sin((x + 2 * y) / 9.0 + c));
            Image<byte> again = (Image<byte>)ImageFile.Read(new MemoryStream(Write(image, new JpegWriteOptions { Quality = quality, Sampling = sampling })), "again");
            Assert.Equal(image.Kind(), again.Kind());
            double squares = 0;
            for (int i = 0; i < image.Pixels.Length; i++) squares += Math.Pow(image.Pixels[i] - again.Pixels[i], 2);
            Assert.InRange(Math.Sqrt(squares / image.Pixels.Length), 0, error);
        }
    }

    [Fact]
    public void LowerQualityIsASmallerFile()
    {
        Image<byte> image = RandomImages.Create<byte>(64, 64, 3, seed: 1);
        int[] sizes = [.. new[] { 5, 30, 60, 90, 100 }.Select(quality => Write(image, new JpegWriteOptions { Quality = quality }).Length)];
        Assert.Equal(sizes.Order(), sizes);
    }

    [Fact]
    public void WhatCannotBeWrittenIsRefused()
    {
        Assert.Contains("quality is 0", Refused(new Image<byte>(2, 2, 3), new JpegWriteOptions { Quality = 0 }));
        Assert.Contains("ToByte()", Refused(new Image<float>(2, 2, 3), null));
        Assert.Contains("has 4", Refused(new Image<byte>(2, 2, 4), null));
        Assert.Contains("65535", Refused(new Image<byte>(65536, 1, 1), null));
    }

    static string Refused(Image image, JpegWriteOptions? options)
    {
        using MemoryStream stream = new();
        string message = Assert.Throws<FoveaException>(() => ImageFile.Write(stream, ".jpg", image, options)).Message;
        Assert.Equal(0, stream.Length);
        return message;
    }

    static byte[] Write(Image image, JpegWriteOptions? options = null)
    {
        using MemoryStream stream = new();
        ImageFile.Write(stream, ".jpg", image, options);
        return stream.ToArray();
    }
}
