using FsCheck;
using FsCheck.Fluent;
using Fovea.Testing;
using TestData = Fovea.Testing.TestData;

namespace Fovea.Imaging.Tests;

public class PngWriterTests
{
    [Fact]
    public void BytesComeBack() => Prop.ForAll(RandomImages.Cases(1, 2, 3, 4), Gen.Choose(0, 9).ToArbitrary(),
        (one, level) => RoundTrips(one.Image<byte>(), level)).QuickCheckThrowOnFailure();

    [Fact]
    public void SixteenBitsComeBack() => Prop.ForAll(RandomImages.Cases(1, 2, 3, 4), Gen.Choose(0, 9).ToArbitrary(),
        (one, level) => RoundTrips(one.Image<ushort>(), level)).QuickCheckThrowOnFailure();

    [Fact]
    public void AnImageOfManyDataChunksComesBack() => Assert.True(RoundTrips(RandomImages.Create<ushort>(300, 300, 4, seed: 4), level: 0));

    [DataFact("images")]
    public void PhotographsComeBack()
    {
        foreach (string file in Directory.GetFiles(TestData.Require("images"), "*.png"))
        {
            Image image = ImageFile.Read(file);
            using var written = new MemoryStream();
            ImageFile.Write(written, ".png", image, new PngWriteOptions { CompressionLevel = 9 });
            written.Position = 0;
            Image again = ImageFile.Read(written, "written");
            Assert.Equal(image.ToString(), again.ToString());
            Assert.True(((Image<byte>)image).Pixels.SequenceEqual(((Image<byte>)again).Pixels), file);
        }
    }

    [Fact]
    public void SmoothPicturesProfitFromFilters()
    {
        var ramp = new Image<byte>(200, 200, 3);
        for (int y = 0; y < 200; y++)
            for (int x = 0; x < 200; x++)
                for (int c = 0; c < 3; c++) ramp[y, x, c] = (byte)(x * (c + 1) + 3 * y + x * y / 50);
        using var stream = new MemoryStream();
        ImageFile.Write(stream, ".png", ramp);
        Assert.InRange(stream.Length, 100, 20_000);
    }

    [Fact]
    public void WhatPngCannotHoldIsRefusedBeforeAnythingIsWritten()
    {
        using var stream = new MemoryStream();
        Assert.Contains("ToByte()", Assert.Throws<FoveaException>(() => ImageFile.Write(stream, ".png", new Image<float>(1, 1, 1))).Message);
        Assert.Contains("5", Assert.Throws<FoveaException>(() => ImageFile.Write(stream, ".png", new Image<byte>(1, 1, 5))).Message);
        foreach (int level in new[] { -1, 10 })
            Assert.Throws<FoveaException>(
                () => ImageFile.Write(stream, ".png", new Image<byte>(1, 1, 1), new PngWriteOptions { CompressionLevel = level }));
        Assert.Contains("PngWriteOptions",
            Assert.Throws<FoveaException>(() => ImageFile.Write(stream, ".png", new Image<byte>(1, 1, 1), new PfmWriteOptions())).Message);
        Assert.Equal(0, stream.Length);
    }

    private static bool RoundTrips<T>(Image<T> image, int level) where T : struct
    {
        using var stream = new MemoryStream();
        ImageFile.Write(stream, ".png", image, new PngWriteOptions { CompressionLevel = level });
        stream.Position = 0;
        ImageInfo info = ImageFile.Identify(stream, "written");
        stream.Position = 0;
        return info == new ImageInfo(ImageFormat.Png, image.Height, image.Width, image.Channels, image.Depth)
            && ImageFile.Read(stream, "written") is Image<T> again && again.Pixels.SequenceEqual(image.Pixels);
    }
}
