namespace Fovea.Tensors.Tests.Plans;

/// <summary>Plans are found again by the structure of the graph, and by nothing else.</summary>
[Collection(Alone.Name)]
public class PlanCacheTests
{
    static IExecutable PlanOf(Tensor y, Backend? backend = null) => PlanCache.For(backend ?? Backend.Cpu, Graph.Of([y], [], []));

    static Tensor Leaf(int seed = 1) => Tensor.From(RandomGraph.Values([4, 6], seed), [4, 6]);

    [Fact]
    public void TheSameStructureIsFoundAgain()
    {
        Assert.Same(PlanOf(Leaf().Tanh().Sum([0])), PlanOf(Leaf(2).Tanh().Sum([0])));
        Assert.Same(PlanOf(Leaf().LeakyRelu(0.3) * 2), PlanOf(Leaf(2).LeakyRelu(0.3) * 2));
    }

    [Fact]
    public void AnotherStructureIsNot()
    {
        Tensor a = Leaf(), b = Leaf(2);
        IExecutable plan = PlanOf(a.LeakyRelu(0.3) + b);
        Assert.NotSame(plan, PlanOf(a.LeakyRelu(0.4) + b));
        Assert.NotSame(plan, PlanOf(a.LeakyRelu(0.3) + a));
        Assert.NotSame(plan, PlanOf(b + a.LeakyRelu(0.3)));
        Assert.NotSame(plan, PlanOf(a.LeakyRelu(0.3) - b));
        Assert.NotSame(plan, PlanOf((a.LeakyRelu(0.3) + b).Reshape(24)));
        Assert.NotSame(plan, PlanOf(Tensor.Zeros([4, 6]).LeakyRelu(0.3) + b));
        Assert.NotSame(plan, PlanOf(a.LeakyRelu(0.3) + b, Backend.Reference));
    }

    [Fact]
    public void AComputedTensorIsALeafLikeAnyOther()
    {
        Tensor middle = Leaf().Tanh();
        middle.ToArray();
        Assert.Same(PlanOf(Leaf().Exp()), PlanOf(middle.Exp()));
    }

    [Fact]
    public void PlansThatWereNotUsedForLongAreForgottenAndTheOthersStay()
    {
        Tensor y = Leaf() * 17;
        IExecutable kept = PlanOf(y);
        for (int i = 0; i < 200; i++)
        {
            PlanOf(Leaf() + (1000 + i));
            Assert.Same(kept, PlanOf(y));
        }
        for (int i = 0; i < 200; i++) PlanOf(Leaf() + (2000 + i));
        Assert.NotSame(kept, PlanOf(y));
    }

    [Fact]
    public void TheMemoryThatRunsOfAPlanNeedDoesNotDriveItOut()
    {
        // 4 GB of intermediate values each.
        Tensor x = new Variable([1 << 15, 1 << 15]);
        IExecutable first = PlanOf(x.Tanh().Softmax().Sum()), second = PlanOf(x.Sigmoid().Softmax().Sum());
        for (int i = 0; i < 3; i++)
        {
            Assert.Same(first, PlanOf(x.Tanh().Softmax().Sum()));
            Assert.Same(second, PlanOf(x.Sigmoid().Softmax().Sum()));
        }
    }

    [Fact]
    public void PlansOfHugeGraphsDriveEachOtherOut()
    {
        static Tensor Chain(Tensor y)
        {
            for (int i = 0; i < 60_000; i++) y = y.Softmax();
            return y;
        }
        Tensor first = Chain(Leaf()), second = Chain(Leaf().Tanh());
        IExecutable plan = PlanOf(first);
        Assert.Same(plan, PlanOf(first));
        IExecutable other = PlanOf(second);
        Assert.Same(other, PlanOf(second));
        Assert.NotSame(plan, PlanOf(first));
    }

    [Fact]
    public void PlansOfTheSameStructureGiveEachItsOwnValues()
    {
        float[] a = Leaf().Tanh().ToArray(), b = Leaf(2).Tanh().ToArray();
        Assert.Equal(Leaf(2).ToArray().Select(MathF.Tanh), b, (x, y) => Math.Abs(x - y) < 1e-6);
        Assert.Equal(Leaf().ToArray().Select(MathF.Tanh), a, (x, y) => Math.Abs(x - y) < 1e-6);
    }
}
