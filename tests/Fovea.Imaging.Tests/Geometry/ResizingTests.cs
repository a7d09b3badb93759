using FsCheck;
using FsCheck.Fluent;

namespace Fovea.Imaging.Tests;

/// <summary>
/// The expected arrays come from OpenCV 4.6 (cv2.resize) and Pillow 9.4 (mode F, one channel at a time), on the image of <see cref="Input"/>.
/// </summary>
public class ResizingTests
{
    private static Image<float> Input(int height, int width, int channels)
    {
        var image = new Image<float>(height, width, channels);
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                for (int c = 0; c < channels; c++) image[y, x, c] = (7 * y * y + 13 * x + 29 * c + 3 * x * y) % 101;
        return image;
    }

    // cv2.resize(input, (7, 5), interpolation=cv2.INTER_LINEAR)
    [Fact]
    public void BilinearEnlargesAsOpenCv() => Near(Input(3, 4, 1).Resize(5, 7),
        0, 4.64286f, 12.0714f, 19.5f, 26.9286f, 34.3571f, 39, 2.8f, 7.87143f, 15.9857f, 24.1f, 32.2143f, 40.3286f, 45.4f, 7, 12.7143f, 21.8571f,
        31, 40.1429f, 49.2857f, 55, 19.6f, 25.9571f, 36.1286f, 46.3f, 56.4714f, 66.6429f, 73, 28, 34.7857f, 45.6429f, 56.5f, 67.3571f, 78.2143f, 85);

    // Image.fromarray(input, mode="F").resize((4, 3), Image.BILINEAR), and to (12, 4), where one axis shrinks and one grows
    [Fact]
    public void BilinearShrinksAsPillow()
    {
        Near(Input(7, 9, 1).Resize(3, 4),
            21.902f, 48.1568f, 53.2404f, 42.3429f, 46.0588f, 46.439f, 49.6385f, 48.6151f, 41.0612f, 49.122f, 37.7578f, 67.4061f);
        Near(Input(7, 9, 1).Resize(4, 12),
            4.33333f, 13.4405f, 24.369f, 35.2976f, 46.2262f, 54.1488f, 63.2738f, 68.7917f, 47.256f, 52.7738f, 43.8631f, 19.9048f,
            33.6f, 45.625f, 49.45f, 46.205f, 60.635f, 42.24f, 36.975f, 48.88f, 48.16f, 42.39f, 46.215f, 58.24f,
            38.16f, 41.01f, 41.4f, 42.295f, 60.865f, 46.61f, 37.91f, 43.855f, 62.425f, 63.32f, 51.59f, 34.24f,
            58.4286f, 49.7679f, 35.7679f, 24.7738f, 46.8452f, 65.9107f, 50.1071f, 12.0595f, 34.131f, 56.2024f, 76.4702f, 91.8571f);
    }

    [Fact]
    public void ChannelsDoNotMix() => Near(Input(7, 9, 3).Resize(2, 3),
        36.3169f, 55.0407f, 58.2035f, 49.522f, 56.5995f, 46.9742f, 46.7093f, 43.4128f, 58.3198f,
        43.686f, 46.8488f, 51.7733f, 45.6202f, 44.6072f, 54.8165f, 55.6773f, 54.1424f, 54.6628f);

    // cv2.resize(input, (4, 3), interpolation=cv2.INTER_LINEAR); halving, it is the mean of 2 x 2, which cv2.INTER_AREA gives too
    [Fact]
    public void WithoutAntialiasBilinearShrinksAsOpenCv()
    {
        Near(Input(7, 9, 1).Resize(3, 4, antialias: false),
            14.0417f, 47.7917f, 73.125f, 35.3333f, 76.75f, 25.25f, 74.75f, 23.25f, 42.0417f, 48.375f, 12.625f, 77.875f);
        Near(Input(4, 6, 1).Resize(2, 3, antialias: false), 10.75f, 39.75f, 68.75f, 55.75f, 46.25f, 36.75f);
    }

    // By hand: halving with the triangle stretched to 2 weighs 1/8, 3/8, 3/8, 1/8 inside; at the ends 3/8, 3/8, 1/8 are scaled to the sum 1.
    [Fact]
    public void HalvingWeighsFourSamples()
    {
        var row = new Image<float>(1, 6, 1, [7, 14, 21, 0, 8, 16]);
        Near(row.Resize(1, 3), (3 * 7 + 3 * 14 + 21) / 7f, (14 + 3 * 21 + 3 * 0 + 8) / 8f, (0 + 3 * 8 + 3 * 16) / 7f);
    }

    // Image.fromarray(input, mode="F").resize((4, 3), Image.NEAREST), and to (10, 8), where cv2.INTER_NEAREST_EXACT gives the same
    [Fact]
    public void NearestPicksAsPillow()
    {
        Assert.Equal([0, 26, 52, 78, 28, 66, 3, 41, 11, 61, 10, 60], Input(5, 7, 1).Resize(3, 4, Interpolation.Nearest).Pixels.ToArray());
        Assert.Equal(
            [
                0, 13, 13, 26, 39, 39, 52, 65, 65, 78, 0, 13, 13, 26, 39, 39, 52, 65, 65, 78, 7, 23, 23, 39, 55, 55, 71, 87, 87, 2,
                28, 47, 47, 66, 85, 85, 3, 22, 22, 41, 28, 47, 47, 66, 85, 85, 3, 22, 22, 41, 63, 85, 85, 6, 28, 28, 50, 72, 72, 94,
                11, 36, 36, 61, 86, 86, 10, 35, 35, 60, 11, 36, 36, 61, 86, 86, 10, 35, 35, 60,
            ],
            Input(5, 7, 1).Resize(8, 10, Interpolation.Nearest).Pixels.ToArray());
    }

    [Fact]
    public void IntegersAreTheRoundedFloats()
    {
        foreach ((int height, int width) in new[] { (3, 4), (20, 25), (7, 3), (11, 9) })
        {
            Image<float> floats = Input(7, 9, 3).Resize(height, width);
            var bytes = new Image<byte>(7, 9, 3, Array.ConvertAll(Input(7, 9, 3).Pixels.ToArray(), v => (byte)v));
            var words = new Image<ushort>(7, 9, 3, Array.ConvertAll(Input(7, 9, 3).Pixels.ToArray(), v => (ushort)v));
            Assert.Equal(Array.ConvertAll(floats.Pixels.ToArray(), v => (byte)MathF.Floor(v + 0.5f)), bytes.Resize(height, width).Pixels.ToArray());
            Assert.Equal(Array.ConvertAll(floats.Pixels.ToArray(), v => (ushort)MathF.Floor(v + 0.5f)), words.Resize(height, width).Pixels.ToArray());
        }
    }

    [Fact]
    public void TheSameSizeGivesTheSameBits()
    {
        var odd = new Image<float>(1, 4, 1, [float.NaN, -0f, float.PositiveInfinity, float.Epsilon]);
        foreach (Interpolation kernel in Interpolation.All)
        {
            Image<float> same = odd.Resize(1, 4, kernel);
            Assert.NotSame(odd, same);
            Assert.Equal(odd.Pixels.ToArray().Select(BitConverter.SingleToUInt32Bits), same.Pixels.ToArray().Select(BitConverter.SingleToUInt32Bits));
        }
    }

    [Fact]
    public void AnAxisThatKeepsItsSizeIsNotTouched() => Prop.ForAll(RandomImages.Cases(1, 2, 3, 4), one =>
    {
        Image<float> row = one.Image<float>().Crop(new Region(0, 0, 1, one.Width));
        Image<float> tall = row.Resize(5, one.Width);
        Image<float> column = one.Image<float>().Crop(new Region(0, 0, one.Height, 1));
        Image<float> wide = column.Resize(one.Height, 3);
        for (int y = 0; y < 5; y++)
            if (!tall.Row(y).SequenceEqual(row.Pixels)) return false;
        for (int y = 0; y < one.Height; y++)
            for (int x = 0; x < 3; x++)
                if (!wide.Row(y).Slice(x * one.Channels, one.Channels).SequenceEqual(column.Row(y))) return false;
        return true;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void AConstantStaysConstantAndTheRangeIsKept() => Prop.ForAll(RandomImages.Cases(1, 2, 3, 5), Gen.Choose(1, 90).Two().ToArbitrary(),
        (one, size) =>
        {
            foreach (Interpolation kernel in Interpolation.All)
            {
                var constant = new Image<byte>(one.Height, one.Width, one.Channels);
                constant.Pixels.Fill(201);
                if (constant.Resize(size.Item1, size.Item2, kernel).Pixels.ContainsAnyExcept((byte)201)) return false;
                Image<ushort> image = one.Image<ushort>();
                // Kernels with negative weights overshoot, which is their nature.
                if (kernel.Name is "bicubic" or "lanczos") continue;
                ushort least = image.Pixels.ToArray().Min(), most = image.Pixels.ToArray().Max();
                if (image.Resize(size.Item1, size.Item2, kernel).Pixels.ContainsAnyExceptInRange(least, most)) return false;
            }
            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void MirroringAndResizingCommute() => Prop.ForAll(RandomImages.Cases(1), Gen.Choose(1, 90).ToArbitrary(), (one, width) =>
    {
        Image<float> image = one.Image<float>();
        Image<float> a = Mirror(image.Resize(image.Height, width)), b = Mirror(image).Resize(image.Height, width);
        for (int i = 0; i < a.Pixels.Length; i++)
            if (Math.Abs(a.Pixels[i] - b.Pixels[i]) > 1e-5f) return false;
        return true;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void OnePixelAndManyGoBothWays()
    {
        Image<byte> many = new Image<byte>(1, 1, 3, [5, 6, 7]).Resize(30, 40);
        Assert.All(many.Pixels.ToArray().Chunk(3), pixel => Assert.Equal(new byte[] { 5, 6, 7 }, pixel));
        Assert.Equal(1, Input(99, 101, 4).Resize(1, 1).Width);
    }

    [Fact]
    public void MistakesAreNamed()
    {
        Assert.Contains("height 0", Assert.Throws<FoveaException>(() => new Image<byte>(1, 1, 1).Resize(0, 5)).Message);
        Assert.Contains("width -1", Assert.Throws<FoveaException>(() => new Image<byte>(1, 1, 1).Resize(1, -1)).Message);
        Assert.Throws<FoveaException>(() => new Image<byte>(1, 1, 1).Resize(int.MaxValue, int.MaxValue));
        Assert.Same(Interpolation.Bilinear, Interpolation.ByName("Bilinear"));
        Assert.Contains("did you mean 'bilinear'", Assert.Throws<FoveaException>(() => Interpolation.ByName("biliner")).Message);
    }

    private static Image<float> Mirror(Image<float> image)
    {
        Image<float> result = image.Clone();
        for (int y = 0; y < image.Height; y++) result.Row(y).Reverse();
        return result;
    }

    private static void Near(Image<float> image, params float[] expected)
    {
        Assert.Equal(expected.Length, image.Pixels.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], image.Pixels[i], 5e-4f);
    }
}
