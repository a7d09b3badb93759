namespace Fovea.Imaging.Tests.Filters.Points;

public sealed class PointFilterTests
{
    private static Image<byte> Small => Pictures.Picture<byte>(19, 26, 1);

    [Fact]
    public void ThresholdsEqualOpenCv()
    {
        foreach (string kind in new[] { "binary", "inverted", "truncate", "toZero", "toZeroInverted" })
            Pictures.Equal($"threshold {kind}", (Image<byte>)Pipeline.Parse($"threshold level=100 kind={kind}").Run(Small));
    }

    [Fact]
    public void ArithmeticEqualsOpenCv()
    {
        Image<byte> turned = new(19, 26, 1, Small.Filter(new Flip(FlipAxis.Horizontal), new Rotate90()).Pixels), upside = Small.Filter(new Flip(FlipAxis.Vertical));
        Pictures.Equal("scale u8", Small.Filter(new Scale(0.5, 3)));
        Pictures.Equal("gamma u8", Small.Filter(new Gamma(0.45)));
        Pictures.Equal("add u8", Small.Add(turned));
        Pictures.Near("multiply u8", Small.Multiply(upside, 1 / 255.0), 1); // OpenCV multiplies in single precision
        Pictures.Near("blend u8", Small.Blend(upside, 0.7), 1);
        Assert.Equal(new byte[] { 0, 255 }, new Image<byte>(1, 2, 1, [3, 250]).Subtract(new Image<byte>(1, 2, 1, [9, 0])).Add(new Image<byte>(1, 2, 1, [0, 9])).Pixels.ToArray());
        Assert.Equal(new byte[] { 6 }, new Image<byte>(1, 1, 1, [3]).AbsoluteDifference(new Image<byte>(1, 1, 1, [9])).Pixels.ToArray());
        Assert.Contains("19 x 26", Assert.Throws<FoveaException>(() => Small.Add(new Image<byte>(2, 2, 1))).Message);
    }

    [Theory]
    [InlineData("scale gain=0.5", 0.5, -0.5)]
    [InlineData("scale gain=2 offset=-0.25", 1.75, -2.25)]
    [InlineData("invert", 0, 2)]
    [InlineData("gamma exponent=2", 1, -1)]
    [InlineData("threshold level=0.3", 1, 0)]
    [InlineData("clip", 1, 0)]
    [InlineData("clip low=-0.5 high=0.5", 0.5, -0.5)]
    [InlineData("quantize levels=2", 1, 0)]
    [InlineData("absolute", 1, 1)]
    public void FloatsFollowTheirFormulas(string filter, float ofOne, float ofMinusOne)
    {
        // Long enough for vectors and a rest.
        Image<float> image = new(3, 41, 1);
        for (int i = 0; i < 123; i++) image.Pixels[i] = i % 2 == 0 ? 1 : -1;
        var result = (Image<float>)Pipeline.Parse(filter).Run(image);
        for (int i = 0; i < 123; i++) Assert.Equal(i % 2 == 0 ? ofOne : ofMinusOne, result.Pixels[i], 1e-6f);
    }

    [Fact]
    public void BytesAndWordsAreRoundedToEvenAndClamped()
    {
        Image<byte> all = new(1, 256, 1);
        for (int v = 0; v < 256; v++) all.Pixels[v] = (byte)v;
        Image<byte> half = all.Filter(new Scale(0.5));
        for (int v = 0; v < 256; v++) Assert.Equal((byte)Math.Round(v / 2.0), half.Pixels[v]);
        Assert.Equal(255, all.Filter(new Scale(1.5, 7)).Pixels[200]);
        Assert.Equal(new byte[] { 0, 85, 170, 255 }, new Image<byte>(1, 4, 1, [42, 43, 200, 213]).Filter(new Quantize()).Pixels.ToArray());
        Assert.Equal(new ushort[] { 65535, 30000, 0 }, new Image<ushort>(1, 3, 1, [60000, 20000, 0]).Filter(new Scale(1.5)).Pixels.ToArray());
        Assert.Equal(new byte[] { 255, 7, 254, 9 }, new Image<byte>(1, 2, 2, [0, 7, 1, 9]).Filter(new Invert()).Pixels.ToArray());
    }

    [Fact]
    public void DepthsMapWhiteOrKeepNumbers()
    {
        Image<byte> bytes = new(1, 3, 1, [0, 100, 255]);
        Assert.Equal(new ushort[] { 0, 25700, 65535 }, bytes.FilterTo<ushort>(new Depth(DepthName.Uint16)).Pixels.ToArray());
        Assert.Equal(new ushort[] { 0, 100, 255 }, bytes.FilterTo<ushort>(new Depth(DepthName.Uint16, DepthRange.Keep)).Pixels.ToArray());
        Assert.Equal(new float[] { 0, 100 / 255f, 1 }, bytes.FilterTo<float>(new Depth(DepthName.Float)).Pixels.ToArray());
        Assert.Equal(new byte[] { 0, 2, 255, 0 }, new Image<float>(1, 4, 1, [-3, 2.5f, 300, float.NaN]).FilterTo<byte>(new Depth(DepthName.Uint8, DepthRange.Keep)).Pixels.ToArray());
        Assert.Equal(bytes.Pixels.ToArray(), bytes.Filter(new Depth(DepthName.Uint8)).Pixels.ToArray());
    }

    [Fact]
    public void RoundingIsTheSameInVectorsAndOutside()
    {
        float[] values = [.. Enumerable.Range(-20, 300).SelectMany(i => new[] { i + 0.5f, i + 0.49999f, i, -0f }), float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1e30f];
        Image<byte> result = new Image<float>(1, values.Length, 1, values).FilterTo<byte>(new Depth(DepthName.Uint8, DepthRange.Keep));
        for (int i = 0; i < values.Length; i++) Assert.Equal((byte)(float.IsNaN(values[i]) ? 0 : Math.Clamp(Math.Round((double)values[i]), 0, 255)), result.Pixels[i]);
    }

    [Fact]
    public void NormalizingAndNoiseHaveTheirFigures()
    {
        Image<byte> image = Pictures.Picture<byte>(40, 50, 3);
        ChannelStatistics range = ChannelStatistics.Of(image.FilterTo<float>(new Normalize()), together: true)[0];
        Assert.Equal((0, 1), (range.Least, range.Most));
        foreach (ChannelStatistics one in ChannelStatistics.Of(image.FilterTo<float>(new Normalize(NormalizeKind.Deviation, Together: false)))) Assert.Equal((0, 1), (Math.Round(one.Mean, 5), Math.Round(one.Deviation, 5)));

        Image<float> flat = new(200, 200, 1);
        Image<float> noisy = flat.Filter(new Noise(Sigma: 3, Seed: 5));
        ChannelStatistics noise = ChannelStatistics.Of(noisy)[0];
        Assert.Equal(0, noise.Mean, 0.05);
        Assert.Equal(3, noise.Deviation, 0.05);
        Assert.Equal(noisy.Pixels.ToArray(), flat.Filter(new Noise(Sigma: 3, Seed: 5)).Pixels.ToArray());
        Assert.NotEqual(noisy.Pixels.ToArray(), flat.Filter(new Noise(Sigma: 3, Seed: 6)).Pixels.ToArray());
        Image<byte> salt = new Image<byte>(200, 200, 1).Filter(new Scale(1, 9), new Noise(NoiseKind.Salt, Amount: 0.1));
        Assert.Equal(0.05, salt.Pixels.ToArray().Count(v => v == 255) / 40000.0, 0.01);
        Assert.Equal(0.9, salt.Pixels.ToArray().Count(v => v == 9) / 40000.0, 0.01);
    }

    [Fact]
    public void MistakesAreNamed()
    {
        Assert.Contains("low", Assert.Throws<FoveaException>(() => Small.Filter(new Clip(5, 3))).Message);
        Assert.Contains("exponent", Assert.Throws<FoveaException>(() => Pipeline.Parse("gamma exponent=-1")).Message);
        Assert.Contains("level is missing", Assert.Throws<FoveaException>(() => Pipeline.Parse("threshold")).Message);
        Assert.EndsWith("for example: threshold level=127", Assert.Throws<FoveaException>(() => Pipeline.Parse("threshold")).Hint);
        Assert.Contains("NaN", Assert.Throws<FoveaException>(() => Small.Filter(new Scale(double.NaN))).Message);
        Assert.Contains("levels", Assert.Throws<FoveaException>(() => Small.Filter(new Quantize(1))).Message);
    }
}
