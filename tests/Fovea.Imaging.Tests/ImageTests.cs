namespace Fovea.Imaging.Tests;

public class ImageTests
{
    [Fact]
    public void SamplesLieInRowsThenColumnsThenChannels()
    {
        var image = new Image<ushort>(2, 3, 2);
        for (int i = 0; i < 12; i++) image.Pixels[i] = (ushort)i;
        Assert.Equal(7, image[1, 0, 1]);
        Assert.Equal(4, image[0, 2, 0]);
        Assert.Equal(new ushort[] { 6, 7, 8, 9, 10, 11 }, image.Row(1).ToArray());
        image[1, 2, 1] = 99;
        Assert.Equal(99, image.Pixels[11]);
        Assert.Equal(99, image.Memory.Span[11]);
        Assert.Equal("2 x 3 x 2, UInt16", image.ToString());
    }

    [Fact]
    public void DepthFollowsTheSampleType()
    {
        Assert.Equal(PixelDepth.UInt8, new Image<byte>(1, 1, 1).Depth);
        Assert.Equal(PixelDepth.UInt16, new Image<ushort>(1, 1, 1).Depth);
        Assert.Equal(PixelDepth.Float32, new Image<float>(1, 1, 1).Depth);
    }

    [Fact]
    public void OtherSampleTypesAreRefused()
    {
        Assert.Contains("Image<Int32>", Assert.Throws<FoveaException>(() => new Image<int>(1, 1, 1)).Message);
        Assert.Throws<FoveaException>(() => new Image<double>(1, 1, 1));
        Assert.Throws<FoveaException>(() => new Image<sbyte>(1, 1, 1));
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(1, 1, 0)]
    [InlineData(-1, -1, 1)]
    [InlineData(65536, 65536, 1)]
    [InlineData(int.MaxValue, int.MaxValue, int.MaxValue)]
    [InlineData(46341, 46341, 1)]
    [InlineData(1 << 30, 1, 2)]
    public void SizesThatCannotBeAreRefused(int height, int width, int channels)
    {
        string message = Assert.Throws<FoveaException>(() => new Image<byte>(height, width, channels)).Message;
        Assert.Contains(height.ToString(), message);
    }

    [Fact]
    public void GivenPixelsAreCopiedAndCounted()
    {
        byte[] pixels = [1, 2, 3, 4];
        var image = new Image<byte>(2, 2, 1, pixels);
        pixels[0] = 9;
        Assert.Equal(1, image[0, 0, 0]);
        Assert.Contains("6 samples, 4 were given", Assert.Throws<FoveaException>(() => new Image<byte>(2, 3, 1, pixels)).Message);
    }

    [Fact]
    public void RowsMayBeGivenApartFromEachOther()
    {
        byte[] padded = [1, 2, 3, 4, 0, 0, 5, 6, 7, 8];
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], new Image<byte>(2, 2, 2, padded, stride: 6).Pixels.ToArray());
        Assert.Contains("need 11 samples, 10 were given", Assert.Throws<FoveaException>(() => new Image<byte>(2, 2, 2, padded, stride: 7)).Message);
        Assert.Contains("less than a row", Assert.Throws<FoveaException>(() => new Image<byte>(2, 2, 2, padded, stride: 3)).Message);
    }

    [Fact]
    public void IndicesOutsideAreRefusedAlsoWhereTheyWouldHitAnotherPixel()
    {
        var image = new Image<byte>(2, 3, 2);
        foreach ((int y, int x, int c) in new[] { (2, 0, 0), (-1, 0, 0), (0, 3, 0), (0, -1, 0), (0, 0, 2), (0, 0, -1) })
            Assert.Contains($"row {y}, column {x}, channel {c}", Assert.Throws<IndexOutOfRangeException>(() => image[y, x, c]).Message);
        Assert.Throws<IndexOutOfRangeException>(() => image.Row(2).Length);
        Assert.Throws<IndexOutOfRangeException>(() => image.Row(-1).Length);
    }

    [Fact]
    public void CropCopiesTheRegion()
    {
        Image<float> image = RandomImages.Create<float>(7, 9, 3, seed: 1);
        Image<float> part = image.Crop(new Region(Top: 2, Left: 3, Height: 4, Width: 5));
        Assert.Equal((4, 5, 3), (part.Height, part.Width, part.Channels));
        for (int y = 0; y < 4; y++)
            for (int x = 0; x < 5; x++)
                for (int c = 0; c < 3; c++) Assert.Equal(image[y + 2, x + 3, c], part[y, x, c]);
        float before = image[2, 3, 0];
        part[0, 0, 0] = -1;
        Assert.Equal(before, image[2, 3, 0]);
        Assert.Equal(image.Pixels.ToArray(), image.Crop(new Region(0, 0, 7, 9)).Pixels.ToArray());
    }

    [Theory]
    [InlineData(0, 0, 0, 1)]
    [InlineData(0, 0, 1, 0)]
    [InlineData(-1, 0, 2, 2)]
    [InlineData(0, -1, 2, 2)]
    [InlineData(6, 0, 2, 1)]
    [InlineData(0, 8, 1, 2)]
    [InlineData(1, 1, int.MaxValue, 1)]
    [InlineData(1, 1, 1, int.MaxValue)]
    public void CropOutsideIsRefused(int top, int left, int height, int width) =>
        Assert.Throws<FoveaException>(() => new Image<byte>(7, 9, 1).Crop(new Region(top, left, height, width)));
}
