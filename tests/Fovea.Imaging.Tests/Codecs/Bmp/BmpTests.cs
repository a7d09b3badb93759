using Fovea.Testing;

namespace Fovea.Imaging.Tests;

public sealed class BmpTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void WhatIsWrittenIsReadAgain(int channels)
    {
        for (int width = 1; width < 9; width++)
        {
            Image<byte> image = RandomImages.Create<byte>(5, width, channels, seed: width);
            using MemoryStream stream = new();
            ImageFile.Write(stream, ".bmp", image);
            stream.Position = 0;
            Image<byte> again = (Image<byte>)ImageFile.Read(stream, "again");
            Assert.Equal(image.Kind(), again.Kind());
            Assert.Equal(image.Pixels.ToArray(), again.Pixels.ToArray());
        }
    }

    /// <summary>A run, the end of a row, a jump, a single pixel, and pixels one by one of which the last lies beyond the row; the lower row is the first.</summary>
    [Fact]
    public void RunsAreUnpacked()
    {
        byte[] pixels = [3, 1, 0, 0, 0, 2, 1, 0, 1, 2, 0, 3, 1, 2, 1, 0, 0, 1];
        byte[] file = File(width: 4, height: 3, bits: 8, compression: 1, colors: [0x000000, 0xFFFFFF, 0x808080], pixels);
        Image<byte> image = (Image<byte>)ImageFile.Read(new MemoryStream(file), "runs");
        Assert.Equal((3, 4, 1), image.Kind());
        Assert.Equal<byte>([0, 0, 0, 0, 0, 128, 255, 128, 255, 255, 255, 0], image.Pixels.ToArray());
    }

    [Theory]
    [InlineData(4, 0, "only 10 follow")]
    [InlineData(9, 0, "no bitmap of 9 bits")]
    [InlineData(8, 5, "meant for printers")]
    public void BrokenFilesAreRefusedWithAReason(int bits, int compression, string reason)
    {
        byte[] file = File(4, 3, bits, compression, colors: [0, 0xFFFFFF], new byte[bits == 4 ? 10 : 12]);
        string message = Assert.Throws<BadFileException>(() => ImageFile.Read(new MemoryStream(file), "broken")).Message;
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    /// <summary>161 conversions of the PNG suite: those of opaque pictures without a gamma of their own have the same pixels.</summary>
    [DataFact("png-suite/bmp")]
    public void TheSuitesBitmapsEqualItsPngFiles()
    {
        int equal = 0;
        foreach (string bmp in Directory.GetFiles(TestData.Require("png-suite/bmp"), "*.bmp"))
        {
            Image<byte> image = (Image<byte>)ImageFile.Read(bmp);
            string png = TestData.Require("png-suite/png") + $"/{Path.GetFileNameWithoutExtension(bmp)}.png";
            if (ImageFile.Read(png) is not Image<byte> expected || expected.HasAlpha) continue;
            if (expected.Channels == 1) expected = expected.ToRgb();
            if (image.Channels != 3) image = image.ToRgb();
            if (image.Kind() == expected.Kind() && image.Pixels.SequenceEqual(expected.Pixels)) equal++;
        }
        Assert.InRange(equal, 90, 161);
    }

    static byte[] File(int width, int height, int bits, int compression, uint[] colors, byte[] pixels)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        int offset = 54 + 4 * colors.Length;
        writer.Write("BM"u8);
        writer.Write(offset + pixels.Length);
        writer.Write(0);
        writer.Write(offset);
        writer.Write(40);
        writer.Write(width);
        writer.Write(height);
        writer.Write((short)1);
        writer.Write((short)bits);
        writer.Write(compression);
        writer.Write(pixels.Length);
        writer.Write(0L);
        writer.Write(colors.Length);
        writer.Write(0);
        foreach (uint color in colors) writer.Write(color);
        writer.Write(pixels);
        writer.Flush();
        return stream.ToArray();
    }
}
