using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Fovea.Imaging.Tests;

public class PfmTests
{
    [Fact]
    public void FloatsComeBackInBothOrders() => Prop.ForAll(RandomImages.Cases(1, 3), Gen.Elements(false, true).ToArbitrary(), (one, bigEndian) =>
    {
        Image<float> image = one.Image<float>();
        image.Pixels[0] = float.NaN;
        image.Pixels[^1] = float.NegativeInfinity;
        using var stream = new MemoryStream();
        ImageFile.Write(stream, ".pfm", image, new PfmWriteOptions { BigEndian = bigEndian });
        stream.Position = 0;
        ImageInfo info = ImageFile.Identify(stream, "written");
        stream.Position = 0;
        var again = (Image<float>)ImageFile.Read(stream, "written");
        return info == new ImageInfo(ImageFormat.Pfm, image.Height, image.Width, image.Channels, PixelDepth.Float32)
            && MemoryMarshal.AsBytes(again.Pixels).SequenceEqual(MemoryMarshal.AsBytes(image.Pixels));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("-1.0", false)]
    [InlineData("1", true)]
    [InlineData("-0.5", false)]
    [InlineData("2e3", true)]
    public void TheBottomRowIsFirstAndTheScaleGivesOnlyTheByteOrder(string scale, bool bigEndian)
    {
        byte[] raster = new byte[8];
        for (int i = 0; i < 2; i++)
        {
            if (bigEndian) BinaryPrimitives.WriteSingleBigEndian(raster.AsSpan(4 * i), i + 1.5f);
            else BinaryPrimitives.WriteSingleLittleEndian(raster.AsSpan(4 * i), i + 1.5f);
        }
        Image image = ImageFile.Read(new MemoryStream([.. Encoding.ASCII.GetBytes($"Pf\n1 2\n{scale}\n"), .. raster]), "test");
        Assert.Equal([2.5f, 1.5f], ((Image<float>)image).Pixels.ToArray());
    }

    [Theory]
    [InlineData("Pf\n1 1\n0\n1234", "the scale is zero")]
    [InlineData("Pf\n1 1\nNaN\n1234", "the scale is zero or not finite")]
    [InlineData("Pf\n1 1\n1e999\n1234", "the scale is zero or not finite")]
    [InlineData("Pf\n1 1\nx\n1234", "the scale is not a number")]
    [InlineData("Pf\n1 1\n-1.0\n123", "the header announces an image (1 x 1 x 1, Float32) of at least 4 bytes, but only 3 follow")]
    [InlineData("PF\n1 1\n-1.0\n12345678901", "the header announces an image")]
    [InlineData("Pf\n#\n1 1\n-1.0\n1234", "the width is not a whole number")]
    [InlineData("Pf\n1 1", "the file ends in the scale")]
    public void BrokenFilesAreRefusedWithTheirReason(string text, string reason)
    {
        BadFileException error = Assert.Throws<BadFileException>(() => ImageFile.Read(new MemoryStream(Encoding.ASCII.GetBytes(text)), "test"));
        Assert.StartsWith(reason, error.Reason);
    }

    [Fact]
    public void AScaleWithoutEndIsRefused()
    {
        string text = "Pf\n1 1\n" + new string('1', 100_000);
        Assert.Throws<BadFileException>(() => ImageFile.Read(new MemoryStream(Encoding.ASCII.GetBytes(text)), "test"));
    }

    [Fact]
    public void WhatTheFormatCannotHoldIsRefused()
    {
        using var stream = new MemoryStream();
        Assert.Contains("ToFloat()", Assert.Throws<FoveaException>(() => ImageFile.Write(stream, ".pfm", new Image<byte>(1, 1, 1))).Message);
        Assert.Contains("ToRgb()", Assert.Throws<FoveaException>(() => ImageFile.Write(stream, ".pfm", new Image<float>(1, 1, 4))).Message);
    }
}
