namespace Fovea.Imaging.Tests.Filters.Linear;

public sealed class BoxTests
{
    [Fact]
    public void EqualsTheMeanOfItsWindow()
    {
        foreach (NaiveCorrelation.Case one in NaiveCorrelation.Cases(300, 2))
        {
            bool large = one.Random.Next(3) == 0;
            WindowSize size = new(one.Random.Next(1, large ? 50 : 8), one.Random.Next(1, large ? 50 : 8));
            if (one.Border.Kind == BorderKind.Valid && (size.Height > one.Image.Height || size.Width > one.Image.Width)) continue;
            double[,] weights = new double[size.Height, size.Width];
            for (int i = 0; i < weights.Length; i++) weights[i / size.Width, i % size.Width] = 1.0 / weights.Length;
            Filter filter = new Box(size, Border: one.Border, Depth: one.Random.Next(2) == 0 ? ResultDepth.Float : ResultDepth.Same);
            Image result = new Pipeline(filter).Run(one.Image);
            NaiveCorrelation.Equal(NaiveCorrelation.Of(one.Image, weights, size.Height / 2, size.Width / 2, one.Border), result, 1e-6 * one.Largest, $"{one}: {filter}");
        }
    }

    [Fact]
    public void RepeatedItIsAppliedSoOften()
    {
        Image<byte> image = RandomImages.Create<byte>(50, 33, 3, 1);
        Image<byte> expected = image;
        for (int i = 0; i < 3; i++) expected = expected.Filter(new Box(5));
        Assert.Equal(expected.Pixels.ToArray(), image.Filter(new Box(5, Repeats: 3)).Pixels.ToArray());
    }

    /// <summary>A constant that no byte holds is the nearest byte in every repetition, also where the later ones are of floats.</summary>
    [Theory, InlineData(277, 255), InlineData(0.4, 0), InlineData(-3, 0)]
    public void RepeatedItSeesOneConstantOutside(double constant, double sample)
    {
        Image<byte> image = RandomImages.Create<byte>(9, 12, 2, 1);
        Image<float> Means(double outside) => image.FilterTo<float>(new Box(4, Repeats: 3, Border: Border.Constant(outside), Depth: ResultDepth.Float));
        Assert.Equal(Means(sample).Pixels.ToArray(), Means(constant).Pixels.ToArray());
    }

    /// <summary>Of halves only those of windows whose area is a power of 2 are promised; all other means go to the nearest.</summary>
    [Fact]
    public void MeansOfBytesAreRoundedToTheNearest()
    {
        Image<byte> image = RandomImages.Create<byte>(40, 50, 1, 5);
        foreach (WindowSize size in new WindowSize[] { 2, 3, new(4, 2), new(6, 5), new(12, 9), 16 })
        {
            Image<byte> result = image.Filter(new Box(size, Border: Border.Valid));
            for (int y = 0; y < result.Height; y++)
                for (int x = 0; x < result.Width; x++)
                {
                    int sum = 0;
                    foreach (byte sample in image.Crop(new Region(y, x, size.Height, size.Width)).Pixels) sum += sample;
                    decimal mean = (decimal)sum / size.Area;
                    if (int.IsPow2(size.Area)) Assert.Equal(Math.Round(mean), result[y, x, 0]);
                    else Assert.True(Math.Abs(mean - result[y, x, 0]) <= 0.5m);
                }
        }
    }

    /// <summary>Bands begin every so often; sums carried from row to row must begin anew there.</summary>
    [Fact]
    public void TallImagesAreAsTheirParts()
    {
        Image<float> image = RandomImages.Create<float>(900, 5, 1, 3);
        Image<ushort> words = RandomImages.Create<ushort>(900, 5, 1, 3);
        foreach (int size in new[] { 2, 17, 33, 64, 75 })
        {
            Box box = new(size);
            Assert.Equal(image.Filter(box).Crop(new(400, 0, 100, 5)).Pixels.ToArray(), image.Filter(new Region(400, 0, 100, 5), box).Pixels.ToArray());
            Assert.Equal(words.Filter(box).Crop(new(400, 0, 100, 5)).Pixels.ToArray(), words.Filter(new Region(400, 0, 100, 5), box).Pixels.ToArray());
        }
    }

    [Fact]
    public void OneHugeValueIsSeenOnlyInItsWindow()
    {
        Image<float> image = new(200, 90, 1);
        image.Pixels.Fill(0.25f);
        image[20, 20, 0] = float.MaxValue;
        image[60, 20, 0] = float.NaN;
        Image<float> result = image.Filter(new Box(21));
        for (int y = 0; y < 200; y++)
            for (int x = 0; x < 90; x++)
                Assert.Equal(x <= 30 && x >= 10 && (y is >= 10 and <= 30 or >= 50 and <= 70), result[y, x, 0] != 0.25f);
    }

    [Theory]
    [InlineData("box size=0", "size is 0, but must be a whole number")]
    [InlineData("box size=3x0", "size is 3x0")]
    [InlineData("box size=-3", "size is '-3'")]
    [InlineData("box size=3 repeats=0", "repeats is 0")]
    [InlineData("box radius=-1", "radius is -1")]
    [InlineData("box size=2000000000", "from 1 up to 65535")]
    [InlineData("box size=3 radius=1", "size and radius are both given")]
    public void OthersAreRefused(string text, string reason) => Assert.Contains(reason, Assert.Throws<FoveaException>(() => Pipeline.Parse(text).Run(new Image<byte>(4, 4, 1))).Message);

    /// <summary>Row B4 of the course: a median of radius 4 beside a mean of radius 4, and a mean of radius 20.</summary>
    [Theory, InlineData("box", "box size=3"), InlineData("box radius=0", "identity"), InlineData("box radius=4", "box size=9"), InlineData("box radius=20", "box size=41")]
    public void ARadiusIsHalfAWindow(string text, string same)
    {
        Image<byte> image = RandomImages.Create<byte>(20, 31, 3, 1);
        Assert.Equal(((Image<byte>)Pipeline.Parse(same).Run(image)).Pixels.ToArray(), ((Image<byte>)Pipeline.Parse(text).Run(image)).Pixels.ToArray());
    }
}
