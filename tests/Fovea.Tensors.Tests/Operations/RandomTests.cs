using Fovea.Compute;

namespace Fovea.Tensors.Tests.Operations;

/// <summary>Random numbers: the published generator, its statistics, and that nothing but key, stream and place decides.</summary>
[Collection(Alone.Name)]
public class RandomTests
{
    // The known answers of the authors' library, Random123.
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void TheGeneratorGivesThePublishedNumbers(uint a, uint b, uint c, uint d, uint keyA, uint keyB, uint w, uint x, uint y, uint z) =>
        Assert.Equal((w, x, y, z), Philox.Block(a, b, c, d, keyA, keyB));

    static float[] Uniform(int count, ulong seed, int stream = 0) => Tensor.Apply(new RandomUniformOp([count]), RandomKey.Of(seed), RandomUniformOp.Stream(stream)).ToArray();

    [Theory]
    [InlineData(1)]
    [InlineData(2026)]
    public void NumbersAreUniform(ulong seed)
    {
        const int Count = 1 << 20, Bins = 256;
        float[] x = Uniform(Count, seed);
        Assert.All(x, value => Assert.True(value is >= 0 and < 1 && value * (1 << 24) % 1 == 0));
        double mean = x.Average(value => (double)value), variance = x.Average(value => (value - 0.5) * (value - 0.5));
        // Five standard errors.
        Assert.Equal(0.5, mean, 5 * Math.Sqrt(1.0 / 12 / Count));
        Assert.Equal(1.0 / 12, variance, 5 * Math.Sqrt(1.0 / 180 / Count));
        int[] bins = new int[Bins];
        foreach (float value in x) bins[(int)(value * Bins)]++;
        double chi = bins.Sum(bin => Math.Pow(bin - Count / Bins, 2) / (Count / Bins));
        Assert.InRange(chi, Bins - 1 - 5 * Math.Sqrt(2 * (Bins - 1)), Bins - 1 + 5 * Math.Sqrt(2 * (Bins - 1)));
    }

    [Fact]
    public void NeighboursStreamsAndKeysAreNotCorrelated()
    {
        const int Count = 1 << 18;
        float[] x = Uniform(Count, 1);
        double limit = 5 / Math.Sqrt(Count);
        foreach (int lag in new[] { 1, 2, 3, 4, 5, 8, 28, 784 }) Assert.InRange(Correlation(x.AsSpan(lag), x.AsSpan(0, Count - lag)), -limit, limit);
        foreach (int stream in new[] { 1, 2, 3, 1000 }) Assert.InRange(Correlation(x, Uniform(Count, 1, stream)), -limit, limit);
        foreach (ulong seed in new ulong[] { 0, 2, 3, 1UL << 63 }) Assert.InRange(Correlation(x, Uniform(Count, seed)), -limit, limit);
    }

    [Fact]
    public void ALongerTensorBeginsWithTheNumbersOfAShorterOne() => Assert.Equal(Uniform(1003, 5), Uniform(50_000, 5)[..1003]);

    [Fact]
    public void TheNumberOfThreadsDecidesNothing()
    {
        int before = Workers.Threads;
        try
        {
            List<float[]> results = [];
            foreach (int threads in new[] { 1, 2, 3 })
            {
                Workers.Threads = threads;
                results.Add(Uniform(100_003, 9));
            }
            Assert.Equal(results[0], results[1]);
            Assert.Equal(results[0], results[2]);
        }
        finally
        {
            Workers.Threads = before;
        }
    }

    [Fact]
    public void NormalNumbersAreNormal()
    {
        const int Count = 1 << 18;
        float[] x = new Function(key => Tensor.RandomNormal([Count], key)).Call(RandomKey.Of(3))[0].ToArray();
        double Moment(int power) => x.Average(value => Math.Pow(value, power));
        Assert.Equal(0, Moment(1), 5 * Math.Sqrt(1.0 / Count));
        Assert.Equal(1, Moment(2), 5 * Math.Sqrt(2.0 / Count));
        Assert.Equal(0, Moment(3), 5 * Math.Sqrt(15.0 / Count));
        Assert.Equal(3, Moment(4), 5 * Math.Sqrt(96.0 / Count));
        Assert.All(x, value => Assert.InRange(value, -5.77f, 5.77f));
        Assert.Equal(0.682689, x.Count(value => Math.Abs(value) < 1) / (double)Count, 5 * Math.Sqrt(0.22 / Count));
    }

    static Variable Generator(params ReadOnlySpan<ulong> counters) => new(RandomKey.Of(1, counters).ToArray(), [4]);

    [Fact]
    public void NumbersFollowFromAKeyAlone()
    {
        Tensor key = RandomKey.Of(4, 1), x = Tensor.RandomUniform([50], key);
        Function function = new(x => [Tensor.RandomUniform([50], x[0]), Tensor.RandomUniform([50], x[0]), Tensor.RandomNormal([50], x[0])]);
        float[] normal = Tensor.RandomNormal([50], key).ToArray();
        for (int run = 0; run < 2; run++)
        {
            Tensor[] compiled = function.Call(key);
            Assert.Equal(x.ToArray(), Tensor.RandomUniform([50], key).ToArray());
            Assert.Equal(x.ToArray(), compiled[0].ToArray());
            Assert.Equal(x.ToArray(), compiled[1].ToArray());
            Assert.Equal(normal, Tensor.RandomNormal([50], key).ToArray());
            Assert.Equal(normal, compiled[2].ToArray(), (a, b) => Math.Abs(a - b) < 1e-5);
        }
        RandomKey.Write(key, 4, 2);
        Assert.NotEqual(x.ToArray(), function.Call(key)[0].ToArray());
    }

    [Fact]
    public void AVariableIsAGeneratorThatMovesOn()
    {
        Variable key = Generator();
        float[] start = key.ToArray();
        Tensor first = Tensor.RandomUniform([50], key), second = Tensor.RandomUniform([50], key);
        // Computed later, with the keys of the calls.
        Assert.NotEqual(first.ToArray(), second.ToArray());
        Assert.Equal(first.ToArray(), Tensor.RandomUniform([50], Tensor.From(start, [4])).ToArray());
        Assert.Equal(start[0] + 2, key.ToArray()[0]);
        key.Write(start);
        Assert.Equal(first.ToArray(), Tensor.RandomUniform([50], key).ToArray());
        Assert.Equal(second.ToArray(), Tensor.RandomUniform([50], key).ToArray());
    }

    [Fact]
    public void AFunctionDrawsOtherNumbersAtEveryRunUntilTheKeyIsWrittenBack()
    {
        Variable key = Generator();
        float[] start = key.ToArray();
        Function function = new(_ => [Tensor.RandomUniform([50], key), Tensor.RandomUniform([50], key), Tensor.RandomNormal([50], key)]);
        List<string> Runs() => [.. Enumerable.Range(0, 3).SelectMany(_ => function.Call()).Select(y => string.Join(' ', y.ToArray()))];
        List<string> drawn = Runs();
        Assert.Equal(drawn.Count, drawn.Distinct().Count());
        Assert.Equal(start[0] + 3, key.ToArray()[0]);
        key.Write(start);
        Assert.Equal(drawn, Runs());
    }

    [Fact]
    public void GeneratorsAreIndependent()
    {
        Variable one = Generator(1), other = Generator(2);
        Function both = new(_ => [Tensor.RandomUniform([50], one), Tensor.RandomUniform([50], other)]), alone = new(_ => [Tensor.RandomUniform([50], other)]);
        float[] start = other.ToArray();
        Tensor[] drawn = both.Call();
        Assert.NotEqual(drawn[0].ToArray(), drawn[1].ToArray());
        other.Write(start);
        float[] before = one.ToArray();
        Assert.Equal(drawn[1].ToArray(), alone.Call()[0].ToArray());
        Assert.Equal(before, one.ToArray());
    }

    [Fact]
    public void AnAssignmentInAFunctionTakesThePlaceOfMovingOn()
    {
        Variable key = Generator(1);
        Function function = new(x =>
        {
            Tensor drawn = Tensor.RandomUniform([5], key);
            key.Assign(x[0]);
            return [drawn];
        });
        Tensor next = RandomKey.Of(8);
        function.Call(next);
        Assert.Equal(next.ToArray(), key.ToArray());
    }

    [Fact]
    public void ARunThatIsHeldBackDrawsTheSameNumbersAgain()
    {
        Variable key = Generator();
        Function function = new(x =>
        {
            Tensor drawn = Tensor.RandomUniform([50], key);
            Variable.AssignOnlyIf(x[0]);
            return [drawn];
        });
        float[] first = function.Call(0)[0].ToArray();
        Assert.Equal(first, function.Call(1)[0].ToArray());
        Assert.NotEqual(first, function.Call(1)[0].ToArray());
    }

    [Theory]
    [InlineData(new float[] { 0, 0, 0, 0 }, new float[] { 1, 0, 0, 0 })]
    [InlineData(new float[] { 65535, 7, 0, 65535 }, new float[] { 0, 8, 0, 65535 })]
    [InlineData(new float[] { 65535, 65535, 65535, 1 }, new float[] { 0, 0, 0, 2 })]
    [InlineData(new float[] { 65535, 65535, 65535, 65535 }, new float[] { 0, 0, 0, 0 })]
    public void MovingOnCarries(float[] from, float[] to)
    {
        foreach (Backend backend in new[] { Backend.Cpu, Backend.Reference })
        {
            using IDisposable scope = Backend.Use(backend);
            Variable key = new(from, [4]);
            new Function(_ => [Tensor.RandomUniform([2], key)]).Call();
            Assert.Equal(to, key.ToArray());
            key.Write(from);
            Tensor.RandomUniform([2], key);
            Assert.Equal(to, key.ToArray());
        }
    }

    [Fact]
    public void AnotherDrawNeedsNoOtherPlan()
    {
        Variable key = Generator();
        IExecutable Plan() => PlanCache.For(Backend.Cpu, Graph.Of([Tensor.RandomUniform([50], key) + Tensor.RandomNormal([50], key)], [], []));
        Assert.Same(Plan(), Plan());
    }

    [Fact]
    public void ARunOfAFunctionAllocatesNothing()
    {
        Variable key = Generator();
        Function function = new(_ => [Tensor.RandomUniform([50], key).Sum()]);
        Tensor[] outputs = [Tensor.Allocate(Shape.Scalar)];
        for (int i = 0; i < 3; i++) function.Run([], outputs);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) function.Run([], outputs);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void KeysDependOnEveryNumberAndTheirOrder()
    {
        float[][] keys = [.. new[] { RandomKey.Of(1), RandomKey.Of(2), RandomKey.Of(1, 0), RandomKey.Of(1, 0, 0), RandomKey.Of(1, 1, 2), RandomKey.Of(1, 2, 1), RandomKey.Of(0, 1) }.Select(key => key.ToArray())];
        Assert.Equal(keys.Length, keys.Select(key => string.Join(' ', key)).Distinct().Count());
        Assert.All(keys, key => Assert.All(key, piece => Assert.True(piece is >= 0 and < 65536 && piece == MathF.Floor(piece))));
        Tensor written = Tensor.Allocate([4]);
        RandomKey.Write(written, 1, 1, 2);
        Assert.Equal(keys[4], written.ToArray());
    }

    [Fact]
    public void WritingAKeyAllocatesNothing()
    {
        Tensor key = RandomKey.Of(1);
        RandomKey.Write(key, 1, 2);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (ulong step = 0; step < 100; step++) RandomKey.Write(key, 1, step, 3);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void MistakesAreReportedOnTheLineOfTheCall()
    {
        Tensor wrong = Tensor.Zeros([2]);
        Assert.Equal("RandomUniform: a key is four whole numbers\n  key     (2)\n  result  (3)\n  hint: RandomKey.Of(seed, step) makes one",
            Assert.Throws<ShapeException>(() => { Tensor.RandomUniform([3], wrong); }).Message);
        Assert.Throws<ShapeException>(() => { Tensor.RandomUniform([3], new Variable([5])); });
        Assert.Throws<ShapeException>(() => RandomKey.Write(Tensor.Allocate([3]), 1));
    }

    static double Correlation(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += (x[i] - 0.5) * (y[i] - 0.5);
        return sum / x.Length * 12;
    }
}
