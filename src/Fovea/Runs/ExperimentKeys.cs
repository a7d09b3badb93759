using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Fovea.Runs;

/// <summary>The table of keys: one row for each property of <see cref="Experiment"/>.</summary>
internal static class ExperimentKeys
{
    private const int Many = 1_000_000_000;

    private static readonly (string, string[]) Sgd = ("optimizer", ["sgd"]), Folder = ("data", [Fovea.Data.FolderDataSet.RegisteredName]);

    public static readonly Experiment Defaults = new();

    public static readonly ImmutableArray<ExperimentKey> All =
    [
        Text("model", "the name of a model", "the network to train (fovea models lists them)",
            e => e.Model, (e, v) => e with { Model = v }),
        new ExperimentKey<string>("weights", new TextType("a weight file or the folder of a run", mayBeEmpty: true),
            "the weights to begin with: safetensors, a PyTorch state file (.pth), or a run; empty: those that the seed gives",
            e => e.Weights, (e, v) => e with { Weights = v }),
        Flag("partial", "begin with those of the weights that fit, though others are missing or have another shape",
            e => e.Partial, (e, v) => e with { Partial = v }),
        new ExperimentKey<ImmutableArray<string>>("freeze", new ListType(),
            "parameters that are not trained, by patterns of their names, such as features.* (running statistics still move)",
            e => e.Freeze, (e, v) => e with { Freeze = v }),
        Text("data", "the name of a data set", "the data set to learn from (fovea data lists them)",
            e => e.Data, (e, v) => e with { Data = v }),
        new ExperimentKey<string>("dataDir", new TextType("a folder", mayBeEmpty: true),
            "the folder with the data set's files; empty: the cache folder, downloaded once",
            e => e.DataDir, (e, v) => e with { DataDir = v }),
        Flag("allowModified", "take data files that are not the published ones, if their format is right",
            e => e.AllowModified, (e, v) => e with { AllowModified = v }),
        Integer("size", 0, 1 << 14, "the side of the samples that are cut out of pictures of any size; 0: that of the model's input",
            e => e.Size, (e, v) => e with { Size = v }, Folder),
        Integer("resize", 0, 1 << 15, "what the shorter side of such pictures is resized to first; 0: 8/7 of the side, below 112 the side itself",
            e => e.Resize, (e, v) => e with { Resize = v }, Folder),
        Number("testShare", new NumberType(0, 0.9, above: true), "the share of each class folder that is the test, where there is no folder test or val",
            e => e.TestShare, (e, v) => e with { TestShare = v }, Folder),
        Integer("epochs", 1, 1_000_000, "passes over the training images",
            e => e.Epochs, (e, v) => e with { Epochs = v }),
        Integer("batch", 1, 1_000_000, "images in one training step",
            e => e.Batch, (e, v) => e with { Batch = v }),
        Number("learningRate", new NumberType(0, 1000, above: true), "the learning rate at the start, after any warm-up (unless given: 0.001 for adam and adamw)",
            e => e.LearningRate, (e, v) => e with { LearningRate = v }),
        Choice("optimizer", ["sgd", "adam", "adamw"], "how a gradient becomes a step",
            e => e.Optimizer, (e, v) => e with { Optimizer = v }),
        Number("momentum", new NumberType(0, 0.9999), "the share of the last step that goes into the next",
            e => e.Momentum, (e, v) => e with { Momentum = v }, Sgd),
        Number("weightDecay", new NumberType(0, 10), "the pull of the weights towards zero; 0: none",
            e => e.WeightDecay, (e, v) => e with { WeightDecay = v }),
        Flag("nesterov", "take the gradient at the point that the momentum leads to",
            e => e.Nesterov, (e, v) => e with { Nesterov = v }, Sgd),
        Choice("schedule", ["plateau", "step", "cosine", "constant"], "how the learning rate goes down",
            e => e.Schedule, (e, v) => e with { Schedule = v }),
        Number("factor", new NumberType(0, 1, above: true), "what the learning rate is multiplied by when it goes down",
            e => e.Factor, (e, v) => e with { Factor = v }, ("schedule", ["plateau", "step"])),
        Integer("patience", 0, Many, "epochs without a better validation loss before the rate goes down",
            e => e.Patience, (e, v) => e with { Patience = v }, ("schedule", ["plateau"])),
        Integer("stepEpochs", 1, Many, "epochs between two steps of the learning rate",
            e => e.StepEpochs, (e, v) => e with { StepEpochs = v }, ("schedule", ["step"])),
        Integer("warmupEpochs", 0, Many, "epochs in which the learning rate rises from zero; 0: none",
            e => e.WarmupEpochs, (e, v) => e with { WarmupEpochs = v }),
        Number("minLearningRate", new NumberType(0, 1000), "the rate that the schedule does not go below",
            e => e.MinLearningRate, (e, v) => e with { MinLearningRate = v }, ("schedule", ["plateau", "step", "cosine"])),
        new ExperimentKey<long>("seed", new IntegerType(0, long.MaxValue),
            "what all random numbers follow from; the same seed gives the same weights",
            e => e.Seed, (e, v) => e with { Seed = v }),
        Integer("threads", 0, 4096, "processor threads to use; 0: all (the result does not depend on it)",
            e => e.Threads, (e, v) => e with { Threads = v }),
        Number("validation", new NumberType(0, 0.5), "the share of the training images held out for validation (at least one image; a folder val beside test is taken whole); 0: none",
            e => e.Validation, (e, v) => e with { Validation = v }),
        Integer("earlyStop", 0, Many, "epochs without a better validation loss before the training ends; 0: never",
            e => e.EarlyStop, (e, v) => e with { EarlyStop = v }),
        Number("clipNorm", new NumberType(0, 1_000_000), "the length that the whole gradient is cut to; 0: no cut",
            e => e.ClipNorm, (e, v) => e with { ClipNorm = v }),
        new ExperimentKey<ImmutableArray<string>>("augment", new ListType(), "augmentations of the training images, in their order",
            e => e.Augment, (e, v) => e with { Augment = v }),
        Integer("trainCount", 0, Many, "how many training images to use or to generate; 0: all",
            e => e.TrainCount, (e, v) => e with { TrainCount = v }),
        Integer("testCount", 0, Many, "how many test images to use or to generate; 0: all",
            e => e.TestCount, (e, v) => e with { TestCount = v }),
        Integer("checkpointEvery", 0, Many, "steps between two checkpoints; 0: one after each epoch",
            e => e.CheckpointEvery, (e, v) => e with { CheckpointEvery = v }),
        Flag("dropLast", "leave out an epoch's last batch if it is not full",
            e => e.DropLast, (e, v) => e with { DropLast = v }),
    ];

    public static readonly FrozenDictionary<string, ExperimentKey> ByName = All.ToFrozenDictionary(key => key.Name, StringComparer.OrdinalIgnoreCase);

    private static ExperimentKey<string> Text(
        string name, string allowed, string description, Func<Experiment, string> get, Func<Experiment, string, Experiment> with) =>
        new(name, new TextType(allowed), description, get, with);

    private static ExperimentKey<string> Choice(
        string name, ImmutableArray<string> choices, string description, Func<Experiment, string> get, Func<Experiment, string, Experiment> with) =>
        new(name, new ChoiceType(choices), description, get, with);

    private static ExperimentKey<double> Number(
        string name, NumberType type, string description, Func<Experiment, double> get, Func<Experiment, double, Experiment> with,
        (string, string[])? usedBy = null) =>
        new(name, type, description, get, with, usedBy);

    private static ExperimentKey<bool> Flag(
        string name, string description, Func<Experiment, bool> get, Func<Experiment, bool, Experiment> with, (string, string[])? usedBy = null) =>
        new(name, new FlagType(), description, get, with, usedBy);

    private static ExperimentKey<long> Integer(
        string name, int min, int max, string description, Func<Experiment, int> get, Func<Experiment, int, Experiment> with,
        (string, string[])? usedBy = null) =>
        new(name, new IntegerType(min, max), description, e => get(e), (e, v) => with(e, checked((int)v)), usedBy);
}
