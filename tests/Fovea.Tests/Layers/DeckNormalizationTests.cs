using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Tests.Layers;

/// <summary>The normalisations in the decks' forms, which no other system has, against plain loops written from the formula.</summary>
public class DeckNormalizationTests
{
    const int N = 4, H = 4, W = 5, C = 2;

    static readonly Shape Shape = [N, H, W, C];

    [Fact]
    public void PixelBatchNormDividesByNMinusOneAndAddsEpsilonToTheDeviation()
    {
        using IDisposable scope = Backend.Use(Backend.Reference);
        const double Epsilon = 0.25, Momentum = 0.2;
        PixelBatchNorm layer = new(H, W, C, Epsilon, Momentum);
        double[] gamma = [1.5, -0.5], beta = [0.1, 0.2], meanSoFar = new double[H * W * C], deviationSoFar = [.. Enumerable.Repeat(1.0, H * W * C)];
        Variable[] variables = [.. layer.Variables()];
        variables[0].Write(gamma);
        variables[1].Write(beta);
        for (int step = 0; step < 2; step++)
        {
            double[] x = Draw(step), expected = new double[x.Length];
            for (int pixel = 0; pixel < H * W * C; pixel++)
            {
                double mean = 0, squares = 0;
                for (int n = 0; n < N; n++) mean += x[n * H * W * C + pixel] / N;
                for (int n = 0; n < N; n++) squares += Math.Pow(x[n * H * W * C + pixel] - mean, 2);
                double deviation = Math.Sqrt(squares / (N - 1));
                for (int n = 0; n < N; n++) expected[n * H * W * C + pixel] = (x[n * H * W * C + pixel] - mean) / (deviation + Epsilon) * gamma[pixel % C] + beta[pixel % C];
                meanSoFar[pixel] = (1 - Momentum) * meanSoFar[pixel] + Momentum * mean;
                deviationSoFar[pixel] = (1 - Momentum) * deviationSoFar[pixel] + Momentum * deviation;
            }
            AssertNear(expected, layer.Forward(Tensor.From(x, Shape)), $"step {step}");
        }
        AssertNear(meanSoFar, variables[2], "running mean");
        AssertNear(deviationSoFar, variables[3], "running deviation");

        layer.Train(false);
        double[] one = Draw(9)[..(H * W * C)];
        AssertNear([.. one.Select((value, pixel) => (value - meanSoFar[pixel]) / (deviationSoFar[pixel] + Epsilon) * gamma[pixel % C] + beta[pixel % C])],
            layer.Forward(Tensor.From(one, [1, H, W, C])), "evaluation");
    }

    [Fact]
    public void APixelThatIsTheSameInAllImagesGivesZeroAndAFiniteGradient()
    {
        using IDisposable scope = Backend.Use(Backend.Reference);
        PixelBatchNorm layer = new(1, 2, 1);
        Tensor x = Tensor.From([5, 1, 5, 2, 5, 6.0], [3, 1, 2, 1]), y = layer.Forward(x);
        double[] values = Read(y), gradient = Read(Gradient.Of(y.Square().Sum() + y.Sum(), [x])[0]);
        Assert.Equal([0, 0, 0], [values[0], values[2], values[4]]);
        Assert.All(gradient, value => Assert.True(double.IsFinite(value)));
    }

    [Theory, InlineData(LinearNormOver.Image), InlineData(LinearNormOver.Batch)]
    public void LinearNormStretchesFromZeroToOne(LinearNormOver over)
    {
        using IDisposable scope = Backend.Use(Backend.Reference);
        double[] x = Draw(1), expected = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            IEnumerable<double> group = x.Where((_, j) => over == LinearNormOver.Image
                ? j / (H * W * C) == i / (H * W * C) && j % C == i % C
                : j % (H * W * C) == i % (H * W * C));
            (double low, double high) = (group.Min(), group.Max());
            expected[i] = (x[i] - low) / (high - low);
        }
        AssertNear(expected, new LinearNorm(over).Forward(Tensor.From(x, Shape)), $"{over}");
    }

    [Fact]
    public void LinearNormOfAnEvenImageIsZero() => Assert.All(new LinearNorm().Forward(Tensor.Full([1, 2, 2, 1], 3)).ToArray(), value => Assert.Equal(0, value));

    [Fact]
    public void DivisiveNormDividesByTheLengthOfTheNeighbourhood()
    {
        using IDisposable scope = Backend.Use(Backend.Reference);
        Adjacency adjacency = Adjacency.Of((0, 0), (0, 1), (-1, 0), (1, 2));
        double[] x = Draw(2), expected = new double[x.Length];
        const double Epsilon = 1e-3;
        ForEach((n, i, j, c) => expected[At(n, i, j, c)] = x[At(n, i, j, c)] / Math.Sqrt(Inside(adjacency, i, j).Sum(q => Math.Pow(x[At(n, q.Y, q.X, c)], 2)) + Epsilon));
        AssertNear(expected, new DivisiveNorm(adjacency, Epsilon).Forward(Tensor.From(x, Shape)), "divisive");
        Assert.All(new DivisiveNorm(adjacency).Forward(Tensor.Zeros([1, 3, 3, 1])).ToArray(), value => Assert.Equal(0, value));
    }

    [Fact]
    public void LocalContrastNormTakesMeanAndDeviationOfPixelsInsideTheImage()
    {
        using IDisposable scope = Backend.Use(Backend.Reference);
        Adjacency adjacency = Adjacency.Disk(1.5);
        const double Epsilon = 1e-3;
        double[] x = Draw(3), centred = new double[x.Length], deviation = new double[x.Length], expected = new double[x.Length];
        ForEach((n, i, j, c) => centred[At(n, i, j, c)] = x[At(n, i, j, c)] - Inside(adjacency, i, j).Average(q => x[At(n, q.Y, q.X, c)]));
        ForEach((n, i, j, c) => deviation[At(n, i, j, c)] = Math.Sqrt(Inside(adjacency, i, j).Average(q => Math.Pow(centred[At(n, q.Y, q.X, c)], 2)) + Epsilon));
        ForEach((n, i, j, c) =>
        {
            double mean = Enumerable.Range(0, H * W).Average(pixel => deviation[At(n, pixel / W, pixel % W, c)]);
            expected[At(n, i, j, c)] = centred[At(n, i, j, c)] / Math.Max(deviation[At(n, i, j, c)], mean);
        });
        AssertNear(expected, new LocalContrastNorm(adjacency, Epsilon).Forward(Tensor.From(x, Shape)), "local contrast");
    }

    [Fact]
    public void LocalContrastNormOfAnEvenImageIsZeroUpToTheBorder() =>
        Assert.All(new LocalContrastNorm(Adjacency.Disk(2)).Forward(Tensor.Full([1, 5, 4, 1], 0.75f)).ToArray(), value => Assert.Equal(0, value, 1e-6));

    static int At(int n, int i, int j, int c) => ((n * H + i) * W + j) * C + c;

    static IEnumerable<Pair> Inside(Adjacency adjacency, int i, int j) =>
        adjacency.Select(d => new Pair(i + d.Y, j + d.X)).Where(q => q.Y is >= 0 and < H && q.X is >= 0 and < W);

    static void ForEach(Action<int, int, int, int> visit)
    {
        for (int n = 0; n < N; n++)
            for (int i = 0; i < H; i++)
                for (int j = 0; j < W; j++)
                    for (int c = 0; c < C; c++) visit(n, i, j, c);
    }

    static double[] Draw(int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, N * H * W * C).Select(_ => random.NextDouble() * 4 - 2)];
    }

    static double[] Read(Tensor tensor)
    {
        double[] values = new double[tensor.Shape.Count];
        tensor.CopyTo(values);
        return values;
    }

    static void AssertNear(double[] expected, Tensor actual, string what) => Expected.AreNear(expected, Read(actual), 1e-12, what);
}
