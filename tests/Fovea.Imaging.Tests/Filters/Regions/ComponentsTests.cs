namespace Fovea.Imaging.Tests;

public sealed class ComponentsTests
{
    static readonly Image<byte> Picture = new(3, 6, 1, [200, 0, 200, 200, 0, 9, 200, 0, 0, 0, 0, 0, 0, 0, 200, 200, 200, 0]);

    [Fact]
    public void LabelsAreShownAsTheyAre() =>
        Assert.Equal([1, 0, 2, 2, 0, 3, 1, 0, 0, 0, 0, 0, 0, 0, 4, 4, 4, 0], Picture.FilterTo<float>(new Components(As: ComponentPicture.Labels)).Pixels.ToArray());

    [Theory]
    [InlineData("components as=mask threshold=9", new[] { 0, 2, 3, 6, 14, 15, 16 })]
    [InlineData("components as=mask minArea=2 maxArea=2", new[] { 0, 2, 3, 6 })]
    [InlineData("components as=mask keep=largest", new[] { 14, 15, 16 })]
    [InlineData("components as=mask keep=widest maxArea=2", new[] { 2, 3 })]
    [InlineData("components as=mask minArea=9", new int[0])]
    public void SomeComponentsStay(string text, int[] expected)
    {
        Image<byte> mask = (Image<byte>)Pipeline.Parse(text).Run(Picture);
        Assert.Equal(expected, mask.Pixels.ToArray().Index().Where(sample => sample.Item == 255).Select(sample => sample.Index));
        Assert.All(mask.Pixels.ToArray(), sample => Assert.True(sample is 0 or 255));
    }

    [Fact]
    public void EachComponentHasAColourOfItsOwn()
    {
        Image<byte> colors = (Image<byte>)new Pipeline(new Components()).Run(Picture);
        (byte, byte, byte)[] seen = [.. Enumerable.Range(0, 18).Select(i => (colors.Pixels[3 * i], colors.Pixels[3 * i + 1], colors.Pixels[3 * i + 2]))];
        float[] labels = Picture.FilterTo<float>(new Components(As: ComponentPicture.Labels)).Pixels.ToArray();
        Assert.Equal(5, seen.Distinct().Count());
        Assert.Equal(5, seen.Zip(labels).Distinct().Count());
        Assert.Equal(((byte)0, (byte)0, (byte)0), seen[1]);
    }

    /// <summary>Labels near each other are often near each other in the picture.</summary>
    [Fact]
    public void ColoursOfLabelsNearEachOtherDiffer()
    {
        for (int label = 0; label < 500; label++)
            for (int other = label + 1; other <= label + 7; other++) Assert.True(Distance(LabelColor.Of(label), LabelColor.Of(other)) >= 24, $"{label} and {other}");
    }

    static int Distance(uint a, uint b) => Enumerable.Range(0, 3).Sum(i => Math.Abs((int)(a >> (8 * i) & 255) - (int)(b >> (8 * i) & 255)));

    [Fact]
    public void AnImageOfSeveralChannelsIsRefused() =>
        Assert.StartsWith("components: ", Assert.Throws<FoveaException>(() => new Pipeline(new Components()).Run(new Image<byte>(2, 2, 3))).Message, StringComparison.Ordinal);
}
