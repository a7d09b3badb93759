namespace Fovea.Imaging.Tests.Filters.Geometry;

/// <summary>Filters that only move pixels.</summary>
public sealed class RearrangementTests
{
    private static readonly Image<byte> Image = new(2, 3, 1, [1, 2, 3, 4, 5, 6]);

    [Theory]
    [InlineData("flip", 2, 3, new byte[] { 3, 2, 1, 6, 5, 4 })]
    [InlineData("flip axis=vertical", 2, 3, new byte[] { 4, 5, 6, 1, 2, 3 })]
    [InlineData("flip axis=both", 2, 3, new byte[] { 6, 5, 4, 3, 2, 1 })]
    [InlineData("rotate90", 3, 2, new byte[] { 3, 6, 2, 5, 1, 4 })]
    [InlineData("rotate90 turns=-1", 3, 2, new byte[] { 4, 1, 5, 2, 6, 3 })]
    [InlineData("rotate90 turns=6", 2, 3, new byte[] { 6, 5, 4, 3, 2, 1 })]
    [InlineData("crop left=1", 2, 2, new byte[] { 2, 3, 5, 6 })]
    [InlineData("crop top=1 width=2", 1, 2, new byte[] { 4, 5 })]
    [InlineData("sample step=2", 1, 2, new byte[] { 1, 3 })]
    [InlineData("sample step=2 blocks=yes", 2, 3, new byte[] { 1, 1, 3, 1, 1, 3 })]
    [InlineData("pad size=1 border=constant:9", 4, 5, new byte[] { 9, 9, 9, 9, 9, 9, 1, 2, 3, 9, 9, 4, 5, 6, 9, 9, 9, 9, 9, 9 })]
    [InlineData("pad size=1 border=wrap", 4, 5, new byte[] { 6, 4, 5, 6, 4, 3, 1, 2, 3, 1, 6, 4, 5, 6, 4, 3, 1, 2, 3, 1 })]
    [InlineData("pad size=1", 4, 5, new byte[] { 5, 4, 5, 6, 5, 2, 1, 2, 3, 2, 5, 4, 5, 6, 5, 2, 1, 2, 3, 2 })]
    public void PixelsMove(string filter, int height, int width, byte[] expected)
    {
        var result = (Image<byte>)Pipeline.Parse(filter).Run(Image);
        Assert.Equal((height, width), (result.Height, result.Width));
        Assert.Equal(expected, result.Pixels.ToArray());
    }

    [Fact]
    public void MistakesAreNamed()
    {
        Assert.Contains("inside", Assert.Throws<FoveaException>(() => Image.Filter(new Crop(2, 0, 2))).Message);
        Assert.Contains("inside", Assert.Throws<FoveaException>(() => Image.Filter(new Crop(9))).Message);
        Assert.Contains("valid", Assert.Throws<FoveaException>(() => Image.Filter(new Pad(1, Border.Valid))).Message);
        Assert.Equal(2, new Image<byte>(4, 5, 1).Filter(new Pad(1, Border.Valid)).Height);
    }
}
