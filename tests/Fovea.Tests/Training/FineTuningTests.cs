using Fovea.Layers;
using Fovea.Models;
using Fovea.Runs;
using Fovea.Tensors;
using Fovea.Tests.Runs;
using Fovea.Training;
using Fovea.Weights;

namespace Fovea.Tests.Training;

/// <summary>Trainings that begin with the weights of a file, and leave some of them as they are.</summary>
public class FineTuningTests
{
    private static readonly Experiment Small = new()
        { Model = "plain5", TrainCount = 40, TestCount = 10, Batch = 16, Epochs = 2, Schedule = "constant", Seed = 2 };

    private static Module Fresh(int classes = 10, ulong seed = 99) => ModelRegistry.Get(Small.Model).Create(classes: classes, seed: seed);

    private static Dictionary<string, float[]> Values(Module model) => model.Variables().ToDictionary(variable => variable.Name!, variable => variable.ToArray());

    [Fact]
    public void ATrainingBeginsWithTheWeightsOfAFile()
    {
        using TestFolder folder = new();
        Module source = Fresh();
        source.SaveWeights(folder["w.safetensors"]);
        using TrainingRun run = TrainingRun.Start(Small with { Weights = folder["w.safetensors"] }, folder["run"]);
        Assert.Equal(Values(source), Values(run.Model));
        Assert.True(run.Loaded!.IsComplete);
        Assert.Equal(Path.GetFullPath(folder["w.safetensors"]), run.Experiment.Weights);
        Assert.Empty(run.Frozen);
    }

    [Fact]
    public void ARunOrItsCheckpointIsAWeightFileToo()
    {
        using TestFolder folder = new();
        TrainingRunTests.Run(TrainingRunTests.Small with { Epochs = 1 }, folder["first"], out TrainingRun first);
        Dictionary<string, float[]> best = Values(SavedModel.Open(folder["first"]).Model);
        foreach (string weights in (string[])[folder["first"], first.Folder.Best])
        {
            using TrainingRun run = TrainingRun.Start(TrainingRunTests.Small with { Weights = weights, Seed = 77 }, folder[$"second {Path.GetFileName(weights)}"]);
            Assert.Equal(best, Values(run.Model));
            Assert.Equal(("a checkpoint", ""), (run.Loaded!.Format, run.Loaded.Prefix));
            Assert.True(run.Loaded.IsComplete);
        }
        Assert.Contains("no checkpoint", Assert.Throws<FoveaException>(() => new LeNet5().LoadWeights(folder.Path)).Message);
    }

    [Fact]
    public void WhatIsFrozenKeepsItsBitsAndStatisticsStillMove()
    {
        using TestFolder folder = new();
        Module source = Fresh();
        source.SaveWeights(folder["w.safetensors"]);
        TrainingRunTests.Run(Small with { Weights = folder["w.safetensors"], Freeze = ["features.*"], Epochs = 1 }, folder["run"], out TrainingRun run);
        Dictionary<string, float[]> before = Values(source), after = Values(run.Model);
        foreach (string name in before.Keys)
        {
            bool changes = !name.StartsWith("features", StringComparison.Ordinal) || name.Contains("running");
            Assert.True(changes != before[name].AsSpan().SequenceEqual(after[name]), name);
        }
        Assert.Equal(source.Parameters().Count - 2, run.Frozen.Count);
        Assert.Equal(["optimizer.fc.bias.momentum", "optimizer.fc.weight.momentum"], Saved.Arrays(run.Folder.Last).Keys.Where(name => name.StartsWith("optimizer", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public void APatternNamesPartsOfNames()
    {
        void Names(string pattern, params string[] names) =>
            Assert.Equal(names, Recipe.Freeze(Small with { Freeze = [.. pattern.Split(',')] }, Fresh()).Select(parameter => parameter.Name!));
        Names("fc.*", "fc.weight", "fc.bias");
        Names("fc.bias", "fc.bias");
        Names("features.?.weight", "features.0.weight", "features.1.weight", "features.3.weight", "features.4.weight", "features.7.weight", "features.8.weight");
        Names("fc.weight,*.0.weight,fc.*", "features.0.weight", "fc.weight", "fc.bias");
        Assert.All((string[])["feature.*", "features", "feat.?", "faetures.*"],
            pattern => Assert.Contains("did you mean 'features.*'", Assert.Throws<FoveaException>(() => Names(pattern)).Message));
        Assert.Contains("like 'Fc.*'", Assert.Throws<FoveaException>(() => Names("Fc.*")).Message);
        Assert.Contains("running_mean", Assert.Throws<FoveaException>(() => Names("*.running_mean")).Message);
    }

    [Fact]
    public void AllFrozenIsAnError()
    {
        using TestFolder folder = new();
        Assert.Contains("all of them are frozen", Assert.Throws<FoveaException>(() => TrainingRun.Start(Small with { Freeze = ["*"] }, folder["run"])).Message);
        Assert.False(Directory.Exists(folder["run"]));
    }

    [Fact]
    public void AnotherNumberOfClassesNeedsPartial()
    {
        using TestFolder folder = new();
        Module source = Fresh(classes: 7);
        source.SaveWeights(folder["w.safetensors"]);
        Experiment experiment = Small with { Weights = folder["w.safetensors"] };
        string message = Assert.Throws<FoveaException>(() => TrainingRun.Start(experiment, folder["run"])).Message;
        Assert.Contains("fc.weight: F32 (7, 64) in the file, the model needs (10, 64)", message);
        Assert.Contains("partial=true", message);
        Assert.False(Directory.Exists(folder["run"]));

        using TrainingRun run = TrainingRun.Start(experiment with { Partial = true }, folder["run"]);
        Dictionary<string, float[]> values = Values(run.Model), read = Values(source), drawn = Values(Fresh(seed: 2));
        foreach (var (name, value) in values) Assert.Equal(name.StartsWith("fc", StringComparison.Ordinal) ? drawn[name] : read[name], value);
        Assert.Equal(["fc.weight", "fc.bias"], run.Loaded!.Misfits.Select(misfit => misfit.Name));
    }

    [Fact]
    public void PartialWithoutWeightsIsAContradiction() =>
        Assert.Contains("no weights to begin with", Assert.Throws<FoveaException>(() => new ExperimentBuilder().AddSet("partial=true").Build()).Message);

    [Fact]
    public void AResumedRunNeedsItsFileNoMoreAndGivesTheSameBits()
    {
        using TestFolder folder = new();
        Fresh().SaveWeights(folder["w.safetensors"]);
        Experiment experiment = Small with { Weights = folder["w.safetensors"], Freeze = ["features.0.*", "fc.bias"], Optimizer = "adam", LearningRate = 0.001 };
        TrainingRunTests.Run(experiment, folder["whole"], out TrainingRun whole);
        TrainingRunTests.Run(experiment with { Epochs = 1 }, folder["parts"], out TrainingRun parts);
        File.Delete(folder["w.safetensors"]);
        using TrainingRun resumed = TrainingRun.Resume(parts.Experiment with { Epochs = 2 }, folder["parts"]);
        Assert.True(resumed.Resumed);
        Assert.Null(resumed.Loaded);
        Assert.Equal(["features.0.weight", "fc.bias"], resumed.Frozen.Select(parameter => parameter.Name!));
        resumed.Run();
        Saved.AssertSame(whole.Folder.Last, resumed.Folder.Last);
        Saved.AssertSame(whole.Folder.Best, resumed.Folder.Best);
        // Without a checkpoint there is nothing to go on from but the file.
        File.Delete(resumed.Folder.Last);
        Assert.Contains("no such file", Assert.Throws<BadFileException>(() => TrainingRun.Resume(resumed.Experiment, folder["parts"])).Message);
    }

    [Fact]
    public void ACheckpointLiesAsTheFilesOfTheWorld()
    {
        using TestFolder folder = new();
        TrainingRunTests.Run(Small with { Epochs = 1 }, folder["run"], out TrainingRun run);
        using WeightFile file = WeightFile.Open(run.Folder.Last);
        ModelWeight kernels = run.Model.Weights()[0];
        Assert.Equal([32L, 1, 3, 3], file["model.features.0.weight"].Shape.AsEnumerable());
        Assert.Equal([48L, 32, 3, 3], file["optimizer.features.7.weight.momentum"].Shape.AsEnumerable());
        Assert.Equal(kernels.Layout.ToFile(kernels.Variable).ToArray(), file.ReadFloats("model.features.0.weight"));
    }
}
