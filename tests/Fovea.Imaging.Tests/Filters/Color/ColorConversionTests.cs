namespace Fovea.Imaging.Tests.Filters.Color;

/// <summary>Colour spaces against scikit-image, OpenCV and the formulas in double precision; there and back.</summary>
public sealed class ColorConversionTests
{
    private static Image<T> Rgb<T>() where T : struct => Pictures.Picture<T>(9, 17, 3);

    [Fact]
    public void GrayEqualsOpenCv()
    {
        Pictures.Equal("gray u8", Rgb<byte>().ToGray());
        Pictures.Equal("gray u16", Rgb<ushort>().ToGray());
        Pictures.Near("gray f", Rgb<float>().ToGray(), 2e-7);
        Assert.Equal(Rgb<byte>().ToGray().Pixels, Rgb<byte>().Filter(new Gray()).Pixels);
    }

    [Fact]
    public void FloatsEqualScikitImage()
    {
        Pictures.Near("lab f", Rgb<float>().ToLab(), 1e-4);
        Image<float> dark = Rgb<float>();
        foreach (ref float v in dark.Pixels) v *= 0.05f;
        Pictures.Near("lab dark", dark.ToLab(), 2e-4); // scikit-image's 7.787 is a rounded 841 / 108
        Pictures.Near("rgb of lab", Rgb<float>().ToLab().FromLab(), 2e-6);
        Pictures.Near("xyz f", Rgb<float>().ToXyz(), 1e-6);
        Pictures.Near("hsv f", Rgb<float>().ToHsv(), 1e-6);
        Pictures.Near("rgb of hsv", Rgb<float>().FromHsv(), 1e-6);
    }

    [Fact]
    public void OpenCvsFormsAreMet()
    {
        Image<float> degrees = Rgb<float>().ToHsv(HueUnit.Degrees);
        Pictures.Near("hsv degrees f", degrees, 2e-4);
        Pictures.Near("hsv degrees u8", Rgb<byte>().ToHsv(HueUnit.Degrees), 1);
        Pictures.Near("lab u8", Rgb<byte>().ToLab(), 1);
        Pictures.Near("ycbcr u8", Rgb<byte>().ToYCbCr(), 1);
        Pictures.Near("rgb of ycbcr u8", Rgb<byte>().FromYCbCr(), 1);
        Pictures.Near("ycbcr pillow", Rgb<byte>().ToYCbCr(), 1);
    }

    [Fact]
    public void EveryWayThereGoesBack()
    {
        Image<float> floats = Rgb<float>();
        Image<ushort> words = Rgb<ushort>();
        foreach (string way in new[] { "ycbcr", "hsv", "lab", "xyz", "linear" })
        {
            Pipeline both = Pipeline.Parse($"to_{way} | from_{way}");
            Pictures.Near(way, [.. floats.Pixels.ToArray().Select(v => (double)v)], (Image<float>)both.Run(floats), 3e-6);
            // XYZ in integers clamps Z of bright blues, and a step of linear light near black is 13 steps of sRGB.
            if (way is "ycbcr" or "hsv" or "lab") Pictures.Near(way, [.. words.Pixels.ToArray().Select(v => (double)v)], (Image<ushort>)both.Run(words), way == "lab" ? 40 : 3);
        }
    }

    [Fact]
    public void FloatsEqualTheFormulasInDoublePrecision()
    {
        Random random = new(3);
        Image<float> image = new(50, 37, 3);
        foreach (ref float v in image.Pixels) v = random.Next(4) == 0 ? random.NextSingle() * 0.05f : random.NextSingle();
        Image<float> linear = image.ToLinear(), back = linear.FromLinear(), lab = image.ToLab();
        for (int i = 0; i < image.Pixels.Length; i++)
        {
            Assert.Equal(Linear(image.Pixels[i]), linear.Pixels[i], Math.Max(2e-8, 1e-6 * Linear(image.Pixels[i])));
            Assert.Equal(image.Pixels[i], back.Pixels[i], 1e-6f);
        }
        for (int y = 0; y < 50; y++)
            for (int x = 0; x < 37; x++)
            {
                (double r, double g, double b) = (Linear(image[y, x, 0]), Linear(image[y, x, 1]), Linear(image[y, x, 2]));
                double fx = F((0.412453 * r + 0.357580 * g + 0.180423 * b) / 0.95047), fy = F(0.212671 * r + 0.715160 * g + 0.072169 * b), fz = F((0.019334 * r + 0.119193 * g + 0.950227 * b) / 1.08883);
                Assert.Equal(116 * fy - 16, lab[y, x, 0], 1e-4);
                Assert.Equal(500 * (fx - fy), lab[y, x, 1], 1e-4);
                Assert.Equal(200 * (fy - fz), lab[y, x, 2], 1e-4);
            }

        static double Linear(double v) => v > 0.04045 ? Math.Pow((v + 0.055) / 1.055, 2.4) : v / 12.92;
        static double F(double t) => t > Math.Pow(6.0 / 29, 3) ? Math.Cbrt(t) : t / (3 * Math.Pow(6.0 / 29, 2)) + 4.0 / 29;
    }

    [Fact]
    public void RangesAreAsStated()
    {
        Image<byte> bytes = new(1, 4, 3, [255, 255, 255, 0, 0, 0, 0, 0, 255, 255, 0, 1]);
        Assert.Equal(new byte[] { 255, 128, 128, 0, 128, 128 }, bytes.ToLab().Pixels[..6]);
        Assert.Equal(new byte[] { 255, 128, 128, 0, 128, 128, 29, 255, 107 }, bytes.ToYCbCr().Pixels[..9]);
        // A hue just below a whole turn is rounded to none, not to 180.
        Assert.Equal(new byte[] { 0, 0, 255, 0, 0, 0, 120, 255, 255, 0, 255, 255 }, bytes.ToHsv(HueUnit.Degrees).Pixels.ToArray());
        Image<ushort> words = new Image<ushort>(1, 1, 3, [65535, 65535, 65535]).ToLab();
        // The matrix has six digits, so its white is not quite that of D65: 0.0025 off in a, 0.0047 in b.
        Assert.Equal(new ushort[] { 65535, 32895, 32897 }, words.Pixels.ToArray());
    }

    [Fact]
    public void AlphaStaysAndOtherChannelsAreRefused()
    {
        Image<byte> image = Pictures.Picture<byte>(5, 70, 4);
        foreach (Filter filter in new Filter[] { new ToLab(), new FromHsv(), new ToYCbCr(), new Gray() })
        {
            Image<byte> result = image.Filter(filter);
            for (int i = 0; i < 350; i++) Assert.Equal(image.Pixels[4 * i + 3], result.Pixels[(i + 1) * result.Channels - 1]);
        }
        Image<byte> alone = image.ToRgb().ToLab();
        for (int i = 0; i < 350; i++) Assert.Equal(alone.Pixels[3 * i], image.ToLab().Pixels[4 * i]);
        foreach (int channels in new[] { 1, 2, 5 })
            Assert.Contains($"{channels} channel", Assert.Throws<FoveaException>(() => new Image<byte>(2, 2, channels).ToLab()).Message);
        Assert.Contains("counted from 0", Assert.Throws<FoveaException>(() => image.Filter(new Channel(4))).Message);
        Assert.Equal(image[2, 5, 3], image.Filter(new Channel(3))[2, 5, 0]);
    }
}
