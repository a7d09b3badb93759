namespace Fovea.Imaging.Tests;

/// <summary>What the suite does not hold: rules about chunks, transparency at every depth, and damage inside of the pixel data.</summary>
public class PngReaderTests
{
    private static readonly byte[] Header = PngBytes.Header(1, 1, 8, 0), Pixel = PngBytes.Data(0, 77);
    private static readonly byte[] PaletteHeader = PngBytes.Header(1, 1, 8, 3), Palette = PngBytes.Chunk("PLTE", 1, 2, 3);
    private static readonly byte[] Index = PngBytes.Data(0, 0);
    private static readonly byte[] Text = PngBytes.Chunk("tEXt", 65, 0, 66);

    private static Image Read(params byte[][] chunks) => ImageFile.Read(new MemoryStream(PngBytes.File(chunks)), "test");

    private static byte[] Bytes(Image image) => ((Image<byte>)image).Pixels.ToArray();

    public static TheoryData<string, byte[][]> BrokenFiles => new()
    {
        { "the first chunk is tEXt instead of IHDR", [Text, Header, Pixel, PngBytes.End] },
        { "there is a second IHDR chunk", [Header, Header, Pixel, PngBytes.End] },
        { "there is a second IHDR chunk", [Header, Pixel, Header, PngBytes.End] },
        { "chunk IHDR has 12 bytes instead of 13", [PngBytes.Chunk("IHDR", new byte[12]), Pixel, PngBytes.End] },
        { "the width is 0", [PngBytes.Header(0, 1, 8, 0), Pixel, PngBytes.End] },
        { "the height is 0", [PngBytes.Header(1, 0, 8, 0), Pixel, PngBytes.End] },
        { "the width is 2147483648", [PngBytes.Header(int.MinValue, 1, 8, 0), Pixel, PngBytes.End] },
        { "the bit depth is 4, which colour type 2", [PngBytes.Header(1, 1, 4, 2), Pixel, PngBytes.End] },
        { "the bit depth is 16, which colour type 3", [PngBytes.Header(1, 1, 16, 3), Pixel, PngBytes.End] },
        { "the interlace method is 2", [PngBytes.Header(1, 1, 8, 0, interlace: 2), Pixel, PngBytes.End] },
        { "the compression method is 1", [PngBytes.Chunk("IHDR", 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 1, 0, 0), Pixel, PngBytes.End] },
        { "the filter method is 64", [PngBytes.Chunk("IHDR", 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 64, 0), Pixel, PngBytes.End] },
        { "chunk ABCD is critical and unknown", [Header, PngBytes.Chunk("ABCD"), Pixel, PngBytes.End] },
        { "chunk ABCD is critical and unknown", [Header, Pixel, PngBytes.Chunk("ABCD"), PngBytes.End] },
        { "a chunk's type is 0x31323334", [Header, PngBytes.Chunk("1234"), Pixel, PngBytes.End] },
        { "the IDAT chunks do not follow each other", [Header, Pixel, Text, Pixel, PngBytes.End] },
        { "a palette image has no PLTE chunk", [PaletteHeader, Index, Palette, PngBytes.End] },
        { "chunk PLTE comes after the pixels", [PngBytes.Header(1, 1, 8, 2), PngBytes.Data(0, 1, 2, 3), Palette, PngBytes.End] },
        { "there is a second PLTE chunk", [PaletteHeader, Palette, Palette, Index, PngBytes.End] },
        { "a grey image has a PLTE chunk", [Header, Palette, Pixel, PngBytes.End] },
        { "chunk PLTE has 4 bytes", [PaletteHeader, PngBytes.Chunk("PLTE", new byte[4]), Index, PngBytes.End] },
        { "chunk PLTE has 0 bytes", [PaletteHeader, PngBytes.Chunk("PLTE"), Index, PngBytes.End] },
        { "chunk PLTE has 771 bytes", [PaletteHeader, PngBytes.Chunk("PLTE", new byte[771]), Index, PngBytes.End] },
        { "chunk tRNS comes before PLTE", [PaletteHeader, PngBytes.Chunk("tRNS", 1), Palette, Index, PngBytes.End] },
        { "chunk tRNS comes after the pixels", [PaletteHeader, Palette, Index, PngBytes.Chunk("tRNS", 1), PngBytes.End] },
        { "chunk tRNS has 2 bytes, the palette has 1", [PaletteHeader, Palette, PngBytes.Chunk("tRNS", 1, 2), Index, PngBytes.End] },
        { "chunk tRNS has 0 bytes, the palette has 1", [PaletteHeader, Palette, PngBytes.Chunk("tRNS"), Index, PngBytes.End] },
        { "chunk tRNS has 1 bytes instead of 2", [Header, PngBytes.Chunk("tRNS", 1), Pixel, PngBytes.End] },
        { "chunk tRNS has 2 bytes instead of 6", [PngBytes.Header(1, 1, 8, 2), PngBytes.Chunk("tRNS", 0, 1), Pixel, PngBytes.End] },
        { "there is a second tRNS chunk", [Header, PngBytes.Chunk("tRNS", 0, 1), PngBytes.Chunk("tRNS", 0, 1), Pixel, PngBytes.End] },
        { "an image with an alpha channel has a tRNS", [PngBytes.Header(1, 1, 8, 4), PngBytes.Chunk("tRNS", 0, 1), Pixel, PngBytes.End] },
        { "a pixel of row 0 has a colour number outside", [PaletteHeader, Palette, PngBytes.Data(0, 1), PngBytes.End] },
        { "the file has no pixels", [Header, PngBytes.End] },
        { "the file ends before its IEND chunk", [Header, Pixel] },
        { "chunk IEND has 1 bytes", [Header, Pixel, PngBytes.Chunk("IEND", 0)] },
        { "a row's filter is 5", [Header, PngBytes.Data(5, 77), PngBytes.End] },
        { "the pixel data end before the last row", [Header, PngBytes.Data(0), PngBytes.End] },
        { "the pixel data end before the last row", [Header, PngBytes.Chunk("IDAT"), PngBytes.End] },
        { "the file holds more pixel data than", [Header, PngBytes.Data(0, 77, 0), PngBytes.End] },
        { "the compressed pixel data are damaged", [Header, PngBytes.Chunk("IDAT", 1, 2, 3, 4, 5, 6, 7, 8), PngBytes.End] },
    };

    [Theory]
    [MemberData(nameof(BrokenFiles))]
    public void BrokenFilesAreRefusedWithTheirReason(string reason, byte[][] chunks)
    {
        BadFileException error = Assert.Throws<BadFileException>(() => Read(chunks));
        Assert.StartsWith(reason, error.Reason);
        Assert.Equal("test", error.File);
        Assert.InRange(error.Offset!.Value, 0, PngBytes.File(chunks).Length);
    }

    [Fact]
    public void TheAdlerChecksumIsCheckedAndMustBeThere()
    {
        byte[] packed = PngBytes.Deflate(0, 77);
        Assert.Equal([77], Bytes(Read(Header, PngBytes.Chunk("IDAT", packed), PngBytes.End)));
        for (int missing = 1; missing <= 4; missing++)
        {
            byte[] data = PngBytes.Chunk("IDAT", packed[..^missing]);
            Assert.Contains("without their Adler-32", Assert.Throws<BadFileException>(() => Read(Header, data, PngBytes.End)).Reason);
        }
        for (int i = 1; i <= 4; i++)
        {
            byte[] wrong = (byte[])packed.Clone();
            wrong[^i] ^= 1;
            Assert.Contains("Adler-32", Assert.Throws<BadFileException>(() => Read(Header, PngBytes.Chunk("IDAT", wrong), PngBytes.End)).Reason);
        }
    }

    [Fact]
    public void DataMayBeCutIntoChunksAnywhere()
    {
        byte[] packed = PngBytes.Deflate(0, 77);
        byte[][] single = [.. packed.Select(value => PngBytes.Chunk("IDAT", value))];
        Assert.Equal([77], Bytes(Read([Header, PngBytes.Chunk("IDAT"), .. single, PngBytes.Chunk("IDAT"), PngBytes.End])));
    }

    [Fact]
    public void AncillaryChunksAndWhatFollowsTheEndAreSkipped()
    {
        Assert.Equal([77], Bytes(Read(Header, Text, PngBytes.Chunk("abCD", new byte[9999]), Pixel, Text, PngBytes.End, [1, 2, 3])));
        byte[] damaged = PngBytes.File(Header, Text, Pixel, PngBytes.End);
        damaged[8 + Header.Length + 9] ^= 1;
        BadFileException error = Assert.Throws<BadFileException>(() => ImageFile.Read(new MemoryStream(damaged), "test"));
        Assert.StartsWith("chunk tEXt is damaged", error.Reason);
        Assert.Equal(8 + Header.Length, error.Offset);
    }

    [Fact]
    public void APaletteMayHaveMoreColorsThanItsDepthReaches() =>
        Assert.Equal([4, 5, 6], Bytes(Read(
            PngBytes.Header(1, 1, 1, 3), PngBytes.Chunk("PLTE", 1, 2, 3, 4, 5, 6, 7, 8, 9), PngBytes.Data(0, 128), PngBytes.End)));

    /// <summary>The first pixel has the transparent colour. Bits above the depth do not count (here they are set).</summary>
    [Theory]
    [InlineData(1, new byte[] { 0b0100_0000 }, new byte[] { 0, 0, 255, 255 })]
    [InlineData(2, new byte[] { 0b0001_0000 }, new byte[] { 0, 0, 85, 255 })]
    [InlineData(4, new byte[] { 0b0000_0001 }, new byte[] { 0, 0, 17, 255 })]
    [InlineData(8, new byte[] { 0, 1 }, new byte[] { 0, 0, 1, 255 })]
    public void ATransparentGrayBecomesAlpha(int depth, byte[] row, byte[] expected)
    {
        byte high = (byte)(depth == 8 ? 255 : 1 << depth);
        byte[] key = depth == 8 ? [high, 0] : [255, high];
        Assert.Equal(expected, Bytes(Read(PngBytes.Header(2, 1, depth, 0), PngBytes.Chunk("tRNS", key), PngBytes.Data([0, .. row]), PngBytes.End)));
    }

    [Fact]
    public void ATransparentColorOf16BitsIsComparedInFull()
    {
        byte[] key = PngBytes.Chunk("tRNS", 1, 2, 3, 4, 5, 6);
        Image image = Read(PngBytes.Header(2, 1, 16, 2), key, PngBytes.Data(0, 1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 7), PngBytes.End);
        Assert.Equal([0x102, 0x304, 0x506, 0, 0x102, 0x304, 0x507, 65535], ((Image<ushort>)image).Pixels.ToArray());
    }

    /// <summary>Small interlaced images have passes without a pixel, which are not stored.</summary>
    [Fact]
    public void InterlacedImagesOfEverySmallSizeAreRead()
    {
        (int Top, int Left, int Down, int Across)[] passes =
            [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)];
        for (int height = 1; height <= 10; height++)
            for (int width = 1; width <= 10; width++)
            {
                var rows = new List<byte>();
                foreach (var (top, left, down, across) in passes)
                    for (int y = top; y < height && left < width; y += down)
                    {
                        rows.Add(0);
                        for (int x = left; x < width; x += across) rows.Add((byte)(16 * y + x));
                    }
                Image image = Read(PngBytes.Header(width, height, 8, 0, interlace: 1), PngBytes.Data([.. rows]), PngBytes.End);
                for (int y = 0; y < height; y++)
                    for (int x = 0; x < width; x++) Assert.Equal(16 * y + x, ((Image<byte>)image)[y, x, 0]);
            }
    }

    [Fact]
    public void AHeaderThatLiesIsRefusedBeforeMemoryIsTaken()
    {
        foreach ((int width, int height, int depth, int color) in new[]
                 { (16000, 16000, 8, 0), (1 << 20, 1 << 8, 8, 0), (int.MaxValue, int.MaxValue, 16, 6), (int.MaxValue, 1, 8, 6),
                     (1, int.MaxValue, 1, 0) })
        {
            byte[] file = PngBytes.File(PngBytes.Header(width, height, depth, color), Pixel, PngBytes.End);
            foreach (ImageLimits limits in new[] { ImageLimits.Default, ImageLimits.None })
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                Assert.Throws<BadFileException>(() => ImageFile.Read(new MemoryStream(file), "test", limits));
                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
            }
            ImageInfo info = ImageFile.Identify(new MemoryStream(file), "test");
            Assert.Equal((height, width), (info.Height, info.Width));
        }
    }
}
