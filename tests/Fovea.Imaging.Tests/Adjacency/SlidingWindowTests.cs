using System.Numerics;

namespace Fovea.Imaging.Tests;

/// <summary>Sliding windows against their definition, pixel by pixel.</summary>
public sealed class SlidingWindowTests
{
    internal static readonly Border[] Borders = [Border.Reflect, Border.Symmetric, Border.Replicate, Border.Wrap, Border.Zero, Border.Constant(37.5), Border.Valid];

    [Fact]
    public void EveryOperationIsWhatItSays()
    {
        Random random = new(11);
        for (int trial = 0; trial < 40; trial++)
        {
            (int height, int width, int channels) = (random.Next(1, 15), random.Next(1, 40), random.Next(1, 6));
            Adjacency relation = RandomAdjacency(random);
            Border border = Borders[random.Next(Borders.Length)];
            if (border.Kind == BorderKind.Valid && (relation.Height > height || relation.Width > width)) border = Border.Zero;
            Check(RandomImages.Create<byte>(height, width, channels, trial), relation, border, random);
            Check(RandomImages.Create<ushort>(height, width, channels, trial), relation, border, random);
            Check(RandomImages.Create<float>(height, width, channels, trial), relation, border, random);
        }
    }

    [Fact]
    public void TheMedianOfAnEvenNumberIsTheMeanOfTheTwoInTheMiddle()
    {
        Image<byte> image = new(1, 4, 1, [10, 13, 100, 0]);
        Assert.Equal([12, 56, 50], image.Filter(new Window(WindowOperation.Median, Adjacency.Rectangle(2, 1), Border: Border.Valid)).Pixels.ToArray()); // 11.5, 56.5, 50
    }

    [Fact]
    public void OutsideIsNothingForAWindowThatDoesNotFit() => Assert.Contains("nothing is left",
        Assert.Throws<FoveaException>(() => new Image<byte>(2, 2, 1).Filter(new Window(WindowOperation.Max, Adjacency.Rectangle(3, 3), Border: Border.Valid))).Message);

    /// <summary>The tables of deck 004 of the course: sums, maxima, a dilation, and means, which are those of the pixels inside.</summary>
    [Fact]
    public void TheTablesOfTheCourse()
    {
        Image<byte> numbers = new(3, 7, 1, [2, 5, 1, 3, 4, 8, 9, 6, 8, 9, 2, 3, 7, 9, 5, 9, 5, 9, 0, 8, 9]);
        Adjacency lens = Adjacency.Radius(1);
        Assert.Equal([13, 16, 18, 10, 18, 28, 26, 21, 37, 25, 26, 16, 35, 34], numbers.FilterTo<float>(new Window(WindowOperation.Sum, lens, Inside: true)).Pixels[..14].ToArray()); // 9 + 9 + 7 + 9 is printed as 33
        Assert.Equal([6, 8, 9, 4, 8, 9, 9, 8, 9, 9, 9, 7, 9, 9], numbers.Filter(new Window(WindowOperation.Max, lens, Inside: true)).Pixels[..14].ToArray());
        Image<byte> medians = new(3, 4, 1, [2, 2, 1, 0, 3, 2, 1, 2, 1, 0, 2, 1]);
        Assert.Equal(2, medians.Filter(new Window(WindowOperation.Median, lens, Inside: true))[0, 0, 0]); // of 2, 2, 3
        Image<float> figure = new(4, 5, 1, [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 0]);
        Window mean = new(WindowOperation.Mean, lens, Inside: true);
        float[] once = [0, 0, 1 / 4f, 0, 0, 0, 2 / 5f, 2 / 5f, 2 / 5f, 0, 1 / 4f, 2 / 5f, 1, 3 / 5f, 1 / 4f];
        Assert.Equal(once, figure.Filter(mean).Pixels[..15].ToArray());
        Assert.Equal((0 + 0 + 0.25f + 0.4f) / 4, figure.Filter(mean, mean)[0, 1, 0], 1e-6f); // 0.16 there
        Assert.Equal(once, figure.Slide(lens, seen => seen.ToArray().Average(), inside: true).Pixels[..15].ToArray());
    }

    /// <summary>Inside against its definition, also where nothing is inside, on every depth.</summary>
    [Fact]
    public void OnlyPixelsInsideCount()
    {
        Random random = new(5);
        for (int trial = 0; trial < 60; trial++)
        {
            Image image = (trial % 3) switch
            {
                0 => RandomImages.Create<byte>(random.Next(1, 9), random.Next(1, 20), 2, trial),
                1 => RandomImages.Create<ushort>(random.Next(1, 9), random.Next(1, 20), 2, trial),
                _ => RandomImages.Create<float>(random.Next(1, 9), random.Next(1, 20), 2, trial),
            };
            Adjacency relation = RandomAdjacency(random);
            WindowOperation operation = (WindowOperation)random.Next(5);
            Image result = new Pipeline(new Window(operation, relation, Border: Borders[random.Next(Borders.Length)], Inside: true)).Run(image);
            Assert.Equal(image.Kind with { Depth = result.Depth }, result.Kind);
            double[,,] from = Filters.NaiveCorrelation.Samples(image), got = Filters.NaiveCorrelation.Samples(result);
            for (int y = 0; y < image.Height; y++)
                for (int x = 0; x < image.Width; x++)
                    for (int c = 0; c < 2; c++)
                    {
                        double[] seen = [.. relation.Displacements.Where(d => (uint)(y + d.Dy) < (uint)image.Height && (uint)(x + d.Dx) < (uint)image.Width).Select(d => from[y + d.Dy, x + d.Dx, c]).Order()];
                        double wanted = (operation, seen.Length) switch
                        {
                            (WindowOperation.Sum, _) => seen.Sum(),
                            (_, 0) => image.Depth == PixelDepth.Float32 ? double.NaN : 0,
                            (WindowOperation.Mean, _) => seen.Average(),
                            (WindowOperation.Min, _) => seen[0],
                            (WindowOperation.Max, _) => seen[^1],
                            _ => (seen[(seen.Length - 1) / 2] + seen[seen.Length / 2]) / 2,
                        };
                        if (result.Depth != PixelDepth.Float32) wanted = Math.Round(wanted);
                        Assert.Equal(wanted, got[y, x, c], double.IsNaN(wanted) ? 0 : Math.Abs(wanted) * 1e-6);
                    }
        }
    }

    [Theory]
    [InlineData("window operation=weightedSum adjacency=radius:1 weights=1,2,3", "3 weights for the 5")]
    [InlineData("window operation=weightedSum adjacency=radius:0", "0 weights for the 1")]
    [InlineData("window operation=weightedSum adjacency=radius:0 weights=NaN", "no weight")]
    [InlineData("window operation=weightedSum adjacency=radius:0 weights=x", "no weight")]
    [InlineData("window operation=mean adjacency=radius:0 weights=1", "use operation=weightedSum")]
    [InlineData("window operation=mean", "adjacency is missing")]
    [InlineData("window operation=mode adjacency=radius:1", "mode")]
    public void WrongParametersAreRefused(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<FoveaException>(() => Pipeline.Parse(text).Run(new Image<byte>(5, 5, 1))).ToString(), StringComparison.Ordinal);

    [Fact]
    public void AFilterIsReadAsItIsWritten()
    {
        Pipeline pipeline = new(Window.Weighted(Adjacency.Radius(1).Dilated(2, 1), [0.1, -1, 1e-9, 2, 3], Border.Zero));
        Assert.Equal("window operation=weightedSum adjacency=radius:1*2x1 weights=0.1,-1,1E-09,2,3 border=zero", pipeline.ToString());
        Assert.Equal(pipeline.Filters, Pipeline.Parse(pipeline.ToString()).Filters);
    }

    internal static Adjacency RandomAdjacency(Random random) => random.Next(4) switch
    {
        0 => Adjacency.Radius(random.NextDouble() * 4),
        1 => Adjacency.Rectangle(random.Next(1, 6), random.Next(1, 6)),
        2 => Adjacency.Rectangle(random.Next(1, 4), random.Next(1, 4)).Dilated(random.Next(1, 4), random.Next(1, 4)),
        _ => Adjacency.Of([.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => new Displacement(random.Next(-6, 7), random.Next(-6, 7))).Distinct()]),
    };

    static void Check<T>(Image<T> image, Adjacency relation, Border border, Random random) where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        double[] weights = [.. Enumerable.Range(0, relation.Count).Select(_ => Math.Round(random.NextDouble() * 4 - 2, 2))];
        double Kept(double value) => typeof(T) == typeof(float) ? (float)value : Math.Round(value);
        double Middle(double[] v) => v.Length % 2 == 1 ? v.Order().ElementAt(v.Length / 2) : (v.Order().ElementAt(v.Length / 2 - 1) + v.Order().ElementAt(v.Length / 2)) / 2;
        Compare(image.FilterTo<float>(new Window(WindowOperation.Sum, relation, Border: border)), v => (float)v.Sum());
        Compare(image.FilterTo<float>(Window.Weighted(relation, weights, border)), v => (float)v.Zip(weights, (a, b) => a * b).Sum());
        Compare(image.Filter(new Window(WindowOperation.Mean, relation, Border: border)), v => Kept(v.Sum() / v.Length));
        Compare(image.Filter(new Window(WindowOperation.Min, relation, Border: border)), v => v.Min());
        Compare(image.Filter(new Window(WindowOperation.Max, relation, Border: border)), v => v.Max());
        Compare(image.Filter(new Window(WindowOperation.Median, relation, Border: border)), v => Kept(Middle(v)));
        Compare(image.Slide(relation, v => v[0] * 2 - v[^1], border), v => (float)(v[0] * 2 - v[^1]));

        void Compare<TResult>(Image<TResult> result, Func<double[], double> definition) where TResult : struct, INumber<TResult>
        {
            int above = border.Kind == BorderKind.Valid ? relation.Window.Above : 0, left = border.Kind == BorderKind.Valid ? relation.Window.Left : 0;
            for (int y = 0; y < result.Height; y++)
                for (int x = 0; x < result.Width; x++)
                {
                    T[] patch = image.Patch(relation, y + above, x + left, border);
                    for (int c = 0; c < image.Channels; c++)
                    {
                        double[] seen = [.. Enumerable.Range(0, relation.Count).Select(i => double.CreateTruncating(patch[i * image.Channels + c]))];
                        double expected = definition(seen), got = double.CreateTruncating(result[y, x, c]);
                        // Sums of floats may be added in another order or with one rounding less.
                        Assert.True(Math.Abs(expected - got) <= (typeof(T) == typeof(float) || typeof(TResult) == typeof(float) ? 1e-6 * (1 + seen.Sum(Math.Abs)) : 0), $"{image}, {relation}, {border}: {got} instead of {expected}");
                    }
                }
        }
    }
}
