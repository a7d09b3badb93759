using System.Text.Json;
using Fovea.Cli.Pictures;
using Fovea.Imaging;

namespace Fovea.Cli.Tests.Verbs;

/// <summary>The verbs that look at pictures and at the registry of filters.</summary>
public sealed class PictureVerbsTests : IDisposable
{
    readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_registered_filter_is_listed()
    {
        JsonElement[] filters = [.. Call.Of("filters", "--json").Succeeded().Json().GetProperty("filters").EnumerateArray()];
        Assert.Equal(FilterRegistry.Names, filters.Select(filter => filter.GetProperty("name").GetString()!));
        string text = Call.Of("filters").Succeeded().Out;
        Assert.All(FilterRegistry.All, entry => Assert.Contains(entry.Summary, text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_filter_is_described_with_its_parameters_and_an_example()
    {
        FilterEntry gaussian = FilterRegistry.Get("gaussian");
        string text = Call.Of("filters", "gaussian").Succeeded().Out;
        Assert.All(gaussian.Parameters, parameter => Assert.Contains(parameter.Text, text, StringComparison.Ordinal));
        Assert.Contains($"fovea filter \"{gaussian.Example}\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_pictures_are_said_to_be_equal_and_others_how_far_apart()
    {
        Image<byte> a = TestScene.Create(20, 30), b = a.Clone();
        b[3, 4, 1] = (byte)(b[3, 4, 1] ^ 32);
        ImageFile.Write(folder.At("a.png"), a);
        ImageFile.Write(folder.At("b.png"), b);
        JsonElement same = Call.Of("compare", folder.At("a.png"), folder.At("a.png"), "--json").Succeeded().Json();
        Assert.True(same.GetProperty("equal").GetBoolean());
        Assert.Equal(1, same.GetProperty("ssim").GetDouble(), 1e-9);
        JsonElement other = Call.Of("compare", folder.At("a.png"), folder.At("b.png"), "--json", "-o", folder.At("d.png")).Succeeded().Json();
        Assert.Equal(32, other.GetProperty("largest").GetDouble());
        Assert.Equal(1 / 1800.0, other.GetProperty("differing").GetDouble(), 1e-12);
        Assert.Equal(1024 / 1800.0, other.GetProperty("mse").GetDouble(), 1e-9);
        Image<byte> difference = ImageFile.ReadAs<byte>(folder.At("d.png"));
        Assert.Equal(255, difference[3, 4, 1]);
        Assert.Equal(1, difference.Pixels.ToArray().Count(sample => sample != 0));
        Assert.Contains("only pictures of one size", Call.Of("compare", folder.At("a.png"), "scene").Failed().Error, StringComparison.Ordinal);
    }

    /// <summary>A median is one of the samples or half-way between two, and the level is the one by which the filter 'otsu' parts the picture.</summary>
    [Fact]
    public void Median_and_level_of_a_histogram_are_those_of_the_samples()
    {
        Image<byte> one = new(4, 5, 1), two = new(4, 5, 1);
        one.Pixels.Fill(77);
        two.Pixels.Fill(40);
        two.Pixels[..8].Fill(200);
        foreach ((Image<byte> image, int median, int level) in new[] { (one, 77, 0), (two, 40, 40) })
        {
            ImageFile.Write(folder.At("m.png"), image);
            JsonElement channel = Call.Of("histogram", folder.At("m.png"), "--json").Succeeded().Json().GetProperty("channels")[0];
            Assert.Equal(median, channel.GetProperty("median").GetDouble());
            Assert.Equal(level, channel.GetProperty("otsu").GetDouble());
        }
    }

    [Fact]
    public void A_histogram_counts_every_sample_and_can_be_drawn()
    {
        JsonElement json = Call.Of("histogram", "scene:40x30", "--json", "-o", folder.At("h.png")).Succeeded().Json();
        JsonElement[] channels = [.. json.GetProperty("channels").EnumerateArray()];
        Assert.Equal(["red", "green", "blue"], channels.Select(channel => channel.GetProperty("name").GetString()));
        Assert.All(channels, channel => Assert.Equal(1200, channel.GetProperty("counts").EnumerateArray().Sum(count => count.GetInt64())));
        Assert.True(ImageFile.Read(folder.At("h.png")).Width > 100);
        Assert.Contains('#', Call.Of("histogram", "scene:40x30").Succeeded().Out);
    }

    [Theory]
    [InlineData(TerminalPicture.Palette.None, " ", "@")]
    [InlineData(TerminalPicture.Palette.Indexed, "5;232", "5;255")]
    [InlineData(TerminalPicture.Palette.Full, "2;0;0;0", "2;255;255;255")]
    internal void A_picture_has_its_colours_in_the_terminal(TerminalPicture.Palette palette, string black, string white)
    {
        Image<byte> image = new(2, 4, 1, [0, 0, 255, 255, 0, 0, 255, 255]);
        string line = Assert.Single(TerminalPicture.Lines(image, 4, palette));
        Assert.Contains(black, line, StringComparison.Ordinal);
        Assert.Contains(white, line, StringComparison.Ordinal);
        if (palette == TerminalPicture.Palette.None) Assert.Equal("  @@", line);
        else Assert.Equal(4, line.Count(character => character == '▀'));
    }

    [Fact]
    public void A_picture_is_as_wide_as_asked_for_and_keeps_its_proportions()
    {
        string[] lines = Call.Of("show", "scene:100x50", "--width", "40").Succeeded().Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(10 + 1, lines.Length);
        Assert.All(lines[..^1], line => Assert.InRange(line.TrimEnd().Length, 0, 40));
        Assert.Contains("50 x 100 x 3", lines[^1], StringComparison.Ordinal);
    }
}
