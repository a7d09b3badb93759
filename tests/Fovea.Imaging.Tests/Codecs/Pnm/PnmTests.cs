using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Fovea.Imaging.Tests;

public class PnmTests
{
    private static Image Read(string text, params byte[] raster) =>
        ImageFile.Read(new MemoryStream([.. Encoding.Latin1.GetBytes(text), .. raster]), "test");

    private static byte[] Bytes(Image image) => ((Image<byte>)image).Pixels.ToArray();

    private static ushort[] Words(Image image) => ((Image<ushort>)image).Pixels.ToArray();

    [Fact]
    public void BitmapsAreBlackWhereTheBitIs1()
    {
        Assert.Equal([255, 0, 255, 0, 0, 0], Bytes(Read("P1\n3 2\n0 1 0\n1 1 1\n")));
        Assert.Equal([255, 0, 255, 0, 0, 0], Bytes(Read("P1 3 2 010111")));
        Assert.Equal([0, 255, 255, 255, 255, 255, 255, 255, 0, 255], Bytes(Read("P4\n10 1\n", 0b1000_0000, 0b1000_0000)));
    }

    [Fact]
    public void GrayAndRgbAreReadAsTextAndBytes()
    {
        Assert.Equal([0, 128, 255], Bytes(Read("P2 3 1 255 0 128 255")));
        Assert.Equal([1, 2, 3, 4, 5, 6], Bytes(Read("P3\n2\n1\n255\n1 2 3\n4 5 6\n")));
        Assert.Equal([0, 128, 255], Bytes(Read("P5\n3 1\n255\n", 0, 128, 255)));
        Assert.Equal([1, 2, 3, 4, 5, 6], Bytes(Read("P6\n1 2\n255\n", 1, 2, 3, 4, 5, 6)));
        Assert.Equal([0x0102, 0xFFFF], Words(Read("P5 2 1 65535\n", 1, 2, 255, 255)));
        Assert.Equal([258, 65535], Words(Read("P2 2 1 65535 258 65535")));
    }

    [Fact]
    public void SamplesAreScaledToTheFullRange()
    {
        Assert.Equal([0, 85, 170, 255], Bytes(Read("P2 4 1 3 0 1 2 3")));
        Assert.Equal([0, 255], Bytes(Read("P5 2 1 1\n", 0, 1)));
        Assert.Equal([0, 1, 3, 254, 255], Bytes(Read("P5 5 1 254\n", 0, 1, 3, 253, 254)));
        Assert.Equal([0, 16, 32776, 65535], Words(Read("P2 4 1 4095 0 1 2048 4095")));
        Assert.Equal([0, 256, 65535], Words(Read("P5 3 1 256\n", 0, 0, 0, 1, 1, 0)));
    }

    [Fact]
    public void CommentsMayStandAnywhereInTheHeader()
    {
        byte[] expected = [7, 8];
        Assert.Equal(expected, Bytes(Read("P5# magic\n# a line\n2# width\n #x\n1\n255\n", expected)));
        Assert.Equal(expected, Bytes(Read("P5 2 1 #\r255\n", expected)));
        Assert.Equal(expected, Bytes(Read("P5 2 1 255# the raster follows\n", expected)));
        Assert.Equal(expected, Bytes(Read("P2 2 1 255 # text\n7 # and\n8#")));
        Assert.Equal([(byte)'#', 8], Bytes(Read("P5 2 1 255\n", (byte)'#', 8)));
    }

    [Fact]
    public void OnlyOneByteOfWhiteSpaceEndsTheHeader() => Assert.Equal([10, 32], Bytes(Read("P5 2 1 255\n\n ")));

    [Theory]
    [InlineData("P5 0 1 255\n", "the width is 0")]
    [InlineData("P5 1 0 255\n", "the height is 0")]
    [InlineData("P5 1 1 0\n", "the maximum value is 0")]
    [InlineData("P5 1 1 65536\n", "the maximum value is 65536")]
    [InlineData("P5 99999999999999999999 1 255\n", "the width is above 2^31 - 1")]
    [InlineData("P5 -1 1 255\n", "the width is not a whole number")]
    [InlineData("P5 1x 1 255\n", "the width is not a whole number")]
    [InlineData("P5 1 1 255x", "the maximum value is not a whole number")]
    [InlineData("P5 1", "the file ends in the height")]
    [InlineData("P5 1 #", "the file ends in the height")]
    [InlineData("P5 2 1 255\na", "the header announces an image (1 x 2 x 1, UInt8) of at least 2 bytes")]
    [InlineData("P5 1 1 7\n\u0008", "a sample is 8, above the maximum value 7")]
    [InlineData("P5 1 1 300\n\u0001\u002D", "a sample is 301, above the maximum value 300")]
    [InlineData("P2 1 1 7\n8", "the sample is 8, not 0 to 7")]
    [InlineData("P2 2 1 7\n  7  ", "the file ends in the sample")]
    [InlineData("P1 3 1 0 12", "the bit is neither 0 nor 1")]
    [InlineData("P1 3 1 0 1 ", "the file ends in the bit")]
    [InlineData("P7\nWIDTH 1\n", "the format is not known")]
    [InlineData("P55", "the format is not known")]
    public void BrokenFilesAreRefusedWithTheirReason(string text, string reason)
    {
        BadFileException error = Assert.Throws<BadFileException>(() => Read(text));
        Assert.StartsWith(reason, error.Reason);
        Assert.InRange(error.Offset!.Value, 0, text.Length);
    }

    [Theory]
    [InlineData("P1")]
    [InlineData("P2")]
    [InlineData("P3")]
    [InlineData("P4")]
    [InlineData("P5")]
    [InlineData("P6")]
    [InlineData("PF")]
    public void AHeaderThatLiesIsRefusedBeforeMemoryIsTaken(string magic)
    {
        foreach (string size in new[] { "16000 16000", "2147483647 2147483647", "2147483647 1", "1 2147483647", "500000000 1" })
        {
            string text = $"{magic} {size} 255\n0 0 0 0 0 0 0 0";
            foreach (ImageLimits limits in new[] { ImageLimits.Default, ImageLimits.None })
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                Assert.Throws<BadFileException>(() => ImageFile.Read(new MemoryStream(Encoding.ASCII.GetBytes(text)), "test", limits));
                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
            }
        }
    }

    [Fact]
    public void GrayAndRgbComeBack() => Prop.ForAll(RandomImages.Cases(1, 3), Gen.Elements(false, true).ToArbitrary(), (one, plain) =>
    {
        foreach (string extension in new[] { ".pnm", one.Channels == 1 ? ".pgm" : ".ppm" })
            if (!RoundTrips(one.Image<byte>(), extension, plain) || !RoundTrips(one.Image<ushort>(), extension, plain)) return false;
        return true;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void BitmapsComeBack() => Prop.ForAll(RandomImages.Cases(1), Gen.Elements(false, true).ToArbitrary(), (one, plain) =>
    {
        Image<byte> image = one.Image<byte>();
        foreach (ref byte sample in image.Pixels) sample = (byte)(sample < 128 ? 0 : 255);
        return RoundTrips(image, ".pbm", plain);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void TheFileIsWhatTheFormatSays()
    {
        Assert.Equal("P5\n2 1\n255\nAB", Written(new Image<byte>(1, 2, 1, [65, 66]), ".pgm"));
        Assert.Equal("P6\n1 1\n65535\nABCDEF", Written(new Image<ushort>(1, 1, 3, [0x4142, 0x4344, 0x4546]), ".ppm"));
        Assert.Equal("P3\n1 2\n255\n1 2 3\n4 5 255\n", Written(new Image<byte>(2, 1, 3, [1, 2, 3, 4, 5, 255]), ".ppm", plain: true));
        Assert.Equal("P1\n2 1\n1 0\n", Written(new Image<byte>(1, 2, 1, [0, 255]), ".pbm", plain: true));
        Assert.Equal("P4\n9 1\nA\u0080", Written(new Image<byte>(1, 9, 1, [255, 0, 255, 255, 255, 255, 255, 0, 0]), ".pbm"));
        string[] lines = Written(RandomImages.Create<ushort>(3, 100, 1, seed: 5), ".pgm", plain: true).Split('\n');
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 70));
        Assert.InRange(lines.Max(line => line.Length), 60, 70);
    }

    [Fact]
    public void WhatTheFormatCannotHoldIsRefused()
    {
        Assert.Contains("ToRgb()", Refused(new Image<byte>(1, 1, 4), ".ppm"));
        Assert.Contains("ToGray()", Refused(new Image<byte>(1, 1, 3), ".pgm"));
        Assert.Contains("ToRgb()", Refused(new Image<byte>(1, 1, 1), ".ppm"));
        Assert.Contains("1 or 3", Refused(new Image<byte>(1, 1, 2), ".pnm"));
        Assert.Contains("ToByte()", Refused(new Image<float>(1, 1, 1), ".pgm"));
        Assert.Contains("threshold", Refused(new Image<byte>(1, 1, 1, [7]), ".pbm"));
        Assert.Contains("black and white", Refused(new Image<ushort>(1, 1, 1), ".pbm"));
    }

    private static string Refused(Image image, string extension) => Assert.Throws<FoveaException>(() => Written(image, extension)).Message;

    private static string Written(Image image, string extension, bool plain = false)
    {
        using var stream = new MemoryStream();
        ImageFile.Write(stream, extension, image, new PnmWriteOptions { Plain = plain });
        return Encoding.Latin1.GetString(stream.ToArray());
    }

    private static bool RoundTrips<T>(Image<T> image, string extension, bool plain) where T : struct
    {
        Image again = Read(Written(image, extension, plain));
        return again is Image<T> same && same.ToString() == image.ToString() && same.Pixels.SequenceEqual(image.Pixels);
    }
}
