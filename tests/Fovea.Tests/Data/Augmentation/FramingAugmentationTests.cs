using Fovea.Data;
using Fovea.Imaging;

namespace Fovea.Tests.Data.Augmentation;

/// <summary>Random choices of what of a whole picture becomes the sample.</summary>
public class FramingAugmentationTests
{
    [Theory]
    [InlineData("resized-crop", 1, 1, 5, 5)]
    [InlineData("resized-crop", 300, 200, 32, 32)]
    [InlineData("resized-crop", 3, 900, 8, 8)]
    [InlineData("resized-crop:smallest=1", 40, 60, 16, 24)]
    [InlineData("scaled-crop", 1, 1, 5, 5)]
    [InlineData("scaled-crop:largest=2", 300, 200, 32, 32)]
    [InlineData("scaled-crop", 7, 500, 24, 16)]
    [InlineData("scaled-crop:smallest=1,largest=1", 20, 20, 20, 20)]
    public void Every_framing_lies_in_the_picture_and_has_the_samples_size(string text, int height, int width, int toHeight, int toWidth)
    {
        var augmentation = (IFramingAugmentation)Augmentations.Parse(text).Single();
        Image<byte> picture = new(height, width, 1);
        picture.Pixels.Fill(9);
        for (int sample = 0; sample < 200; sample++)
        {
            Framing framing = Frame(augmentation, height, width, toHeight, toWidth, sample);
            Assert.Equal(framing, Frame(augmentation, height, width, toHeight, toWidth, sample));
            Assert.Equal((toHeight, toWidth), (framing.Window.Height, framing.Window.Width));
            Assert.All(framing.Apply(picture).Pixels.ToArray(), b => Assert.Equal(9, b));
        }
    }

    [Fact]
    public void A_resized_crop_has_area_and_shape_from_their_ranges_and_is_everywhere()
    {
        var areas = new List<double>();
        var ratios = new List<double>();
        int atTop = 0, atBottom = 0;
        for (int sample = 0; sample < 3000; sample++)
        {
            Region region = Frame(new RandomResizedCrop(0.1f, 0.4f, 2), 1000, 1000, 10, 10, sample).Source;
            areas.Add(region.Height * (double)region.Width / 1e6);
            ratios.Add(Math.Log2((double)region.Width / region.Height));
            if (region.Top < 20) atTop++;
            if (region.Bottom > 980) atBottom++;
        }
        // Area uniform from 0.1 to 0.4, the logarithm of the ratio uniform from -1 to 1: means and variances.
        Assert.Equal(0.25, areas.Average(), 0.006);
        Assert.Equal(0.3 * 0.3 / 12, areas.Average(a => (a - 0.25) * (a - 0.25)), 4e-4);
        Assert.Equal(0, ratios.Average(), 0.035);
        Assert.Equal(1 / 3.0, ratios.Average(r => r * r), 0.02);
        Assert.InRange(areas.Min(), 0.099, 0.105);
        Assert.InRange(areas.Max(), 0.395, 0.401);
        Assert.InRange(atTop, 60, 250);
        Assert.InRange(atBottom, 60, 250);
    }

    [Fact]
    public void A_strip_that_has_no_such_part_gives_the_largest_about_its_middle() =>
        Assert.Equal(new Region(0, 43, 10, 13), Frame(new RandomResizedCrop(0.9f, 1), 10, 100, 8, 8, 0).Source);

    [Fact]
    public void A_scaled_crop_is_Krizhevskys()
    {
        HashSet<(int, int)> places = [];
        for (int sample = 0; sample < 2000; sample++)
        {
            Framing framing = Frame(new RandomScaledCrop(), 375, 500, 224, 224, sample);
            Assert.Equal((256, 341, new Region(0, 0, 375, 500)), (framing.Height, framing.Width, framing.Source));
            places.Add((framing.Window.Top, framing.Window.Left));
        }
        Assert.Equal(0, places.Min(place => place.Item1));
        Assert.Equal(32, places.Max(place => place.Item1));
        Assert.Equal(117, places.Max(place => place.Item2));
        int[] sizes = [.. Enumerable.Range(0, 1000).Select(s => Frame(new RandomScaledCrop(256 / 224f, 480 / 224f), 500, 375, 224, 224, s).Width)];
        Assert.InRange(sizes.Min(), 256, 258);
        Assert.InRange(sizes.Max(), 477, 480);
    }

    [Fact]
    public void A_strip_too_long_to_be_resized_is_an_error() =>
        Assert.Contains("too long and narrow", Assert.Throws<FoveaException>(() => Frame(new RandomScaledCrop(), 1, 100_000_000, 224, 224, 0)).Message, StringComparison.Ordinal);

    private static Framing Frame(IFramingAugmentation augmentation, int height, int width, int toHeight, int toWidth, int sample)
    {
        var random = new CounterRandom(5, 0, sample, RandomPurpose.Augmentation);
        return augmentation.Frame(height, width, toHeight, toWidth, ref random);
    }
}
