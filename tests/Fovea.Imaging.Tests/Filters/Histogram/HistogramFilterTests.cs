namespace Fovea.Imaging.Tests.Filters.Histograms;

/// <summary>Filters by histogram, and histograms themselves, against OpenCV, scikit-image and NumPy.</summary>
public sealed class HistogramFilterTests
{
    private static Image<T> Gray<T>() where T : struct => Pictures.Picture<T>(37, 53, 1);

    [Fact]
    public void CountsEqualNumpys()
    {
        Assert.Equal(Pictures.Expected<long>("histogram f"), Histogram.Of(Gray<float>(), 13, 0.1, 0.8).Counts(0).ToArray());
        Assert.Equal(Pictures.Expected<long>("histogram u8"), Histogram.Of(Gray<byte>(), 7, 3, 200).Counts(0).ToArray());
        Assert.Equal(Pictures.Expected<long>("histogram u16"), Histogram.Of(Gray<ushort>(), 100).Counts(0).ToArray());
        Image<byte> color = Pictures.Picture<byte>(40, 51, 3);
        for (int c = 0; c < 3; c++) Assert.Equal(Histogram.Of(color.Filter(new Channel(c))).Counts(0).ToArray(), Histogram.Of(color).Counts(c).ToArray());
    }

    [Fact]
    public void FiguresAreThoseOfTheSamples()
    {
        Image<byte> image = new(1, 8, 1, [1, 1, 1, 1, 5, 5, 7, 255]);
        Histogram histogram = Histogram.Of(image);
        Assert.Equal(3, histogram.Entropy(0) + 1.25, 1e-12); // 1/2, 1/4, 1/8, 1/8: 1.75 bits
        Assert.Equal((8, 1, 255, 276 / 8.0), (histogram.Statistics[0].Count, histogram.Statistics[0].Least, histogram.Statistics[0].Most, histogram.Statistics[0].Mean));
        Assert.Equal(Math.Sqrt((4 + 25 * 2 + 49 + 65025) / 8.0 - 34.5 * 34.5), histogram.Statistics[0].Deviation, 1e-9);
        Assert.Equal(1.5, histogram.Percentile(0, 25));
        Assert.Equal([8, 8], histogram.Cumulative(0)[254..] is [var a, var b] ? new long[] { a + 1, b } : []);
        foreach (string depth in new[] { "u8", "u16", "f" })
        {
            Image picture = depth == "u8" ? Gray<byte>() : depth == "u16" ? Gray<ushort>() : Gray<float>();
            double[] expected = Pictures.Expected<double>($"percentiles {depth}"), found = picture.Percentiles(0, 0, 2, 33.3, 50, 98, 100);
            for (int i = 0; i < 6; i++) Assert.Equal(expected[i], found[i], 1e-9);
        }
    }

    [Fact]
    public void EqualizeEqualsOpenCvAndScikitImage()
    {
        Pictures.Equal("equalize u8", Gray<byte>().Equalize());
        Pictures.Near("equalize f", Gray<float>().Equalize(), 1e-6);
        Image<byte> flat = new(5, 5, 1);
        flat.Pixels.Fill(77);
        Assert.Equal(flat.Pixels.ToArray(), flat.Equalize().Pixels.ToArray());
    }

    [Fact]
    public void ClaheEqualsOpenCv()
    {
        foreach ((int clip, int tiles) in new[] { (2, 8), (4, 3), (0, 4), (40, 1) })
        {
            Pictures.Equal($"clahe u8 {clip} {tiles}", Gray<byte>().Clahe(clip, tiles));
            if (tiles < 8) Pictures.Equal($"clahe u16 {clip} {tiles}", Gray<ushort>().Clahe(clip, tiles));
        }
    }

    [Fact]
    public void MatchEqualsScikitImage()
    {
        Pictures.Near("match u8", Pictures.Picture<byte>(19, 26, 1).MatchHistogram(Pictures.Picture<byte>(11, 14, 1, 3)), 0.5);
        Pictures.Near("match f", Pictures.Picture<float>(19, 26, 1).MatchHistogram(Pictures.Picture<float>(11, 14, 1, 3)), 1e-6);
        Assert.ThrowsAny<FoveaException>(() => Gray<byte>().Filter(new Match("no such file")));
        Assert.Contains("channels", Assert.Throws<FoveaException>(() => Gray<byte>().MatchHistogram(new Image<byte>(2, 2, 3))).Message);
    }

    [Fact]
    public void OtsuEqualsThePeers()
    {
        Assert.Equal(Pictures.Numbers("otsu u8")[0], Otsu.LevelOf(Gray<byte>()));
        Assert.Equal(Pictures.Numbers("otsu u16")[0], Otsu.LevelOf(Gray<ushort>()));
        Assert.Equal(Pictures.Numbers("otsu f")[0], Otsu.LevelOf(Gray<float>()), 1e-6);
        Assert.Equal(Gray<byte>().Filter(new Threshold(Otsu.LevelOf(Gray<byte>()))).Pixels.ToArray(), Gray<byte>().Filter(new Otsu()).Pixels.ToArray());
    }

    [Fact]
    public void StretchTakesPercentilesToTheEnds()
    {
        Image<byte> image = new(1, 5, 1, [10, 20, 30, 40, 110]);
        Assert.Equal(new byte[] { 0, 26, 51, 76, 255 }, image.Stretch().Pixels.ToArray()); // 25.5 and 76.5 go to the even one
        Assert.Equal(new byte[] { 0, 0, 128, 255, 255 }, image.Stretch(25, 75).Pixels.ToArray());
        Assert.Equal(new float[] { 0, 0.5f, 1 }, new Image<float>(1, 3, 1, [-2, 0, 2]).Stretch().Pixels.ToArray());
        Image<byte> color = new(1, 2, 3, [0, 10, 20, 100, 50, 200]);
        Assert.Equal(new byte[] { 0, 13, 26, 128, 64, 255 }, color.Stretch().Pixels.ToArray());
        Assert.Equal(new byte[] { 0, 0, 0, 255, 255, 255 }, color.Stretch(together: false).Pixels.ToArray());
        Assert.Contains("not below", Assert.Throws<FoveaException>(() => image.Stretch(60, 40)).Message);
    }

    [Fact]
    public void PicturesShowTheCounts()
    {
        Image<byte> image = new(4, 4, 1);
        image.Pixels.Fill(128);
        Image<byte> picture = Histogram.Of(image).ToPicture(64, 256);
        // One bar of full height where 128 is, white beside it.
        Assert.True(picture[12 + 40, 12 + 128, 0] < 140);
        Assert.Equal(255, picture[12 + 40, 12 + 100, 0]);
        Assert.Equal(3, Histogram.Of(Pictures.Picture<ushort>(9, 9, 4)).ToPicture(logarithmic: true).Channels);
        Assert.Contains("16", Assert.Throws<FoveaException>(() => Histogram.Of(image).ToPicture(3)).Message);
        Assert.Contains("bins", Assert.Throws<FoveaException>(() => Histogram.Of(image, 0)).Message);
        Assert.Contains("range", Assert.Throws<FoveaException>(() => Histogram.Of(image, 4, 3, 3)).Message);
    }

    [Fact]
    public void NothingBreaksOnOddImages()
    {
        Image<float> strange = new(2, 3, 1, [float.NaN, 1, float.PositiveInfinity, -1, 0.5f, float.NaN]);
        foreach (string filter in new[] { "stretch", "equalize", "clahe", "otsu", "normalize", "normalize kind=deviation" })
        {
            Pipeline.Parse(filter).Run(strange);
            foreach (Image one in new Image[] { new Image<byte>(1, 1, 1), new Image<ushort>(1, 1, 2), new Image<float>(1, 1, 3), new Image<byte>(3, 1, 5) }) Pipeline.Parse(filter).Run(one);
        }
        Assert.Equal(2, Histogram.Of(strange).Total(0));
    }
}
