namespace Fovea.Imaging.Tests.Filters;

public sealed class BorderTests
{
    /// <summary>A row abcd as it repeats, by the pictures of the documentation, from -7 to 10.
    [Theory]
    [InlineData("reflect", "abcdcb")]
    [InlineData("symmetric", "abcddcba")]
    [InlineData("wrap", "abcd")]
    public void ARowGoesOnAsDocumented(string name, string period)
    {
        Border border = Border.Parse(name);
        string row = "abcd";
        for (int i = -7; i <= 10; i++)
        {
            char wanted = period[((i % period.Length) + period.Length) % period.Length];
            Assert.Equal(wanted, row[border.Map(i, 4)]);
        }
    }

    [Fact]
    public void TheOutermostPixelIsReplicated()
    {
        for (int i = -7; i <= 10; i++) Assert.Equal(Math.Clamp(i, 0, 3), Border.Replicate.Map(i, 4));
    }

    [Fact]
    public void OnePixelIsSeenEverywhere()
    {
        foreach (string name in new[] { "reflect", "symmetric", "replicate", "wrap" })
            for (int i = -5; i < 6; i++) Assert.Equal(0, Border.Parse(name).Map(i, 1));
    }

    [Fact]
    public void AConstantHasNoPlace() => Assert.Equal(-1, Border.Zero.Map(-1, 4));

    [Theory]
    [InlineData("reflect")]
    [InlineData("zero")]
    [InlineData("constant:12.5")]
    [InlineData("valid")]
    public void NamesAreReadAndWritten(string text) => Assert.Equal(text, Border.Parse(text).ToString());

    [Theory]
    [InlineData("mirror")]
    [InlineData("constant")]
    [InlineData("constant:x")]
    [InlineData("constant:NaN")]
    public void OthersAreRefusedWithTheList(string text) => Assert.Contains("reflect, symmetric", Assert.Throws<FoveaException>(() => Border.Parse(text)).Message);
}
