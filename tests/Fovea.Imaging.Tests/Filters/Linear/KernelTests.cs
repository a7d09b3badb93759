namespace Fovea.Imaging.Tests.Filters.Linear;

public sealed class KernelTests
{
    /// <summary>The course smooths with kernels of 30 x 30 and sigma 2 and 5, as Matlab's fspecial makes them.</summary>
    [Theory, InlineData(30, 2), InlineData(30, 5), InlineData(5, 1.1), InlineData(2, 0.7)]
    public void AGaussianIsItsFormulaAroundTheMiddle(int size, double sigma)
    {
        Kernel kernel = Kernel.Parse(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"gaussian:{size},{sigma}"));
        double H(int u, int v) => Math.Exp(-(Math.Pow(u - (size - 1) / 2.0, 2) + Math.Pow(v - (size - 1) / 2.0, 2)) / (2 * sigma * sigma));
        double sum = 0;
        for (int i = 0; i < size * size; i++) sum += H(i / size, i % size);
        for (int i = 0; i < size * size; i++) Assert.Equal(H(i / size, i % size) / sum, kernel[i / size, i % size], 1e-12);
    }

    [Theory]
    [InlineData("[1 2 1; 2 4 2; 1 2 1]", "[1,2,1;2,4,2;1,2,1]")]
    [InlineData("1/16 [1 2 1; 2 4 2; 1 2 1]", "[1,2,1;2,4,2;1,2,1]/16")]
    [InlineData("[1,2,1;2,4,2;1,2,1]/16", "[1,2,1;2,4,2;1,2,1]/16")]
    [InlineData("1,2,1;2,4,2;1,2,1", "[1,2,1;2,4,2;1,2,1]")]
    [InlineData("0.3*[1/2, -1e-2]", "0.3[0.5,-0.01]")]
    [InlineData("binomial:5", "binomial:5")]
    public void TextIsReadAndWritten(string text, string written)
    {
        Kernel kernel = Kernel.Parse(text);
        Assert.Equal(written, kernel.ToString());
        Assert.Equal(kernel, Kernel.Parse(written));
    }

    [Theory]
    [InlineData("", "no weights")]
    [InlineData("[]", "no weights")]
    [InlineData("[1 2; 3]", "row 1 has 1 weights, the first has 2")]
    [InlineData("[1 x]", "'x' is no number")]
    [InlineData("[1 NaN]", "NaN")]
    [InlineData("[1 1/0]", "'1/0' is no number")]
    [InlineData("[1 2", "bracket")]
    [InlineData("1,2,1/16", "factor needs brackets")]
    [InlineData("[1 2]/0", "no divisor")]
    [InlineData("a/b[1]", "unknown kernel")]
    [InlineData("binomal", "did you mean 'binomial")]
    [InlineData("box:0", "from 1 to")]
    [InlineData("accent:4", "odd")]
    [InlineData("line:30", "multiple of 45")]
    [InlineData("box:3,4", "too many")]
    [InlineData("box:x", "'x' is no size")]
    [InlineData("@/no/such/file", "/no/such/file")]
    public void OthersAreRefusedWithTheReason(string text, string reason) => Assert.Contains(reason, Assert.Throws<FoveaException>(() => Kernel.Parse(text)).Message);

    [Fact]
    public void AFileHoldsALineForEachRow()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "# a comment\n1 2 1\r\n2, 4, 2\n\n1 2 1 # the last\n");
            Assert.Equal(Kernel.Parse("[1 2 1; 2 4 2; 1 2 1]"), Kernel.Parse("@" + path));
            File.WriteAllText(path, "1/16 [1 2 1\n 2 4 2\n 1 2 1]\n");
            Assert.Equal(Kernel.Parse("1/16[1 2 1; 2 4 2; 1 2 1]"), Kernel.Parse("@" + path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("correlate kernel=1/16 [1 2 1; 2 4 2; 1 2 1] | identity")]
    [InlineData("correlate kernel=\"1/16 [1 2 1; 2 4 2; 1 2 1]\" border=reflect|identity")]
    [InlineData("correlate border=reflect kernel='[1,2,1;2,4,2;1,2,1]/16' | identity")]
    public void APipelineTakesWeightsInBrackets(string text) => Assert.Equal("correlate kernel=[1,2,1;2,4,2;1,2,1]/16 | identity", Pipeline.Parse(text).ToString());

    [Fact]
    public void ABracketMustBeClosed() => Assert.Contains("not closed", Assert.Throws<FoveaException>(() => Pipeline.Parse("correlate kernel=[1 2 | identity")).Message);

    [Theory]
    [InlineData("binomial", "1/16 [1 2 1; 2 4 2; 1 2 1]")]
    [InlineData("accent", "1/9 [-1 -1 -1; -1 17 -1; -1 -1 -1]")]
    [InlineData("shift:1,0", "[0 0 1]")]
    [InlineData("line:45", "[-1 -1 2; -1 2 -1; 2 -1 -1]")]
    [InlineData("line:90", "[-1 2 -1; -1 2 -1; -1 2 -1]")]
    [InlineData("motion:3,90", "1/3 [0 1 0; 0 1 0; 0 1 0]")]
    public void TheGalleryHoldsTheKernelsOfTheCourse(string name, string weights)
    {
        (Kernel a, Kernel b) = (Kernel.Parse(name), Kernel.Parse(weights));
        Assert.Equal((b.Rows, b.Columns), (a.Rows, a.Columns));
        for (int i = 0; i < a.Weights.Length; i++) Assert.Equal(b.Weights[i] * b.Factor, a.Weights[i] * a.Factor, 12);
    }

    [Fact]
    public void EveryKernelOfTheGalleryCanBeMadeByItsName()
    {
        foreach (KernelGalleryEntry entry in KernelGallery.All) Assert.Equal(entry.Make([.. entry.Arguments.Select(argument => argument.Default)]), Kernel.Parse(entry.Name));
    }

    [Fact]
    public void WeightsMustBeFinite()
    {
        Assert.Contains("row 1, column 0 is NaN", Assert.Throws<FoveaException>(() => new Kernel(2, 1, [1, double.NaN])).Message);
        Assert.Contains("needs 4 weights", Assert.Throws<FoveaException>(() => new Kernel(2, 2, [1])).Message);
        Assert.Contains("0 x 1", Assert.Throws<FoveaException>(() => new Kernel(0, 1, [])).Message);
    }
}
