using Fovea.Data;
using Fovea.Layers;
using Fovea.Optimizers;
using Fovea.Schedules;
using Fovea.Tensors;
using Fovea.Training;

namespace Fovea.Tests.Training;

/// <summary>A step that cannot be taken: the error names the first layer at fault, and nothing has changed.</summary>
public class FaultTests
{
    [Fact]
    public void AnAbsurdLearningRateNamesTheLayerThatOverflows()
    {
        Module model = Seeded(() => new Between(4, 8, 2, x => x.Relu()));
        FoveaException error = Fails(model, learningRate: 1e25);
        // After one step weights are about 1e25: the first layer still has finite results, the second does not.
        Assert.Contains("fc2 (Linear", error.Message);
        Assert.Contains("in epoch 1, step 2 of 4", error.Message);
        Assert.Contains("learning rate", error.Hint);
    }

    [Fact]
    public void ALayerThatOverflowsIsNamedWithPathAndKind()
    {
        FoveaException error = Fails(Seeded(() => new BetweenModules(4, 8, 2, new Tanh(), new ExpLayer(1000))));
        Assert.Contains("the first layer at fault is middle.1 (Exp 1000)", error.Message);
        Assert.Contains("(8, 8)", error.Message);
    }

    [Fact]
    public void AnOperationThatOverflowsIsNamedWithTheLayersAroundIt()
    {
        FoveaException error = Fails(Seeded(() => new Between(4, 8, 2, x => (x * 1e4).Exp())));
        Assert.Contains("the first operation at fault is Exp between fc1 (Linear", error.Message);
        Assert.Contains("and fc2 (Linear", error.Message);
    }

    [Fact]
    public void WhatIsNotFiniteButLeftBehindIsNotBlamed()
    {
        // log of negative numbers is NaN, but is not chosen; exp overflows afterwards.
        FoveaException error = Fails(Seeded(() => new Between(4, 8, 2, x => (Tensor.Where(x > 0, x.Log(), 1) + x * 1e4).Exp())));
        Assert.Contains("is Exp between", error.Message);
    }

    [Fact]
    public void BatchStatisticsAreThoseBeforeTheStep()
    {
        Module model = Seeded(() => new BetweenModules(4, 8, 2, new BatchNorm2d(8), new ExpLayer(1)));
        // Batch normalisation keeps exp small; after the absurd first step its own weights make it overflow.
        FoveaException error = Fails(model, learningRate: 1e8);
        Assert.Contains("middle.1 (Exp 1)", error.Message);
        Assert.Contains(model.Variables(), variable => variable.Name == "middle.0.running_mean");
    }

    [Fact]
    public void TheBatchIsExaminedWithTheSameChance()
    {
        for (ulong seed = 1; seed <= 12; seed++)
        {
            FoveaException error = Fails(Seeded(() => new ByChance()), data: new ToyData(64, size: 1, mean: 0, deviation: 0.125f), learningRate: 0,
                seed: seed, batch: 1);
            Assert.Contains("operation at fault is Exp between drop (Dropout 0.5) and fc (Linear", error.Message);
        }
    }

    [Fact]
    public void AGradientThatIsNotFiniteIsAnErrorThoughTheLossIs()
    {
        // The root of 0 is 0, but its slope there is infinite.
        Between model = Seeded(() => new Between(4, 8, 2, x => x.Sqrt()));
        foreach (Variable variable in model.First.Variables()) variable.Write(new float[variable.Shape.Count]);
        // The bias behind the root has a finite gradient, and makes the step.
        FoveaException error = Fails(model, moves: variable => variable.Name!.StartsWith("fc2.bias", StringComparison.Ordinal));
        Assert.Contains("a gradient is not finite in epoch 1, step 1 of 4, though the loss is", error.Message);
        Assert.Contains("fc1.bias (8)", error.Message);
        Assert.Contains("parameters with such gradients have kept their values", error.Hint);
    }

    [Fact]
    public void WeightsThatAreNotFiniteAreNamed()
    {
        Between model = Seeded(() => new Between(4, 8, 2, x => x.Relu()));
        model.Variables()[1].Write([0, 0, float.NaN, 0, 0, 0, 0, 0]);
        Assert.Contains("the weights fc1.bias (8) are not finite", Fails(model).Message);
    }

    [Fact]
    public void PixelsThatAreNotFiniteAreTheDatasFault()
    {
        Module model = Seeded(() => new Between(4, 8, 2, x => x.Relu()));
        Assert.Contains("data set toy, sample 13", Fails(model, new ToyData(32) { Special = (13, float.NaN) }).Message);
        // Finite, but no longer after the deviation has been divided by.
        Assert.Contains("the images themselves", Fails(model, new ToyData(32) { Special = (13, 3e38f) }).Message);
    }

    private static T Seeded<T>(Func<T> make) where T : Module
    {
        using (Initializer.Seed(4)) return make();
    }

    /// <summary>Trains until it fails, and asserts that variables and state are those after the last step that was taken, and finite where they are not.</summary>
    private static FoveaException Fails(Module model, DataSet? data = null, double learningRate = 0.1, ulong seed = 1, int batch = 8, Func<Variable, bool>? moves = null)
    {
        Optimizer optimizer = new Sgd(model.Parameters(), learningRate, momentum: 0.5);
        Trainer trainer = new(model, optimizer, new Constant(), new DataLoader(data ?? new ToyData(32), batch, threads: 0))
            { Seed = seed, Epochs = 3 };
        IEnumerable<Variable> All() => model.Variables().Concat(optimizer.State);
        float[][] Values() => [.. All().Where(variable => moves?.Invoke(variable) != true).Select(variable => variable.ToArray())];
        (float[][] before, long steps) = (Values(), 0);
        trainer.AfterStep = (state, _) => (before, steps) = (Values(), state.Step);
        FoveaException error = Assert.ThrowsAny<FoveaException>(() => trainer.Run());
        Assert.Equal(before, Values());
        foreach (Variable moved in All().Where(variable => moves?.Invoke(variable) == true))
        {
            Assert.All(moved.ToArray(), value => Assert.True(float.IsFinite(value)));
            Assert.Contains(moved.ToArray(), value => value != 0);
        }
        Assert.Equal(steps, trainer.State.Step);
        return error;
    }
}
