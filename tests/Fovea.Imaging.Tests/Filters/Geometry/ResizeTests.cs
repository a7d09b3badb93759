using System.Globalization;

namespace Fovea.Imaging.Tests.Filters.Geometry;

/// <summary>Resizing against OpenCV, Pillow, and Matlab's formula in double precision.</summary>
public sealed class ResizeTests
{
    private static Image Source(string depth) => depth switch
    {
        "u8" => Pictures.Picture<byte>(19, 26, 1),
        "f" => Pictures.Picture<float>(11, 14, 1),
        _ => Pictures.Picture<byte>(8, 12, 3),
    };

    [Theory]
    [InlineData("nearest", 0), InlineData("bilinear", 1), InlineData("bicubic", 1), InlineData("area", 1), InlineData("lanczos", 1)]
    public void OpenCvsConventionsGiveOpenCvsPictures(string method, int levels)
    {
        foreach (string depth in new[] { "u8", "f", "rgb" })
        {
            Image image = Source(depth);
            foreach ((int width, int height) in new[] { (2 * image.Width, 2 * image.Height), (9, 7), (33, 29) })
            {
                if (method == "area" && width > image.Width || width == 33 && (depth != "u8" || method == "area")) continue;
                Compare($"resize {depth} {method} {width}x{height}", image, $"resize width={width} height={height} method={method} like=opencv");
            }
            Compare($"resize {depth} {method} half", image, $"resize scale=0.5 method={method} like=opencv");
        }
        if (method == "area") Pictures.Equal("resize rgb area 4x2", Pictures.Picture<byte>(8, 12, 3).FilterTo<byte>(new Resize(4, 2, Method: ResizeMethod.Area, Like: ResizeConvention.Opencv)));

        void Compare(string name, Image image, string filter)
        {
            Image result = Pipeline.Parse(filter).Run(image);
            if (result is Image<float> floats) Pictures.Near(name, floats, 1e-5);
            else Pictures.Near(name, (Image<byte>)result, name.Contains("half") && method == "area" ? 0 : levels);
        }
    }

    [Theory]
    [InlineData("bilinear"), InlineData("bicubic"), InlineData("lanczos")]
    public void PillowsConventionsGivePillowsPictures(string method)
    {
        foreach ((int width, int height) in new[] { (11, 8), (31, 23) })
            Pictures.Near($"pillow {method} {width}x{height}", (Image<float>)Pipeline.Parse($"resize width={width} height={height} method={method} like=pillow").Run(Pictures.Picture<float>(19, 26, 1)), 2e-6);
    }

    [Fact]
    public void MatlabsConventionsGiveItsFormula()
    {
        foreach (double scale in new[] { 0.5, 1 / 3.0, 0.7, 1, 1.6, 2, 3 })
            foreach (ResizeMethod method in new[] { ResizeMethod.Bilinear, ResizeMethod.Bicubic, ResizeMethod.Lanczos })
                foreach (int channels in new[] { 1, 3 })
                {
                    Image<float> image = Pictures.Picture<float>(13, 38, channels);
                    Image<float> result = image.Filter(new Resize(Scale: scale, Method: method));
                    Assert.Equal((int)Math.Ceiling(13 * scale - 1e-9), result.Height);
                    double[,] rows = Matlab(13, result.Height, scale, method), columns = Matlab(38, result.Width, scale, method);
                    double[] expected = new double[result.Pixels.Length];
                    for (int y = 0; y < result.Height; y++)
                        for (int x = 0; x < result.Width; x++)
                            for (int v = 0; v < 13; v++)
                                for (int u = 0; u < 38; u++)
                                    for (int c = 0; c < channels && rows[y, v] != 0; c++) expected[(y * result.Width + x) * channels + c] += rows[y, v] * columns[x, u] * image[v, u, c];
                    Pictures.Near(string.Create(CultureInfo.InvariantCulture, $"{method} {scale}"), expected, result, 3e-6);
                }

        // imresize's contributions: indices from 1, kernel stretched, rows of weights of the sum 1, indices mirrored.
        static double[,] Matlab(int from, int to, double scale, ResizeMethod method)
        {
            double kernelWidth = method switch { ResizeMethod.Bilinear => 2, ResizeMethod.Bicubic => 4, _ => 6 }, shrink = Math.Min(scale, 1);
            kernelWidth /= shrink;
            double[,] weights = new double[to, from];
            for (int x = 1; x <= to; x++)
            {
                double u = x / scale + 0.5 * (1 - 1 / scale), sum = 0;
                int left = (int)Math.Floor(u - kernelWidth / 2), count = (int)Math.Ceiling(kernelWidth) + 2;
                for (int k = 0; k < count; k++) sum += Kernel(method, (u - (left + k)) * shrink);
                for (int k = 0; k < count; k++)
                {
                    int place = ((left + k - 1) % (2 * from) + 2 * from) % (2 * from);
                    weights[x - 1, place < from ? place : 2 * from - 1 - place] += Kernel(method, (u - (left + k)) * shrink) / sum;
                }
            }
            return weights;
        }

        static double Kernel(ResizeMethod method, double x)
        {
            double t = Math.Abs(x);
            if (method == ResizeMethod.Bilinear) return Math.Max(0, 1 - t);
            if (method == ResizeMethod.Lanczos) return t == 0 ? 1 : t >= 3 ? 0 : Math.Sin(Math.PI * t) * Math.Sin(Math.PI * t / 3) / (Math.PI * Math.PI * t * t / 3);
            return t <= 1 ? 1.5 * t * t * t - 2.5 * t * t + 1 : t <= 2 ? -0.5 * t * t * t + 2.5 * t * t - 4 * t + 2 : 0;
        }
    }

    [Fact]
    public void DoublingAndHalvingEqualTheGeneralWay()
    {
        // Long rows take the paths for whole factors; the part in the middle of a longer image must be the same.
        foreach (int channels in new[] { 1, 2, 3, 4, 5, 7, 9 })
            foreach (int width in new[] { 40, 131, 700 })
            {
                Image<float> image = Pictures.Picture<float>(6, width, channels);
                foreach (string filter in new[] { "resize scale=2 method=bicubic", "resize scale=2 method=bilinear like=opencv", "resize scale=2 method=lanczos like=pillow" })
                {
                    var result = (Image<float>)Pipeline.Parse(filter).Run(image);
                    for (int c = 0; c < channels; c++)
                    {
                        var alone = (Image<float>)Pipeline.Parse(filter).Run(image.Filter(new Channel(c)).Crop(new Region(0, 8, 6, 25)));
                        for (int y = 0; y < 12; y++)
                            for (int x = 8; x < 40; x++) Assert.Equal(alone[y, x, 0], result[y, x + 16, c], 1e-6f);
                    }
                }
                Halves(image, 1e-6);
                Halves(Pictures.Picture<byte>(6, width, channels), 0);
                Halves(Pictures.Picture<ushort>(6, width, channels), 0);
            }

        static void Halves<T>(Image<T> image, double bound) where T : struct
        {
            Image<T> half = image.Resize(3, image.Width / 2, Interpolation.Area);
            if (image.Width % 2 == 1) half = image.Filter(new Resize(Scale: 0.5, Method: ResizeMethod.Area, Like: ResizeConvention.Opencv));
            for (int y = 0; y < 3; y++)
                for (int x = 0; x < image.Width / 2; x++)
                    for (int c = 0; c < image.Channels; c++)
                    {
                        double mean = (Value(2 * y, 2 * x) + Value(2 * y, 2 * x + 1) + Value(2 * y + 1, 2 * x) + Value(2 * y + 1, 2 * x + 1)) / 4;
                        Assert.Equal(typeof(T) == typeof(float) ? mean : Math.Floor(mean + 0.5), Convert.ToDouble(half[y, x, c]), bound + 1e-12);
                        double Value(int v, int u) => Convert.ToDouble(image[v, u, c]);
                    }
        }
    }

    [Fact]
    public void AreasAreCoveredExactly()
    {
        Image<float> row = new(1, 5, 1, [1, 2, 3, 4, 5]);
        Image<float> small = row.Resize(1, 2, Interpolation.Area), large = row.Resize(1, 8, Interpolation.Area);
        Pictures.Near("5 to 2", [(1 + 2 + 1.5) / 2.5, (1.5 + 4 + 5) / 2.5], small, 1e-6);
        Pictures.Near("5 to 8", [1, (1 * 0.375 + 2 * 0.25) / 0.625, 2, (2 * 0.125 + 3 * 0.5) / 0.625, (3 * 0.5 + 4 * 0.125) / 0.625, 4, (4 * 0.25 + 5 * 0.375) / 0.625, 5], large, 1e-6);
    }

    [Fact]
    public void OneSideKeepsProportionsAndMistakesAreNamed()
    {
        Image<byte> image = new(30, 40, 1);
        Assert.Equal((15, 20), (image.Filter(new Resize(Width: 20)).Height, image.Filter(new Resize(Height: 15)).Width));
        Assert.Equal((1, 1), (image.Filter(new Resize(Scale: 0.001)).Height, new Image<byte>(1, 1, 1).Filter(new Resize(Scale: 1)).Width));
        string Message(Resize resize) => Assert.Throws<FoveaException>(() => image.Filter(resize)).Message;
        Assert.Contains("no size", Message(new Resize()));
        Assert.Contains("both", Message(new Resize(Width: 3, Scale: 2)));
        Assert.Contains("scale", Message(new Resize(Scale: -1)));
        Assert.Contains("more than one array", Message(new Resize(Scale: 100000)));
        Assert.Contains("nothing is left", Message(new Resize(Scale: 0.001, Like: ResizeConvention.Opencv)));
        Assert.Contains("border", Assert.Throws<FoveaException>(() => image.Resize(3, 3, border: Border.Zero)).Message);
    }

    /// <summary>The kernel is stretched as the picture shrinks: one for a thousand-millionth would have as many weights.</summary>
    [Theory, InlineData("scale=1E-09"), InlineData("scale=0"), InlineData("scale=-1")]
    public void AScaleThatLeavesNothingIsRefused(string scale) =>
        Assert.Contains("from 0.0001", Assert.Throws<FoveaException>(() => Pipeline.Parse($"resize {scale}")).Message, StringComparison.Ordinal);
}
