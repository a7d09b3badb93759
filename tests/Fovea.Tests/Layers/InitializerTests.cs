using Fovea.Data;
using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Tests.Layers;

/// <summary>Bounds and deviations of first values, for a layer with 4 x 25 = 100 inputs to an output and 16 x 25 = 400 outputs of an input.</summary>
public class InitializerTests
{
    const int FanIn = 100, FanOut = 400;

    public static TheoryData<string, Initializer, double> Uniform => new()
    {
        { "default", Initializer.Default, Math.Sqrt(1.0 / FanIn) },
        { "kaiming uniform", Initializer.KaimingUniform, Math.Sqrt(6.0 / FanIn) },
        { "xavier uniform", Initializer.XavierUniform, Math.Sqrt(6.0 / (FanIn + FanOut)) },
        { "lecun 1998", Initializer.LeCun1998, 2.4 / FanIn },
    };

    public static TheoryData<string, Initializer, double> Normal => new()
    {
        { "kaiming normal", Initializer.KaimingNormal, Math.Sqrt(2.0 / FanIn) },
        { "xavier normal", Initializer.XavierNormal, Math.Sqrt(2.0 / (FanIn + FanOut)) },
        { "gaussian 0.02", Initializer.Gaussian(0.02), 0.02 },
    };

    [Theory, MemberData(nameof(Uniform), DisableDiscoveryEnumeration = true)]
    public void UniformFillsItsBounds(string name, Initializer initializer, double bound)
    {
        Assert.Equal(name, initializer.ToString());
        float[] values = Draw(initializer);
        Assert.All(values, value => Assert.True(Math.Abs(value) <= bound * (1 + 1e-6), $"{value} is beyond {bound}"));
        Assert.True(values.Max() > 0.99 * bound && values.Min() < -0.99 * bound);
        // 40,000 draws: the mean strays by less than 4 of its own deviations, bound / sqrt(3 * 40000).
        Assert.True(Math.Abs(values.Average()) < 4 * bound / Math.Sqrt(3 * values.Length));
        Assert.Equal(bound / Math.Sqrt(3), Deviation(values), 0.02 * bound);
    }

    [Theory, MemberData(nameof(Normal), DisableDiscoveryEnumeration = true)]
    public void NormalHasItsDeviation(string name, Initializer initializer, double deviation)
    {
        Assert.Equal(name, initializer.ToString());
        float[] values = Draw(initializer);
        Assert.Equal(deviation, Deviation(values), 0.02 * deviation);
        Assert.True(Math.Abs(values.Average()) < 4 * deviation / Math.Sqrt(values.Length));
        // 0.27 % of a normal distribution lie beyond three deviations, nothing of a uniform one.
        Assert.InRange(values.Count(value => Math.Abs(value) > 3 * deviation) / (double)values.Length, 0.0015, 0.0045);
    }

    [Fact]
    public void ConvolutionsCountTheirFans()
    {
        using IDisposable seed = Initializer.Seed(1);
        AssertBound(Math.Sqrt(6.0 / (100 + 400)), new Conv2d(4, 16, kernelSize: 5, initializer: Initializer.XavierUniform).Weight);
        AssertBound(Math.Sqrt(1.0 / 100), new Conv2d(4, 16, kernelSize: 5).Weight);
        AssertBound(Math.Sqrt(1.0 / 50), new Conv2d(4, 16, kernelSize: 5, groups: 2).Weight);
        AssertBound(Math.Sqrt(1.0 / 400), new ConvTranspose2d(4, 16, kernelSize: 5).Weight);
        AssertBound(Math.Sqrt(6.0 / (36 + 72)), new LocallyConnected2d(12, 4, 8, kernelSize: 3, initializer: Initializer.XavierUniform).Weight);
        AssertBound(Math.Sqrt(6.0 / (30 + 90)), new Linear(30, 90, initializer: Initializer.XavierUniform).Weight);
        AssertBound(Math.Sqrt(1.0 / 100), new Conv2d(4, 2000, kernelSize: 5).Bias!);
    }

    [Fact]
    public void BiasesStartAsTheyAreAskedTo()
    {
        Assert.All(new Conv2d(4, 16, kernelSize: 5, biasInitializer: Initializer.All(0.5)).Bias!.ToArray(), value => Assert.Equal(0.5f, value));
        Assert.All(new Linear(30, 90, biasInitializer: Initializer.Zeros).Bias!.ToArray(), value => Assert.Equal(0f, value));
        Assert.All(new Linear([2, 3, 5], 90, biasInitializer: Initializer.Ones).Bias!.ToArray(), value => Assert.Equal(1f, value));
    }

    [Fact]
    public void TheInnermostSeedCountsAndTheOuterGoesOnWhereItWas()
    {
        static float[] Next() => Initializer.Default.Make([3], 1, 1).ToArray();
        float[] first, second, inner;
        using (Initializer.Seed(1)) (first, second) = (Next(), Next());
        using (Initializer.Seed(2)) inner = Next();
        Assert.NotEqual(first, second);
        Assert.NotEqual(first, inner);
        using (Initializer.Seed(1))
        {
            Assert.Equal(first, Next());
            using (Initializer.Seed(2)) Assert.Equal(inner, Next());
            Assert.Equal(second, Next());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AWeightIsOneStreamHoweverManyThreadsDrawIt(bool normal)
    {
        using IDisposable seed = Initializer.Seed(5);
        Initializer.Ones.Make([2], 1, 1);
        CounterRandom random = new(5, 0, 1, RandomPurpose.Weights);
        float[] expected = new float[100_003];
        for (int i = 0; i < expected.Length; i++) expected[i] = normal ? (float)Math.Sqrt(0.5) * random.NextGaussian() : random.NextFloat(-0.5f, 0.5f);
        Assert.Equal(expected, (normal ? Initializer.KaimingNormal : Initializer.Default).Make([100_003], 4, 1).ToArray());
    }

    [Fact]
    public void WeightsAreDrawnWhenTheyAreNeeded()
    {
        // A terabyte, if they were drawn.
        using IDisposable seed = Initializer.Seed(5);
        Linear[] layers = [.. Enumerable.Range(0, 1000).Select(_ => new Linear(1 << 14, 1 << 14))];
        Assert.Equal((1L << 28) + (1 << 14), layers[^1].Parameters().Sum(parameter => parameter.Shape.Count));
        Assert.Equal(1L << 28, layers[^1].Forward(Tensor.Zeros([1, 1 << 14])).Operands[0].MultiplyAdds);
        float[] bias = layers[1].Bias!.ToArray();
        // Each is a stream of its own: what was drawn before does not matter.
        using IDisposable again = Initializer.Seed(5);
        _ = new Linear(1 << 14, 1 << 14);
        Assert.Equal(new Linear(1 << 14, 1 << 14).Bias!.ToArray(), bias);
    }

    static float[] Draw(Initializer initializer)
    {
        using IDisposable seed = Initializer.Seed(9);
        return initializer.Make([16, 50, 50], FanIn, FanOut).ToArray();
    }

    static void AssertBound(double bound, Variable weight)
    {
        double largest = weight.ToArray().Max(Math.Abs);
        Assert.InRange(largest, 0.98 * bound, bound * (1 + 1e-6));
    }

    static double Deviation(float[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / values.Length);
    }
}
