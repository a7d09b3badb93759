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
