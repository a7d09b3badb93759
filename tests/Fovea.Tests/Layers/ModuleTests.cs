using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Tests.Layers;

/// <summary>How a module finds what it consists of, and what it refuses.</summary>
public class ModuleTests
{
    [Fact]
    public void Evaluating_puts_every_module_back_as_it_was()
    {
        Dropout frozen = new(0.5), free = new(0.5);
        Sequential model = new(frozen, free);
        frozen.Train(false);
        using (model.Evaluating()) Assert.True(!model.Training && !frozen.Training && !free.Training);
        Assert.True(model.Training && free.Training);
        Assert.False(frozen.Training);
    }

    [Fact]
    public void NamesComeFromFieldsInTheirOrder() => Assert.Equal(
        "weight (2); conv1.weight (1, 1, 1, 1); blocks.0.0.weight (2, 2); blocks.0.0.bias (2); blocks.1.weight (2); blocks.1.bias (2); scales.0 (1); scales.1 (3); head.weight (2, 2); head.bias (2)",
        LayerCase.Describe(new Named()));

    [Fact]
    public void PathsAreSetWithTheNames()
    {
        Named model = new();
        model.Variables();
        Assert.Equal(["conv1", "blocks.0", "blocks.1", "head"], model.Children().Select(child => child.Child.Path));
        Assert.Equal(["conv1", "blocks.0", "blocks.1", "head"], model.Children().Select(child => child.Name));
    }

    [Fact]
    public void TrainingReachesEveryLevel()
    {
        Dropout deep = new();
        Sequential model = new(new SumBranches(new Sequential(deep), new Identity()));
        Assert.True(deep.Training);
        model.Train(false);
        Assert.False(deep.Training);
        model.Train();
        Assert.True(deep.Training);
    }

    [Fact]
    public void FrozenVariablesAreNoParameters()
    {
        Linear layer = new(2, 2);
        layer.Bias!.Trainable = false;
        Assert.Equal([layer.Weight], layer.Parameters());
        Assert.Equal([layer.Weight, layer.Bias], layer.Variables());
    }

    [Fact]
    public void WhatIsHeldTwiceIsListedOnce()
    {
        Linear shared = new(2, 2);
        Sequential model = new(shared, new Relu(), shared);
        Assert.Equal("0.weight (2, 2); 0.bias (2)", LayerCase.Describe(model));
        Assert.Equal("0", shared.Path);
    }

    [Fact]
    public void ACircleEnds()
    {
        Ring a = new(), b = new() { Next = a };
        a.Next = b;
        Assert.Equal("weight (1); next.weight (1)", LayerCase.Describe(a));
        a.Train(false);
        Assert.False(b.Training);
    }

    public static TheoryData<Module, string> Hidden => new()
    {
        { new Holder<(Module, int)>((new Relu(), 1)), "ValueTuple`2" },
        { new Holder<Dictionary<string, Module>>(new() { ["a"] = new Relu() }), "Dictionary`2" },
        { new Holder<List<Module[]>>([[new Relu()]]), "Module[]" },
        { new Holder<HashSet<Relu>>([new Relu()]), "HashSet`1" },
        { new Holder<Queue<Variable>>(new([new Variable([1])])), "Queue`1" },
    };

    [Theory, MemberData(nameof(Hidden), DisableDiscoveryEnumeration = true)]
    public void ModulesThatWouldNotBeFoundAreRefused(Module module, string type)
    {
        string message = Assert.Throws<FoveaException>(() => module.Variables()).Message;
        Assert.Contains($"held holds modules or variables in a {type}, where they would not be found", message, StringComparison.Ordinal);
        Assert.Contains("hint: hold them in fields, arrays or lists", message, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherFieldsAreNoMatter() => Assert.Empty(new Holder<object>((1, "two", new[] { 3.0 }, new List<int> { 4 })).Variables());

    [Fact]
    public void TwoVariablesOfOneNameAreRefused() =>
        Assert.Contains("two variables would have the name weight", Assert.Throws<FoveaException>(() => new Derived().Variables()).Message, StringComparison.Ordinal);

    sealed class Named : Module
    {
        readonly Variable weight = new([2]);
        readonly Conv2d conv1 = new(1, 1, kernelSize: 1, bias: false);
        readonly Module[] blocks = [new Sequential(new Linear(2, 2)), new LayerNorm(2)];
        readonly List<Variable> _scales = [new([1]), new([3])];

        public Linear Head { get; } = new(2, 2);

        public override Tensor Forward(Tensor x) => Head.Forward(blocks[0].Forward(conv1.Forward(x * weight))) * _scales[0];
    }

    sealed class Ring : Module
    {
        readonly Variable weight = new([1]);

        public Ring? Next { get; set; }

        public override Tensor Forward(Tensor x) => x * weight;
    }

    sealed class Holder<T>(T held) : Module
    {
        public override Tensor Forward(Tensor x) => held is null ? x : x + 1;
    }

    class Base : Module
    {
        readonly Variable weight = new([1]);

        public override Tensor Forward(Tensor x) => x * weight;
    }

    sealed class Derived : Base
    {
        readonly Variable weight = new([1]);

        public override Tensor Forward(Tensor x) => base.Forward(x) * weight;
    }
}
