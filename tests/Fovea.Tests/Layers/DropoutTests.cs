using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Tests.Layers;

/// <summary>What is special about chance: shares, scale, and that it follows from the key alone.</summary>
public class DropoutTests
{
    [Theory, InlineData(0.0), InlineData(0.25), InlineData(0.9)]
    public void LeavesOutTheShareAndKeepsTheMean(double p)
    {
        float[] y = Run(new Dropout(p), step: 0);
        float kept = (float)(1 / (1 - p));
        Assert.All(y, value => Assert.True(value == 0 || Math.Abs(value - kept) < 1e-5));
        double share = y.Count(value => value == 0) / (double)y.Length;
        Assert.True(Math.Abs(share - p) <= 4 * Math.Sqrt(p * (1 - p) / y.Length), $"{share} are left out, not {p}");
    }

    [Fact]
    public void FollowsFromTheStep()
    {
        Dropout layer = new();
        Assert.Equal(Run(layer, step: 1), Run(layer, step: 1));
        Assert.NotEqual(Run(layer, step: 1), Run(layer, step: 2));
    }

    [Fact]
    public void AStepOfOnesOwnLeavesOutOtherNumbersAtEveryRun()
    {
        Dropout layer = new();
        Tensor x = Tensor.Ones([1000]);
        Function function = new(layer.Forward);
        float[] Drawn() => function.Call(x)[0].ToArray();
        RandomState.Set(seed: 5, epoch: 2, step: 0);
        float[] first = Drawn();
        Assert.NotEqual(first, Drawn());
        RandomState.Set(seed: 5, epoch: 2, step: 0);
        Assert.Equal(first, Drawn());
        Assert.NotEqual(layer.Forward(x).ToArray(), layer.Forward(x).ToArray());
    }

    [Fact]
    public void TwoLayersLeaveOutDifferentNumbers()
    {
        Dropout first = new(), second = new();
        Function both = new(x => [first.Forward(x[0]), second.Forward(x[0])]);
        Tensor[] y = both.Call(Tensor.Ones([1000]));
        Assert.NotEqual(y[0].ToArray(), y[1].ToArray());
    }

    [Fact]
    public void TheGradientPassesWhereTheNumberPassed()
    {
        Dropout layer = new(0.3);
        Function both = new(x => layer.Forward(x[0]) is var y ? [y, Gradient.Of(y, [x[0]])[0]] : []);
        Tensor[] results = both.Call(Tensor.Ones([500]));
        Assert.Equal(results[0].ToArray(), results[1].ToArray());
    }

    [Fact]
    public void DoesNothingOutsideOfTraining()
    {
        Dropout layer = new();
        layer.Train(false);
        Tensor x = Tensor.Ones([3]);
        Assert.Same(x, layer.Forward(x));
    }

    static float[] Run(Dropout layer, int step)
    {
        RandomState.Set(seed: 5, epoch: 2, step);
        return new Function(layer.Forward).Call(Tensor.Ones([20_000]))[0].ToArray();
    }
}
