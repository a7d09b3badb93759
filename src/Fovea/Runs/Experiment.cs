using System.Collections.Immutable;

namespace Fovea.Runs;

/// <summary>
/// Every value that decides how a training runs. A run writes it, fully resolved, to its <c>experiment.json</c>; the same values give the same
/// weights. Each property is a key of <see cref="ExperimentKey.All"/>, where its range and meaning stand; the initial values here are the defaults.
/// </summary>
public sealed record Experiment
{
    /// <summary>Key <c>model</c>: the network, by its name in the registry of models.</summary>
    public string Model { get; init; } = "lenet5";

    /// <summary>
    /// Key <c>weights</c>: the file with the weights that the training begins with (safetensors, a state file of PyTorch, a checkpoint or the folder of a run; a run keeps its
    /// full path); empty for those that the seed gives. Read once, when the training begins: a resumed run has its weights in its checkpoint.
    /// </summary>
    public string Weights { get; init; } = "";

    /// <summary>Key <c>partial</c>: whether weights that are not in the file, or that have another shape there, stay as the seed gives them; else that is an error.</summary>
    public bool Partial { get; init; }

    /// <summary>
    /// Key <c>freeze</c>: the parameters that stay as they are, by patterns of their names in which <c>*</c> stands for any letters, dots too, and <c>?</c> for one. The
    /// optimiser leaves them alone; the running statistics of a normalisation go on moving in training, as in PyTorch, also where its weight and bias are frozen.
    /// </summary>
    public ImmutableArray<string> Freeze { get; init; } = [];

    /// <summary>Key <c>data</c>: the data set, by its name in the registry of data sets.</summary>
    public string Data { get; init; } = "digits";

    /// <summary>Key <c>dataDir</c>: the folder that holds the data set's files (a run keeps its full path); empty for the cache folder.</summary>
    public string DataDir { get; init; } = "";

    /// <summary>Key <c>allowModified</c>: whether the data set's files may be others than the published ones.</summary>
    public bool AllowModified { get; init; }

    /// <summary>Key <c>size</c>: the side of the samples that are made of pictures of any size; 0 for that of the model.</summary>
    public int Size { get; init; }

    /// <summary>Key <c>resize</c>: what the shorter side of such pictures is resized to before the centre is cut out; 0 for the standard one.</summary>
    public int Resize { get; init; }

    /// <summary>Key <c>testShare</c>: the share of each class folder that is the test, where there is no part for it.</summary>
    public double TestShare { get; init; } = Fovea.Data.FolderDataSet.TestShare;

    /// <summary>Key <c>epochs</c>: passes over the training images.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Key <c>batch</c>: images in one training step.</summary>
    public int Batch { get; init; } = 128;

    /// <summary>Key <c>learningRate</c>: the rate at the start, after any warm-up. <see cref="ExperimentBuilder"/> takes 0.001 for adam and adamw where none is given.</summary>
    public double LearningRate { get; init; } = 0.05;

    /// <summary>Key <c>optimizer</c>: sgd, adam or adamw.</summary>
    public string Optimizer { get; init; } = "sgd";

    /// <summary>Key <c>momentum</c>: the share of the last step that goes into the next.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Key <c>weightDecay</c>: the pull of the weights towards zero.</summary>
    public double WeightDecay { get; init; } = 0.0005;

    /// <summary>Key <c>nesterov</c>: whether the gradient is taken at the point that the momentum leads to.</summary>
    public bool Nesterov { get; init; }

    /// <summary>Key <c>schedule</c>: how the learning rate goes down: plateau, step, cosine or constant.</summary>
    public string Schedule { get; init; } = "plateau";

    /// <summary>Key <c>factor</c>: what the learning rate is multiplied by when it goes down.</summary>
    public double Factor { get; init; } = 0.1;

    /// <summary>Key <c>patience</c>: epochs without a better validation loss before the rate goes down.</summary>
    public int Patience { get; init; } = 1;

    /// <summary>Key <c>stepEpochs</c>: epochs between two steps of the rate.</summary>
    public int StepEpochs { get; init; } = 5;

    /// <summary>Key <c>warmupEpochs</c>: epochs in which the rate rises from zero.</summary>
    public int WarmupEpochs { get; init; }

    /// <summary>Key <c>minLearningRate</c>: the rate that the schedule does not go below.</summary>
    public double MinLearningRate { get; init; }

    /// <summary>Key <c>seed</c>: what all random numbers of the run follow from.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Key <c>threads</c>: processor threads to use; 0 for all.</summary>
    public int Threads { get; init; }

    /// <summary>Key <c>validation</c>: the share of the training images that is held out for validation; a set with a part for it gives all of that, but at 0.</summary>
    public double Validation { get; init; } = 0.1;

    /// <summary>Key <c>earlyStop</c>: epochs without a better validation loss before the training ends; 0 for never.</summary>
    public int EarlyStop { get; init; }

    /// <summary>Key <c>clipNorm</c>: the length that the whole gradient is cut to; 0 for no cut.</summary>
    public double ClipNorm { get; init; }

    /// <summary>Key <c>augment</c>: the augmentations of the training images, in their order.</summary>
    public ImmutableArray<string> Augment { get; init; } = [];

    /// <summary>Key <c>trainCount</c>: how many training images to use or to generate; 0 for all.</summary>
    public int TrainCount { get; init; }

    /// <summary>Key <c>testCount</c>: how many test images to use or to generate; 0 for all.</summary>
    public int TestCount { get; init; }

    /// <summary>Key <c>checkpointEvery</c>: steps between two checkpoints; 0 for one after each epoch.</summary>
    public int CheckpointEvery { get; init; }

    /// <summary>Key <c>dropLast</c>: whether an epoch's last, incomplete batch is left out.</summary>
    public bool DropLast { get; init; }

    /// <summary>
    /// The number of <paramref name="trainCount"/> training images that are held out: the nearest to the share, at least one, none if the share is 0.
    /// </summary>
    public int ValidationCount(int trainCount) => Validation == 0 ? 0 : Math.Max(1, (int)Math.Round(trainCount * Validation));

    /// <summary>
    /// Checks every value and their agreement with each other. What <see cref="ExperimentBuilder.Build"/> returns has been checked.
    /// </summary>
    /// <exception cref="FoveaException">A value is out of its range, or two contradict each other; the message names them.</exception>
    public void Validate()
    {
        foreach (ExperimentKey key in ExperimentKey.All) key.Check(this);
        ExperimentRules.Check(this, static _ => "experiment");
    }

    /// <summary>Equal if all keys have equal values.</summary>
    public bool Equals(Experiment? other) => other is not null && ExperimentKey.All.All(key => key.Format(this) == key.Format(other));

    /// <summary>A hash of the values.</summary>
    public override int GetHashCode() => HashCode.Combine(Model, Data, Epochs, Batch, LearningRate, Seed);
}
