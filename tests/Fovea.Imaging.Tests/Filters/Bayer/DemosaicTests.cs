namespace Fovea.Imaging.Tests.Filters.Bayer;

public sealed class DemosaicTests
{
    [Theory]
    [InlineData("rggb"), InlineData("bggr"), InlineData("grbg"), InlineData("gbrg")]
    public void BilinearEqualsOpenCv(string order)
    {
        Pipeline demosaic = Pipeline.Parse($"demosaic order={order}");
        Pictures.Equal($"demosaic {order} u8", (Image<byte>)demosaic.Run(Pictures.Picture<byte>(13, 22, 1)));
        Pictures.Equal($"demosaic {order} u16", (Image<ushort>)demosaic.Run(Pictures.Picture<ushort>(6, 7, 1)));
    }

    [Fact]
    public void LongRowsOfBytesEqualRowsOfWords()
    {
        // Bytes have a way of their own in long rows; 16 bits are summed in floats.
        foreach (int width in new[] { 66, 67, 129, 200, 321 })
            foreach (BayerOrder order in Enum.GetValues<BayerOrder>())
            {
                Image<byte> raw = Pictures.Picture<byte>(7, width, 1);
                Image<ushort> words = raw.FilterTo<ushort>(new Depth(DepthName.Uint16, DepthRange.Keep));
                Pictures.Near($"{order} {width}", [.. words.Demosaic(order).Pixels.ToArray().Select(v => (double)v)], raw.Demosaic(order), 0);
            }
    }

    [Fact]
    public void MalvarEqualsThePapersKernels()
    {
        double[,] greenAtColor = { { 0, 0, -1, 0, 0 }, { 0, 0, 2, 0, 0 }, { -1, 2, 4, 2, -1 }, { 0, 0, 2, 0, 0 }, { 0, 0, -1, 0, 0 } };
        double[,] rowColorAtGreen = { { 0, 0, 0.5, 0, 0 }, { 0, -1, 0, -1, 0 }, { -1, 4, 5, 4, -1 }, { 0, -1, 0, -1, 0 }, { 0, 0, 0.5, 0, 0 } };
        double[,] otherAtColor = { { 0, 0, -1.5, 0, 0 }, { 0, 2, 0, 2, 0 }, { -1.5, 0, 6, 0, -1.5 }, { 0, 2, 0, 2, 0 }, { 0, 0, -1.5, 0, 0 } };
        foreach ((int height, int width) in new[] { (2, 2), (3, 5), (21, 38), (70, 33) })
            foreach (BayerOrder order in Enum.GetValues<BayerOrder>())
            {
                Image<ushort> raw = Pictures.Picture<ushort>(height, width, 1);
                Image<ushort> result = raw.Demosaic(order, DemosaicMethod.Malvar);
                double[] expected = new double[height * width * 3];
                for (int y = 0; y < height; y++)
                    for (int x = 0; x < width; x++)
                        for (int c = 0; c < 3; c++)
                        {
                            int here = order.ColorAt(y, x), beside = order.ColorAt(y, x + 1);
                            double value = here == c ? raw[y, x, 0] : Apply(raw, y, x, here != 1 ? c == 1 ? greenAtColor : otherAtColor : rowColorAtGreen, here == 1 && beside != c) / 8;
                            expected[(y * width + x) * 3 + c] = Math.Clamp(Math.Floor(value + 0.5), 0, 65535);
                        }
                Pictures.Near($"{order} {height} x {width}", expected, result, 0);
            }

        static double Apply(Image<ushort> raw, int y, int x, double[,] kernel, bool transposed)
        {
            double sum = 0;
            for (int v = -2; v <= 2; v++)
                for (int u = -2; u <= 2; u++)
                    sum += (transposed ? kernel[u + 2, v + 2] : kernel[v + 2, u + 2]) * raw[Border.Reflect.Map(y + v, raw.Height), Border.Reflect.Map(x + u, raw.Width), 0];
            return sum;
        }
    }

    [Fact]
    public void SmoothColoursComeBack()
    {
        Image<float> image = new(20, 30, 3);
        for (int y = 0; y < 20; y++)
            for (int x = 0; x < 30; x++)
                for (int c = 0; c < 3; c++) image[y, x, c] = 0.1f * c + 0.01f * x + 0.005f * y + 0.2f;
        foreach (BayerOrder order in Enum.GetValues<BayerOrder>())
            foreach (DemosaicMethod method in Enum.GetValues<DemosaicMethod>())
            {
                Image<float> back = image.Mosaic(order).Demosaic(order, method);
                for (int y = 2; y < 18; y++)
                    for (int x = 2; x < 28; x++)
                        for (int c = 0; c < 3; c++) Assert.Equal(image[y, x, c], back[y, x, c], 1e-5f);
            }
    }

    [Fact]
    public void LevelsAreStretched()
    {
        Image<ushort> raw = new(4, 4, 1);
        raw.Pixels.Fill(1024 + 1500);
        Assert.All(raw.Demosaic(black: 1024, white: 4024).Pixels.ToArray(), v => Assert.Equal(32768, v));
        raw.Pixels.Fill(3);
        Assert.All(raw.Demosaic(method: DemosaicMethod.Malvar, black: 1024, white: 4024).Pixels.ToArray(), v => Assert.Equal(0, v));
    }

    [Fact]
    public void MistakesAreNamed()
    {
        Assert.Contains("3 channels", Assert.Throws<FoveaException>(() => new Image<byte>(4, 4, 3).Demosaic()).Message);
        Assert.Contains("2 x 2", Assert.Throws<FoveaException>(() => new Image<byte>(1, 4, 1).Demosaic()).Message);
        Assert.Contains("not below white", Assert.Throws<FoveaException>(() => new Image<byte>(4, 4, 1).Demosaic(black: 300)).Message);
        Assert.Contains("RGB", Assert.Throws<FoveaException>(() => new Image<byte>(4, 4, 1).Mosaic()).Message);
    }
}
