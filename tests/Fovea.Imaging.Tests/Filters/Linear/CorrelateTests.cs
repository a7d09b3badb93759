namespace Fovea.Imaging.Tests.Filters.Linear;

/// <summary>Correlation and convolution with random kernels against their definitions.</summary>
public sealed class CorrelateTests
{
    [Fact]
    public void EqualsItsDefinition()
    {
        foreach (NaiveCorrelation.Case one in NaiveCorrelation.Cases(400, 1))
        {
            Kernel kernel = RandomKernel(one.Random);
            if (one.Border.Kind == BorderKind.Valid && (kernel.Rows > one.Image.Height || kernel.Columns > one.Image.Width)) continue;
            double[,] weights = new double[kernel.Rows, kernel.Columns];
            for (int i = 0; i < weights.Length; i++) weights[i / kernel.Columns, i % kernel.Columns] = kernel[i / kernel.Columns, i % kernel.Columns];
            ResultDepth depth = one.Random.Next(3) == 0 ? ResultDepth.Float : ResultDepth.Same;
            double largest = weights.Cast<double>().Sum(Math.Abs) * one.Largest;
            bool flips = one.Random.Next(2) == 0;
            Filter filter = flips ? new Convolve(kernel, one.Border, depth) : new Correlate(kernel, one.Border, depth);
            Image result = new Pipeline(filter).Run(one.Image);
            double[,] turned = flips ? Turned(weights) : weights;
            int y = kernel.Rows / 2, x = kernel.Columns / 2;
            double[,,] expected = NaiveCorrelation.Of(one.Image, turned, flips ? kernel.Rows - 1 - y : y, flips ? kernel.Columns - 1 - x : x, one.Border);
            NaiveCorrelation.Equal(expected, result, 1e-6 * largest, $"{one}: {filter}");
        }
    }

    /// <summary>Whole and real weights, products and others, with and without zeros and a factor, up to 12 x 12.</summary>
    static Kernel RandomKernel(Random random)
    {
        int rows = random.Next(1, random.Next(4) == 0 ? 13 : 6), columns = random.Next(1, random.Next(4) == 0 ? 13 : 6), kind = random.Next(5);
        double[] column = [.. Enumerable.Range(0, rows).Select(_ => (double)random.Next(-3, 4))], row = [.. Enumerable.Range(0, columns).Select(_ => (double)random.Next(-3, 4))];
        double Weight(int y, int x) => kind switch
        {
            0 => random.Next(-4, 5),
            1 => random.NextDouble() - 0.4,
            2 => column[y] * row[x],
            3 => (column[y] + 0.3) * (row[x] - 0.7),
            _ => random.Next(3) == 0 ? random.Next(1, 9) : 0,
        };
        double[] weights = [.. Enumerable.Range(0, rows * columns).Select(i => Weight(i / columns, i % columns))];
        return new Kernel(rows, columns, weights, random.Next(2) == 0 ? 1 : 1.0 / random.Next(1, 30));
    }

    static double[,] Turned(double[,] weights)
    {
        int rows = weights.GetLength(0), columns = weights.GetLength(1);
        double[,] result = new double[rows, columns];
        for (int i = 0; i < weights.Length; i++) result[rows - 1 - i / columns, columns - 1 - i % columns] = weights[i / columns, i % columns];
        return result;
    }

    [Fact]
    public void AWeightOfZeroSeesNothing()
    {
        Image<float> image = new(9, 9, 1);
        image[4, 4, 0] = float.NaN;
        Image<float> result = image.Filter(new Correlate(Kernel.Parse("sobel-x")));
        Assert.False(float.IsNaN(result[4, 4, 0]));
        Assert.True(float.IsNaN(result[4, 5, 0]));
        Assert.Equal(6, result.Pixels.ToArray().Count(float.IsNaN));
    }

    [Fact]
    public void TheImpulseMovesWhereConvolved()
    {
        Image<byte> image = new(7, 9, 1);
        image[3, 3, 0] = 200;
        Kernel shift = Kernel.Parse("shift:2,1");
        Assert.Equal(200, image.Filter(new Convolve(shift))[4, 5, 0]);
        Assert.Equal(200, image.Filter(new Correlate(shift))[2, 1, 0]);
    }

    [Fact]
    public void NothingIsLeftOfAnImageThatIsSmallerThanTheWindow() =>
        Assert.Contains("larger than the image", Assert.Throws<FoveaException>(() => new Image<byte>(3, 3, 1).Filter(new Correlate(Kernel.Parse("box:5"), Border.Valid))).Message);
}
