using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Tests.Layers;

/// <summary>Layers of the decks that no other system has in this form, against plain loops in double precision written from the formula.</summary>
public class DeckLayerTests
{
    [Fact]
    public void TenKernelsOver3ChannelsHave760Parameters() => Assert.Equal(760, new Conv2d(3, 10, kernelSize: 5).Parameters().Sum(parameter => parameter.Shape.Count));

    [Fact]
    public void ALocallyConnectedLayerOf40000UnitsHas4MillionWeights() =>
        // Deck 002: 200x200 pixels, one unit at each, which sees 10x10 of them.
        Assert.Equal(4_000_000, new LocallyConnected2d(200, 1, 1, kernelSize: 10, padding: Padding.Same, bias: false).Parameters().Sum(parameter => parameter.Shape.Count));

    [Fact]
    public void LocallyConnectedHasWeightsOfItsOwnAtEveryPosition()
    {
        using IDisposable scope = Backend.Use(Backend.Reference);
        LocallyConnected2d layer = new((5, 4), 2, 3, kernelSize: (3, 2), stride: (2, 1), padding: (1, 0));
        double[] x = Draw(2 * 5 * 4 * 2, 1), w = Read(layer.Weight), b = Read(layer.Bias!), expected = new double[2 * 3 * 3 * 3];
        for (int n = 0; n < 2; n++)
            for (int i = 0; i < 3; i++)
                for (int j = 0; j < 3; j++)
                    for (int k = 0; k < 3; k++)
                    {
                        double sum = b[(i * 3 + j) * 3 + k];
                        for (int u = 0; u < 3; u++)
                            for (int v = 0; v < 2; v++)
                                for (int c = 0; c < 2; c++)
                                    if (2 * i + u - 1 is >= 0 and < 5 and var row) sum += w[((((i * 3 + j) * 3 + k) * 3 + u) * 2 + v) * 2 + c] * x[((n * 5 + row) * 4 + j + v) * 2 + c];
                        expected[((n * 3 + i) * 3 + j) * 3 + k] = sum;
                    }
        AssertNear(expected, layer.Forward(Tensor.From(x, [2, 5, 4, 2])));
    }

    [Fact]
    public void LearnedPoolingIsTheSumTimesACoefficientPlusABias()
    {
        using IDisposable scope = Backend.Use(Backend.Reference);
        LearnedPool2d layer = new(2, (2, 3), stride: (2, 1));
        double[] weight = [0.5, -2], bias = [1, 0.25], x = Draw(4 * 5 * 2, 2), expected = new double[2 * 3 * 2];
        layer.Variables()[0].Write(weight);
        layer.Variables()[1].Write(bias);
        for (int i = 0; i < 2; i++)
            for (int j = 0; j < 3; j++)
                for (int c = 0; c < 2; c++)
                {
                    double sum = 0;
                    for (int u = 0; u < 2; u++)
                        for (int v = 0; v < 3; v++) sum += x[((2 * i + u) * 5 + j + v) * 2 + c];
                    expected[(i * 3 + j) * 2 + c] = weight[c] * sum + bias[c];
                }
        AssertNear(expected, layer.Forward(Tensor.From(x, [1, 4, 5, 2])));
    }

    [Fact]
    public void LearnedPoolingStartsAsTheMean()
    {
        Tensor x = Tensor.From(Draw(4 * 4 * 3, 3), [1, 4, 4, 3]);
        float[] mean = x.AvgPool2d(2).ToArray(), learned = new LearnedPool2d(3, 2).Forward(x).ToArray();
        for (int i = 0; i < mean.Length; i++) Assert.Equal(mean[i], learned[i], 1e-6);
    }

    [Fact]
    public void MaxoutIsTheLargestOfItsPieces()
    {
        using IDisposable scope = Backend.Use(Backend.Reference);
        Maxout layer = new(3, 2, count: 4);
        double[] w = Read(layer.Variables()[0]), b = Read(layer.Variables()[1]), x = Draw(5 * 3, 4), expected = new double[5 * 2];
        for (int n = 0; n < 5; n++)
            for (int k = 0; k < 2; k++)
                expected[n * 2 + k] = Enumerable.Range(k * 4, 4).Max(piece => b[piece] + Enumerable.Range(0, 3).Sum(c => w[piece * 3 + c] * x[n * 3 + c]));
        AssertNear(expected, layer.Forward(Tensor.From(x, [5, 3])));
    }

    [Fact]
    public void SpatialPyramidGivesOneLengthForEverySizeOfImage()
    {
        using IDisposable scope = Backend.Use(Backend.Reference);
        foreach ((int height, int width) in new[] { (4, 4), (5, 9), (8, 6) })
        {
            double[] x = Draw(height * width * 2, height);
            List<double> expected = [];
            foreach (int cells in new[] { 1, 2, 4 })
                for (int i = 0; i < cells; i++)
                    for (int j = 0; j < cells; j++)
                        for (int c = 0; c < 2; c++)
                        {
                            double largest = double.NegativeInfinity;
                            for (int row = (int)Math.Floor((double)i * height / cells); row < Math.Ceiling((i + 1.0) * height / cells); row++)
                                for (int column = (int)Math.Floor((double)j * width / cells); column < Math.Ceiling((j + 1.0) * width / cells); column++)
                                    largest = Math.Max(largest, x[(row * width + column) * 2 + c]);
                            expected.Add(largest);
                        }
            AssertNear([.. expected], new SpatialPyramidPool2d().Forward(Tensor.From(x, [1, height, width, 2])));
        }
    }

    [Fact]
    public void RadialBasisIsMinusHalfTheSquaredDistance()
    {
        using IDisposable scope = Backend.Use(Backend.Reference);
        double[] codes = Draw(3 * 5, 5), x = Draw(4 * 5, 6), expected = new double[4 * 3];
        for (int n = 0; n < 4; n++)
            for (int k = 0; k < 3; k++) expected[n * 3 + k] = -0.25 * 0.5 * Enumerable.Range(0, 5).Sum(j => Math.Pow(x[n * 5 + j] - codes[k * 5 + j], 2));
        AssertNear(expected, new RadialBasis(Tensor.From(codes, [3, 5]), scale: 0.25).Forward(Tensor.From(x, [4, 5])));
    }

    [Fact]
    public void BothDecksMeanTheSameByLeakyRelu()
    {
        using IDisposable scope = Backend.Use(Backend.Reference);
        double[] x = Draw(50, 7);
        Tensor leaky = new LeakyRelu(0.1).Forward(Tensor.From(x, [50]));
        AssertNear([.. x.Select(value => 0.1 * value + (1 - 0.1) * Math.Max(0, value))], leaky);
        AssertNear([.. x.Select(value => Math.Max(0.1 * value, value))], leaky);
    }

    [Fact]
    public void MinimumIsMinusTheMaximumOfTheNegative()
    {
        Tensor x = Tensor.From(Draw(5 * 6 * 2, 8), [1, 5, 6, 2]);
        Assert.Equal((-new MaxPool2d(3, stride: 1, padding: 1).Forward(-x)).ToArray(), new MinPool2d(3, stride: 1, padding: 1).Forward(x).ToArray());
        Assert.Equal((-new MaxPool2d(Adjacency.Disk(2)).Forward(-x)).ToArray(), new MinPool2d(Adjacency.Disk(2)).Forward(x).ToArray());
    }

    [Fact]
    public void AttentionOfAnImageIsAttentionOfItsPixels()
    {
        SelfAttention layer = new(4, heads: 2);
        Tensor x = Tensor.From(Draw(2 * 3 * 4, 9), [1, 2, 3, 4]);
        Assert.Equal(layer.Forward(x.Reshape(1, 6, 4)).ToArray(), layer.Forward(x).ToArray());
    }

    static double[] Draw(int count, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() * 4 - 2)];
    }

    static double[] Read(Tensor tensor)
    {
        double[] values = new double[tensor.Shape.Count];
        tensor.CopyTo(values);
        return values;
    }

    static void AssertNear(double[] expected, Tensor actual) => Expected.AreNear(expected, Read(actual), 1e-12, actual.ToString());
}
