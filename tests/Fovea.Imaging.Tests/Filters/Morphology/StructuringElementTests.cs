namespace Fovea.Imaging.Tests.Filters.Morphology;

public sealed class StructuringElementTests
{
    [Theory]
    [InlineData("box:3x2", "[111;111]")]
    [InlineData("ellipse:5", "[00100;11111;11111;11111;00100]")]
    [InlineData("disk:2", "[00100;01110;11111;01110;00100]")]
    [InlineData("disk:0", "[1]")]
    [InlineData("diamond:1", "[010;111;010]")]
    [InlineData("cross:5x3", "[00100;11111;00100]")]
    [InlineData("line:3,0", "[111]")]
    [InlineData("line:3,90", "[1;1;1]")]
    [InlineData("line:5,45", "[001;010;100]")]
    [InlineData("line:1,77", "[1]")]
    [InlineData("[0 1 0; 1 1 1; 0 1 0]", "cross:3")]
    [InlineData("[0,1,0;1,1,1;0,1,0]", "diamond:1")]
    public void FormsHaveTheirPixels(string text, string same)
    {
        Assert.Equal(StructuringElement.Parse(same), StructuringElement.Parse(text));
        Assert.Equal(StructuringElement.Parse(text), StructuringElement.Parse(StructuringElement.Parse(text).ToString()));
    }

    /// <summary>The row lengths that OpenCV's getStructuringElement(MORPH_ELLIPSE, (21, 21)) has.</summary>
    [Fact]
    public void AnEllipseIsOpenCvs()
    {
        StructuringElement element = StructuringElement.Ellipse(21);
        int[] lengths = [.. Enumerable.Range(0, 21).Select(y => Enumerable.Range(0, 21).Count(x => element[y, x]))];
        Assert.Equal([1, 9, 13, 15, 17, 19, 19, 21, 21, 21, 21, 21, 21, 21, 19, 19, 17, 15, 13, 9, 1], lengths);
    }

    [Fact]
    public void TheDefaultIsABox()
    {
        Assert.Equal(StructuringElement.Box(3), default);
        Assert.Equal("box:3", default(StructuringElement).ToString());
        Assert.NotEqual(StructuringElement.Cross(3), default);
    }

    [Fact]
    public void AFileHasRows()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "0 1 0\r\n1 1 1\r\n0 1 0\r\n\r\n");
            Assert.Equal(StructuringElement.Cross(3), StructuringElement.Parse("@" + path));
            File.WriteAllText(path, "010\n11\n");
            Assert.Contains("3 and 2 columns", Assert.Throws<FoveaException>(() => StructuringElement.Parse("@" + path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
        Assert.Contains("cannot be read", Assert.Throws<FoveaException>(() => StructuringElement.Parse("@" + path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "unknown structuring element")]
    [InlineData("boks:3", "did you mean")]
    [InlineData("box", "one number or columns x rows")]
    [InlineData("box:-3", "one number or columns x rows")]
    [InlineData("box:5000", "from 1 to")]
    [InlineData("disk:2.5", "whole number")]
    [InlineData("disk:99999", "from 0 to")]
    [InlineData("line:3", "line:9,45")]
    [InlineData("line:0,45", "the length must be")]
    [InlineData("line:NaN,45", "the length must be")]
    [InlineData("[000;000]", "at least one pixel")]
    [InlineData("[010;11]", "3 and 2 columns")]
    [InlineData("[]", "no rows")]
    [InlineData("[010;121]", "neither 0 nor 1")]
    [InlineData("[0.5;1]", "neither 0 nor 1")]
    [InlineData("[010", "not both")]
    [InlineData("@/no/such/file", "cannot be read")]
    public void OthersAreRefused(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<FoveaException>(() => StructuringElement.Parse(text)).Message, StringComparison.Ordinal);
}
