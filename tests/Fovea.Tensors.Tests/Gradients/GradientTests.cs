namespace Fovea.Tensors.Tests.Gradients;

/// <summary>Back-propagation itself; the gradients of the operations are held to their slopes in the table of operations.</summary>
public class GradientTests
{
    static readonly Tensor X = Tensor.From(1f, 2, 3);

    [Fact]
    public void WhatIsNotReachedHasZeros()
    {
        Tensor other = Tensor.From([1f, 2, 3, 4], [2, 2]);
        Tensor[] gradients = Gradient.Of(X.Square(), [X, other, X > 2, X.Detach()]);
        Assert.Equal([2f, 4, 6], gradients[0].ToArray());
        Assert.Equal([2, 2], gradients[1].Shape);
        Assert.Equal([0f, 0, 0, 0], gradients[1].ToArray());
        Assert.Equal([0f, 0, 0], gradients[2].ToArray());
        Assert.Equal([0f, 0, 0], Gradient.Of((X > 2) * 3, [X])[0].ToArray());
    }

    [Fact]
    public void EveryUseAddsUp()
    {
        Assert.Equal([9f, 15, 21], Gradient.Of(X * X + X * X + X * X + 3 * X, [X])[0].ToArray());
        Tensor y = X.Square(), z = y * y;
        Assert.Equal([4f, 32, 108], Gradient.Of(z, [X])[0].ToArray());
    }

    [Fact]
    public void TensorsOnTheWayHaveGradientsToo()
    {
        Tensor y = X * 2, z = y.Square();
        Tensor[] gradients = Gradient.Of(z, [X, y, z]);
        Assert.Equal([8f, 16, 24], gradients[0].ToArray());
        Assert.Equal([4f, 8, 12], gradients[1].ToArray());
        Assert.Equal([1f, 1, 1], gradients[2].ToArray());
    }

    [Fact]
    public void TheElementsOfYMayBeWeighted()
    {
        Assert.Equal([2f, 40, 0], Gradient.Of(X.Square(), [X], Tensor.From(1f, 10, 0))[0].ToArray());
        Assert.Equal("Gradient: dy has another shape than y\n  y   (3)\n  dy  (2)",
            Assert.Throws<ShapeException>(() => { Gradient.Of(X, [X], Tensor.Zeros([2])); }).Message);
    }

    [Fact]
    public void GradientsCanBeDifferentiatedAgainAndAgain()
    {
        Tensor y = X.Pow(4);
        foreach (Func<float, float> expected in new Func<float, float>[] { x => 4 * x * x * x, x => 12 * x * x, x => 24 * x, _ => 24, _ => 0 })
        {
            y = Gradient.Of(y, [X])[0];
            Assert.Equal(X.ToArray().Select(expected), y.ToArray(), (a, b) => Math.Abs(a - b) <= 1e-4);
        }
    }

    [Fact]
    public void VeryDeepGraphsDoNotOverflowTheStack()
    {
        const int Depth = 50_000;
        Tensor y = X;
        for (int i = 0; i < Depth; i++) y = i % 2 == 0 ? y + X : y - 0.5 * X;
        Assert.Equal([1 + Depth / 4f, 2 + Depth / 2f, 3 + Depth * 0.75f], y.ToArray());

        Tensor z = X;
        for (int i = 0; i < Depth; i++) z = i % 2 == 0 ? z * 2 : z * 0.5;
        Assert.Equal([1f, 1, 1], Gradient.Of(z, [X])[0].ToArray());
    }

    [Fact]
    public void ManyUsesOfOneTensorAreOneVisit()
    {
        // 2^60 ways lead from y to X.
        Tensor y = X;
        for (int i = 0; i < 60; i++) y = 0.5 * (y + y);
        Assert.Equal([1f, 1, 1], Gradient.Of(y, [X])[0].ToArray());
    }
}
