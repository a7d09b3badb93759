namespace Fovea.Imaging.Tests;

public class ContactSheetTests
{
    [Fact]
    public void ImagesStandInTheGridInOrder()
    {
        Image[] images = [.. Enumerable.Range(1, 5).Select(i => Constant(i == 2 ? 1 : 2, 3, (byte)i))];
        Image<byte> sheet = ContactSheet.Create(images, columns: 3, gap: 1, background: 9);
        Assert.Equal((5, 11, 1), (sheet.Height, sheet.Width, sheet.Channels));
        Assert.Equal(
            [
                1, 1, 1, 9, 2, 2, 2, 9, 3, 3, 3,
                1, 1, 1, 9, 9, 9, 9, 9, 3, 3, 3,
                9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9,
                4, 4, 4, 9, 5, 5, 5, 9, 9, 9, 9,
                4, 4, 4, 9, 5, 5, 5, 9, 9, 9, 9,
            ],
            sheet.Pixels.ToArray());
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 1, 2)]
    [InlineData(5, 2, 3)]
    [InlineData(9, 3, 3)]
    [InlineData(10, 3, 4)]
    public void TheGridIsAboutSquareUnlessToldOtherwise(int count, int down, int across)
    {
        Image<byte> sheet = ContactSheet.Create([.. Enumerable.Repeat(Constant(1, 1, 0), count)], gap: 0);
        Assert.Equal((down, across), (sheet.Height, sheet.Width));
        Assert.Equal((1, count), (ContactSheet.Create([.. Enumerable.Repeat(Constant(1, 1, 0), count)], columns: 1000, gap: 0).Height, count));
    }

    [Fact]
    public void StretchingUsesTheRangeOfEachImage()
    {
        Image[] images =
        [
            new Image<float>(1, 3, 1, [-2, 0, 2]), new Image<float>(1, 3, 1, [5, 5, 5]),
            new Image<float>(1, 3, 1, [float.NaN, -float.MaxValue, float.MaxValue]), new Image<byte>(1, 3, 1, [10, 12, 14]),
        ];
        Assert.Equal([0, 128, 255, 0, 0, 0, 0, 0, 255, 0, 128, 255], ContactSheet.Create(images, gap: 0, stretch: true).Pixels.ToArray());
        Assert.Equal([0, 0, 255, 255, 255, 255, 0, 0, 255, 10, 12, 14], ContactSheet.Create(images, gap: 0).Pixels.ToArray());
    }

    [Fact]
    public void OneColorImageMakesTheSheetRgb()
    {
        Image<byte> sheet = ContactSheet.Create([new Image<byte>(1, 1, 3, [1, 2, 3]), new Image<ushort>(1, 1, 1, [257 * 7])], columns: 2, gap: 0);
        Assert.Equal([1, 2, 3, 7, 7, 7], sheet.Pixels.ToArray());
    }

    [Fact]
    public void MistakesAreNamed()
    {
        Assert.Contains("no images", Assert.Throws<FoveaException>(() => ContactSheet.Create([])).Message);
        Assert.Contains("image 1", Assert.Throws<FoveaException>(() => ContactSheet.Create([Constant(1, 1, 0), new Image<byte>(1, 1, 4)])).Message);
        Assert.Throws<FoveaException>(() => ContactSheet.Create([Constant(1, 1, 0)], columns: 0));
        Assert.Throws<FoveaException>(() => ContactSheet.Create([Constant(1, 1, 0)], gap: -1));
        Assert.Throws<FoveaException>(() => ContactSheet.Create([Constant(1, 1, 0), Constant(1, 1, 0)], columns: 2, gap: int.MaxValue));
    }

    private static Image<byte> Constant(int height, int width, byte value)
    {
        var image = new Image<byte>(height, width, 1);
        image.Pixels.Fill(value);
        return image;
    }
}
