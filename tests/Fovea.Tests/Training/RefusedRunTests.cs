using Fovea.Runs;
using Fovea.Tests.Runs;
using Fovea.Training;
using Fovea.Weights;

namespace Fovea.Tests.Training;

/// <summary>Runs that cannot be started or resumed: one clear error, and what exists stays as it is.</summary>
public class RefusedRunTests
{
    private static readonly Experiment Small = TrainingRunTests.Small with { Epochs = 1 };

    /// <summary>A value other than the default for every key that may not change.</summary>
    private static readonly Dictionary<string, string> Other = new()
    {
        ["size"] = "64", ["resize"] = "64", ["testShare"] = "0.5", ["model"] = "linear", ["data"] = "mnist", ["batch"] = "8", ["optimizer"] = "adam", ["momentum"] = "0.5", ["weightDecay"] = "0.1",
            ["nesterov"] = "true", ["schedule"] = "cosine",
        ["factor"] = "0.5", ["patience"] = "9", ["stepEpochs"] = "9", ["warmupEpochs"] = "1", ["seed"] = "3", ["validation"] = "0.2",
            ["augment"] = "flip", ["trainCount"] = "160",
        ["dropLast"] = "true", ["weights"] = "w.safetensors", ["partial"] = "true", ["freeze"] = "fc1.*",
    };

    [Fact]
    public void EveryKeyMayChangeOrIsRefused()
    {
        using TestFolder folder = new();
        TrainingRunTests.Run(Small, folder["run"], out TrainingRun run);
        byte[] before = File.ReadAllBytes(run.Folder.Experiment);
        foreach (ExperimentKey key in ExperimentKey.All)
        {
            Assert.NotEqual(TrainingRun.MayChange.Contains(key.Name), Other.ContainsKey(key.Name));
            if (!Other.TryGetValue(key.Name, out string? value)) continue;
            Experiment changed = key.With(Small, value, "test");
            if (key.UsedBy is var (chooser, values)) changed = ExperimentKey.Find(chooser).With(changed, values[0], "test");
            if (key.Name == "partial") changed = changed with { Weights = "w.safetensors" };
            if (changed.Data == "folder") changed = changed with { DataDir = folder.Path };
            string message = Assert.Throws<FoveaException>(() => TrainingRun.Resume(changed, folder["run"])).Message;
            Assert.Contains(Path.Combine("run", "last.safetensors"), message);
            if (key.UsedBy is null or ("optimizer", _)) Assert.Contains($"{(key.Name == "partial" ? "weights" : key.Name)} = ", message);
        }
        Assert.Equal(before, File.ReadAllBytes(run.Folder.Experiment));
        TrainingRun.Resume(Small, folder["run"]).Dispose();
    }

    [Fact]
    public void AnEditedExperimentIsFoundOut()
    {
        using TestFolder folder = new();
        TrainingRunTests.Run(Small, folder["run"], out TrainingRun run);
        File.WriteAllText(run.Folder.Experiment, File.ReadAllText(run.Folder.Experiment).Replace("\"batch\": 16", "\"batch\": 17"));
        Experiment edited = new ExperimentBuilder().AddRun(run.Folder.Experiment).Build();
        Assert.Equal(17, edited.Batch);
        Assert.Contains("batch = 16, it cannot go on with batch = 17",
            Assert.Throws<FoveaException>(() => TrainingRun.Resume(edited, folder["run"])).Message);
    }

    [Fact]
    public void AMissingExperimentIsWrittenAgain()
    {
        using TestFolder folder = new();
        TrainingRunTests.Run(Small, folder["run"], out TrainingRun run);
        File.Delete(run.Folder.Experiment);
        TrainingRun.Resume(Small, folder["run"]).Dispose();
        Assert.Equal(Small, new ExperimentBuilder().AddRun(run.Folder.Experiment).Build());
    }

    [Fact]
    public void ThereMustBeARun()
    {
        using TestFolder folder = new();
        Assert.Contains("there is no run to resume", Assert.Throws<FoveaException>(() => TrainingRun.Resume(Small, folder.Path)).Message);
        Assert.Contains("there is no run to resume", Assert.Throws<FoveaException>(() => TrainingRun.Resume(Small, folder["nowhere"])).Message);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void ARunIsNotOverwritten()
    {
        using TestFolder folder = new();
        TrainingRunTests.Run(Small, folder["run"], out _);
        Assert.Contains("holds a run already", Assert.Throws<FoveaException>(() => TrainingRun.Start(Small, folder["run"])).Message);
    }

    [Theory]
    [InlineData("report.html")]
    [InlineData("result.json")]
    [InlineData("tensorboard")]
    public void AFolderWithOtherFilesIsLeftAlone(string name)
    {
        using TestFolder folder = new();
        Directory.CreateDirectory(folder["run"]);
        string path = Path.Combine(folder["run"], name);
        if (name == "tensorboard") Directory.CreateDirectory(path);
        else File.WriteAllText(path, "mine");
        Assert.Contains($"there is {name} in it", Assert.Throws<FoveaException>(() => TrainingRun.Start(Small, folder["run"])).Message);
        Assert.Equal([path], Directory.GetFileSystemEntries(folder["run"]));
    }

    [Fact]
    public void WhatAProcessLeavesThatWasKilledAtItsStartIsNoHindrance()
    {
        using TestFolder folder = new();
        Directory.CreateDirectory(folder["run"]);
        foreach (string name in (string[])[".lock", $".experiment.json.{Guid.NewGuid():N}.tmp"]) File.WriteAllText(Path.Combine(folder["run"], name), "");
        TrainingRun.Start(Small, folder["run"]).Dispose();
    }

    [Fact]
    public void AFileInThePlaceOfTheFolderIsAnError()
    {
        using TestFolder folder = new();
        File.WriteAllText(folder["run"], "mine");
        Assert.Contains(folder["run"], Assert.Throws<FoveaException>(() => TrainingRun.Start(Small, folder["run"])).Message);
        Assert.Contains(folder["run"], Assert.Throws<FoveaException>(() => TrainingRun.Start(Small, Path.Combine(folder["run"], "below"))).Message);
        Assert.Contains(folder["run"], Assert.Throws<FoveaException>(() => TrainingRun.Resume(Small, folder["run"])).Message);
        Assert.Equal("mine", File.ReadAllText(folder["run"]));
    }

    [Fact]
    public void AFolderThatCannotBeWrittenIsAnError()
    {
        using TestFolder folder = new();
        // Permissions do not hold for root, so a folder stands where a file has to be.
        Directory.CreateDirectory(Path.Combine(folder["run"], ".lock"));
        Assert.Contains("cannot be written", Assert.Throws<FoveaException>(() => TrainingRun.Start(Small, folder["run"])).Message);
        Assert.False(File.Exists(Path.Combine(folder["run"], "experiment.json")));
    }

    [Fact]
    public void WhenACheckpointCannotBeWrittenTheOldOnesStayAndTheFolderIsFree()
    {
        using TestFolder folder = new();
        using TrainingRun run = TrainingRun.Start(Small with { Epochs = 2 }, folder["run"]);
        Dictionary<string, float[]> first = [];
        run.AfterEpoch = _ =>
        {
            first = Saved.Arrays(run.Folder.Last);
            File.Delete(run.Folder.Last);
            Directory.CreateDirectory(run.Folder.Last);
        };
        Assert.Contains("cannot be written", Assert.Throws<FoveaException>(() => run.Run()).Message);
        Directory.Delete(run.Folder.Last);
        Assert.Equal(2, MetricsLog.Read(run.Folder.Metrics).Count);
        Assert.NotEmpty(first);
        Assert.Empty(Directory.GetFiles(run.Folder.Path, "*.tmp"));
        TrainingRun.Resume(Small with { Epochs = 2 }, folder["run"]).Dispose();
    }

    [Fact]
    public void TwoTrainingsInOneFolderAreRefused()
    {
        using TestFolder folder = new();
        using (TrainingRun run = TrainingRun.Start(Small, folder["run"]))
        {
            Refused();
            run.AfterStep = (_, _) => Refused();
            run.Run();
            // Free again after the run, though it has not been disposed.
            TrainingRun.Resume(Small, folder["run"]).Dispose();
        }
        using TrainingRun free = TrainingRun.Resume(Small, folder["run"]);
        Refused();

        void Refused() => Assert.Contains("another training is at work",
            Assert.Throws<FoveaException>(() => TrainingRun.Resume(Small, folder["run"])).Message);
    }

    [Fact]
    public void ADamagedOrForeignCheckpointIsAnErrorThatNamesIt()
    {
        using TestFolder folder = new();
        TrainingRunTests.Run(Small, folder["run"], out TrainingRun run);
        string path = run.Folder.Last;
        byte[] good = File.ReadAllBytes(path);
        foreach (byte[] bad in (byte[][])[[], good[..7], good[..500], good[..^1], [.. good, 0], new byte[good.Length]])
        {
            File.WriteAllBytes(path, bad);
            Assert.Equal(path, Fails().File);
        }
        SafeTensors.Write(path, [new TensorData("fc1.weight", [1], new float[1])], new Dictionary<string, string>());
        Assert.Contains("not a checkpoint", Fails().Message);

        Dictionary<string, string> metadata;
        List<TensorData> arrays;
        File.WriteAllBytes(path, good);
        using (Checkpoint checkpoint = Checkpoint.Open(path))
        {
            metadata = new(checkpoint.Metadata);
            arrays = [.. Saved.Arrays(path).Select(pair => new TensorData(pair.Key,
                checkpoint.Entries.Single(entry => entry.Name == pair.Key).Shape.AsSpan(), pair.Value))];
        }
        foreach ((string key, string value) in new[]
            {
                ("state", "{"), ("state", "null"), ("state", "{}"), ("state", metadata["state"].Replace("\"Step\":9", "\"Step\":8")),
                    ("state", metadata["state"].Replace("\"Epoch\":1", "\"Epoch\":-1")),
                ("experiment", "{"), ("experiment", "[]"), ("experiment", "{}"),
            })
        {
            if ((key, value) == ("state", "{}")) continue; // the state of a run at its start
            Checkpoint.Write(path, arrays, new Dictionary<string, string>(metadata) { [key] = value });
            Fails();
        }
        foreach (string key in (string[])["state", "experiment"])
        {
            Checkpoint.Write(path, arrays, new Dictionary<string, string>(metadata.Where(pair => pair.Key != key)));
            Assert.Contains($"'{key}'", Fails().Message);
        }
        Checkpoint.Write(path, arrays[1..], metadata);
        Assert.Contains(arrays[0].Name, Fails().Message);
        Checkpoint.Write(path, [.. arrays, new TensorData("model.fc3.weight", [1], new float[1])], metadata);
        Assert.Contains("model.fc3.weight", Fails().Message);

        BadFileException Fails() => Assert.Throws<BadFileException>(() => TrainingRun.Resume(Small, folder["run"]));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void ValuesThatAreNotFiniteAreAnErrorThatNamesFileAndArray(float value)
    {
        using TestFolder folder = new();
        TrainingRunTests.Run(Small, folder["run"], out TrainingRun run);
        foreach (string prefix in (string[])[Checkpoint.ModelPrefix, Checkpoint.OptimizerPrefix])
        {
            Saved.Change(run.Folder.Best, run.Folder.Last, prefix, values => values[^1] = value);
            BadFileException error = Assert.Throws<BadFileException>(() => TrainingRun.Resume(Small, folder["run"]));
            Assert.Equal(run.Folder.Last, error.File);
            Assert.Contains($"'{prefix}", error.Message);
        }
        Saved.Change(run.Folder.Best, run.Folder.Best, Checkpoint.ModelPrefix, values => values[0] = value);
        Assert.Equal(run.Folder.Best, Assert.Throws<BadFileException>(() => SavedModel.Open(folder["run"])).File);
    }

    [Fact]
    public void ASavedModelWithNonsenseIsRefusedBeforeMemoryIsTaken()
    {
        using TestFolder folder = new();
        TrainingRunTests.Run(Small, folder["run"], out TrainingRun run);
        Dictionary<string, string> metadata;
        using (Checkpoint checkpoint = Checkpoint.Open(run.Folder.Best)) metadata = new(checkpoint.Metadata);
        foreach ((string key, string value) in new[]
            {
                ("input", "28,28"), ("input", "-1,28,1"), ("input", "60000,60000,3"), ("input", "99999999999,1,1"), ("input", "a,b,c"),
                    ("mean", "0.1,0.2"), ("deviation", ""), ("input", "28,28,0"), ("mean", "NaN"), ("deviation", "0"), ("deviation", "Infinity"),
            })
        {
            Checkpoint.Write(folder["bad.safetensors"], [], new Dictionary<string, string>(metadata) { [key] = value });
            Assert.Throws<BadFileException>(() => SavedModel.Open(folder["bad.safetensors"]));
        }
        Checkpoint.Write(folder["bad.safetensors"], [], new Dictionary<string, string>(metadata) { ["model"] = "lenet6" });
        Assert.Contains("did you mean 'lenet5'", Assert.ThrowsAny<FoveaException>(() => SavedModel.Open(folder["bad.safetensors"])).Message);
    }
}
