using Fovea.Imaging.Tests.Filters.Ordering;

namespace Fovea.Imaging.Tests.Filters.Rank;

/// <summary>Median and ranks against the definition, on random images; windows of all sizes take all the ways in which they are computed.</summary>
public sealed class RankTests
{
    [Fact]
    public void BytesEqualTheDefinition() => Check<byte>(1);

    [Fact]
    public void SixteenBitsEqualTheDefinition() => Check<ushort>(2);

    [Fact]
    public void FloatsEqualTheDefinition() => Check<float>(3);

    [Fact]
    public void AllEqualsOpenCvAndSciPy() => ExpectedResults.AreEqual("ranks");

    static void Check<T>(int seed) where T : struct
    {
        Random random = new(seed);
        for (int trial = 0; trial < 90; trial++)
        {
            Image<T> image = RandomSamples.Image<T>(random, random.Next(1, 24), random.Next(1, 40), random.Next(1, 6), withNaN: random.Next(3) == 0);
            int longest = trial % 10 == 0 ? 24 : 10;
            WindowSize window = random.Next(3) == 0 ? 3 : new WindowSize(random.Next(1, longest), random.Next(1, longest));
            Border border = RandomSamples.Border(random);
            if (border.Kind == BorderKind.Valid && (window.Height > image.Height || window.Width > image.Width)) border = Border.Symmetric;
            int rank = random.Next(window.Area);
            string what = $"trial {trial}: {image}, {window}, {border}";
            RandomSamples.Same(Naive(image, window, window.Area / 2, border), image.Filter(new Median(window, Border: border)), $"{what}, median");
            RandomSamples.Same(Naive(image, window, rank, border), image.Filter(new RankFilter(window, Rank: rank, Border: border)), $"{what}, rank {rank}");
        }
    }

    /// <summary>Tiles, many rows and large windows, among them one whose counts need more than 16 bits.</summary>
    [Theory]
    [InlineData(9, 9, 150, 1100, 1)]
    [InlineData(15, 17, 300, 210, 1)]
    [InlineData(40, 33, 140, 130, 3)]
    [InlineData(121, 1, 60, 700, 1)]
    [InlineData(1, 121, 200, 40, 2)]
    [InlineData(257, 256, 20, 30, 1)]
    [InlineData(350, 340, 9, 12, 1)]
    public void LargeWindowsEqualEachOther(int width, int height, int rows, int columns, int channels)
    {
        // What is exact for small windows is checked for large ones on images of two values: there the rank follows from their number, which is a running sum.
        Random random = new(width);
        Image<byte> image = new(rows, columns, channels);
        foreach (ref byte sample in image.Pixels) sample = (byte)(random.Next(5) < 2 ? 200 : 7);
        WindowSize window = new(width, height);
        Image<float> floats = new(rows, columns, channels);
        Image<ushort> words = new(rows, columns, channels);
        for (int i = 0; i < image.Pixels.Length; i++) (floats.Pixels[i], words.Pixels[i]) = (-image.Pixels[i] * 1e-3f, (ushort)(image.Pixels[i] * 257));
        int rank = (int)(window.Area * 0.6);
        Image<byte> expected = TwoValues(image, window, rank);
        RandomSamples.Same(expected, image.Filter(new RankFilter(window, Rank: rank)), "bytes");
        Image<ushort> expectedWords = new(rows, columns, channels);
        Image<float> expectedFloats = new(rows, columns, channels);
        for (int i = 0; i < image.Pixels.Length; i++) (expectedFloats.Pixels[i], expectedWords.Pixels[i]) = (-expected.Pixels[i] * 1e-3f, (ushort)(expected.Pixels[i] * 257));
        RandomSamples.Same(expectedWords, words.Filter(new RankFilter(window, Rank: rank)), "16 bits");
        // Turned round by the sign, the rank counts from the other end.
        RandomSamples.Same(expectedFloats, floats.Filter(new RankFilter(window, Rank: window.Area - 1 - rank)), "floats");
    }

    [Fact]
    public void ThresholdsAndRanksMayBeExchanged()
    {
        // Rank filters commute with every monotone change of values: the decomposition that makes large windows testable with any content.
        Image<ushort> image = RandomImages.Create<ushort>(90, 120, 1, 5);
        Image<ushort> median = image.Filter(new Median(23));
        foreach (int threshold in new[] { 3000, 20000, 40000 })
        {
            Image<byte> above = new(90, 120, 1);
            for (int i = 0; i < above.Pixels.Length; i++) above.Pixels[i] = image.Pixels[i] >= threshold ? (byte)1 : (byte)0;
            Image<byte> expected = above.Filter(new Median(23));
            for (int i = 0; i < above.Pixels.Length; i++) Assert.Equal(expected.Pixels[i] == 1, median.Pixels[i] >= threshold);
        }
    }

    [Fact]
    public void NaNSortsLast()
    {
        Image<float> image = new(3, 3, 1, [float.NaN, -1, float.PositiveInfinity, -float.NaN, 4, 3, 2, -0.5f, float.NegativeInfinity]);
        float At(int rank) => image.Filter(new RankFilter(3, Rank: rank, Border: Border.Valid)).Pixels[0];
        Assert.Equal([float.NegativeInfinity, -1, -0.5f, 2, 3, 4, float.PositiveInfinity, float.NaN, float.NaN], Enumerable.Range(0, 9).Select(At));
        foreach (int side in new[] { 3, 5, 9, 31 })
        {
            Image<float> nothing = new(20, 30, 2);
            nothing.Pixels.Fill(float.NaN);
            Assert.All(nothing.Filter(new Median(side)).Pixels.ToArray(), sample => Assert.True(float.IsNaN(sample)));
        }
    }

    [Fact]
    public void PercentilesAreRanks()
    {
        Image<byte> image = RandomImages.Create<byte>(20, 30, 1, 6);
        foreach ((double percentile, int rank) in new[] { (0.0, 0), (10, 2), (50, 12), (99, 24), (100, 24) })
            RandomSamples.Same(image.Filter(new RankFilter(5, Rank: rank)), image.Filter(new RankFilter(5, Percentile: percentile)), $"{percentile} %");
    }

    [Theory]
    [InlineData("rank rank=9", "rank 9 of 9 samples")]
    [InlineData("rank rank=1 percentile=3", "both given")]
    [InlineData("rank rank=-1", "rank is -1")]
    [InlineData("rank percentile=101", "percentile is 101")]
    [InlineData("median size=5x", "size is '5x'")]
    [InlineData("median size=9 border=valid", "larger than the image")]
    [InlineData("median size=4 radius=2", "both given")]
    public void WrongParametersAreRefused(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<FoveaException>(() => Pipeline.Parse(text).Run(new Image<byte>(8, 8, 1))).Message, StringComparison.Ordinal);

    static Image<T> Naive<T>(Image<T> image, WindowSize window, int rank, Border border) where T : struct
    {
        (List<(int, int)> offsets, var around) = NaiveOrder.Of(StructuringElement.Box(window), reflected: false);
        return NaiveOrder.Filter(image, offsets, _ => rank, border, around);
    }

    static Image<byte> TwoValues(Image<byte> image, WindowSize window, int rank)
    {
        Image<byte> result = new(image.Height, image.Width, image.Channels);
        int Seen(int at, int length) => Border.Replicate.Map(at, length);
        for (int c = 0; c < image.Channels; c++)
        {
            int[,] sums = new int[image.Height + window.Height, image.Width + window.Width];
            for (int y = 1; y < sums.GetLength(0); y++)
                for (int x = 1; x < sums.GetLength(1); x++)
                    sums[y, x] = sums[y - 1, x] + sums[y, x - 1] - sums[y - 1, x - 1]
                        + (image[Seen(y - 1 - window.Height / 2, image.Height), Seen(x - 1 - window.Width / 2, image.Width), c] == 7 ? 1 : 0);
            for (int y = 0; y < image.Height; y++)
                for (int x = 0; x < image.Width; x++)
                {
                    int low = sums[y + window.Height, x + window.Width] - sums[y, x + window.Width] - sums[y + window.Height, x] + sums[y, x];
                    result[y, x, c] = rank < low ? (byte)7 : (byte)200;
                }
        }
        return result;
    }
}
