using Fovea.Tensors.Tests.Plans;

namespace Fovea.Tensors.Tests.Backends;

/// <summary>What follows from weights alone is kept between runs, and never when a weight has changed.</summary>
public class CpuLastingTests
{
    static readonly Shape Images = [2, 18, 17, 20];

    sealed class Block(int seed)
    {
        public Variable Kernels { get; } = Weight([24, 3, 3, 20], seed);
        public Variable Mean { get; } = Weight([24], seed + 1);
        public Variable Variance { get; } = new([.. RandomGraph.Values([24], seed + 2).Select(value => value * value + 0.1f)], [24]);
        public Variable Scale { get; } = Weight([24], seed + 3);
        public Variable Shift { get; } = Weight([24], seed + 4);

        public Tensor Forward(Tensor x) => ((x.Conv2d(Kernels, padding: 1) - Mean) * (Scale * (Variance + 1e-5).Rsqrt()) + Shift).Relu();

        static Variable Weight(Shape shape, int seed) => new(RandomGraph.Values(shape, seed), shape);
    }

    static Tensor Picture(int seed) => Tensor.From(RandomGraph.Values(Images, seed), Images);

    /// <summary>The result on the other backend, which keeps nothing.</summary>
    static float[] Expected(Func<Tensor, Tensor> forward, Tensor x)
    {
        using (Backend.Use(Backend.Reference)) return forward(Tensor.From(x.ToArray(), x.Shape)).ToArray();
    }

    static void Check(Func<Tensor, Tensor> forward, Function compiled, Tensor x)
    {
        float[] actual = compiled.Call(x)[0].ToArray(), expected = Expected(forward, x);
        float largest = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++) Assert.True(Math.Abs(actual[i] - expected[i]) <= 1e-5f * largest, $"element {i} is {actual[i]}, expected {expected[i]}");
    }

    [Fact]
    public void ANormalisedConvolutionIsOneStep()
    {
        Block block = new(1);
        Tensor x = new(null, [], Images);
        List<Tensor> leaves = [x];
        CpuPlan plan = new(Graph.Of([block.Forward(x)], [], leaves));
        Assert.Equal("Conv2d + bias + Relu", Assert.Single(plan.Steps, step => !step.Once).Name);
    }

    [Fact]
    public void EveryWayOfChangingAWeightIsSeen()
    {
        Block block = new(2);
        Function compiled = new(block.Forward);
        Tensor x = Picture(3);
        Check(block.Forward, compiled, x);
        Check(block.Forward, compiled, Picture(4));
        block.Mean.Write(RandomGraph.Values([24], 5));
        Check(block.Forward, compiled, x);
        block.Kernels.Write(values => values.Fill(0.25f));
        Check(block.Forward, compiled, x);
        block.Scale.Assign(block.Scale * 2 + 1);
        Check(block.Forward, compiled, x);
        Function step = new(inputs =>
        {
            Tensor loss = block.Forward(inputs[0]).Square().Mean();
            block.Kernels.Assign(block.Kernels - 0.1 * Gradient.Of(loss, [block.Kernels])[0]);
            return [loss];
        });
        step.Call(x);
        Check(block.Forward, compiled, x);
    }

    [Fact]
    public void ModelsThatShareAPlanDoNotShareWeights()
    {
        Block first = new(6), second = new(7);
        Tensor x = Picture(8);
        // Evaluated, not compiled: both graphs have the same structure and find the same plan.
        float[] a = first.Forward(x).ToArray(), b = second.Forward(x).ToArray(), again = first.Forward(x).ToArray();
        Assert.Equal(a, again);
        Assert.NotEqual(a, b);
        Check(second.Forward, new Function(second.Forward), x);
    }

    [Fact]
    public void WhatIsKeptGoesWithTheModel()
    {
        WeakReference Use()
        {
            Block block = new(9);
            block.Forward(Picture(10)).ToArray();
            return new WeakReference(block.Kernels.StorageOn(Backend.Current));
        }
        WeakReference weights = Use();
        for (int i = 0; i < 5 && weights.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.False(weights.IsAlive);
    }

    [Fact]
    public void GradientsAreThoseOfTheUnfoldedNetwork()
    {
        Block block = new(11);
        Tensor x = Picture(12);
        Tensor Loss(Tensor picture) => block.Forward(picture).Square().Mean();
        float[] Gradients() => [.. Gradient.Of(Loss(Tensor.From(x.ToArray(), Images)), [block.Kernels, block.Mean, block.Scale]).SelectMany(gradient => gradient.ToArray())];
        float[] actual = Gradients(), expected;
        using (Backend.Use(Backend.Reference)) expected = Gradients();
        float largest = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++) Assert.True(Math.Abs(actual[i] - expected[i]) <= 1e-5f * largest, $"element {i} is {actual[i]}, expected {expected[i]}");
    }

    [Fact]
    public void WhatOnlyDependsOnWeightsIsComputedWhenItIsAskedFor()
    {
        Block block = new(13);
        Assert.Equal(block.Scale.ToArray().Select(value => value * 3f), (block.Scale * 3).ToArray());
        block.Scale.Write(RandomGraph.Values([24], 14));
        Assert.Equal(block.Scale.ToArray().Select(value => value * 3f), (block.Scale * 3).ToArray());
    }
}
