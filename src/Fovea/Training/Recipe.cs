using System.IO.Enumeration;
using Fovea.Data;
using Fovea.Layers;
using Fovea.Models;
using Fovea.Optimizers;
using Fovea.Runs;
using Fovea.Schedules;
using Fovea.Tensors;
using Fovea.Weights;

namespace Fovea.Training;

/// <summary>Turns the values of an <see cref="Experiment"/> into the things they name: data, model, optimiser, schedule, loader.</summary>
public static class Recipe
{
    /// <summary>The training or test images.</summary>
    public static DataSet Data(Experiment experiment, bool train, IProgress<DownloadProgress>? progress = null,
        CancellationToken cancellation = default) =>
        DataSets.Load(experiment.Data, Request(experiment) with { Train = train, Progress = progress, Cancellation = cancellation,
            Count = (train ? experiment.TrainCount : experiment.TestCount) is > 0 and var count ? count : null });

    /// <summary>What to ask a data set for; which part and how many images of it are left open.</summary>
    public static DataSetRequest Request(Experiment experiment) => new()
    {
        DataDir = experiment.DataDir.Length == 0 ? null : experiment.DataDir,
        AllowModified = experiment.AllowModified,
        Preparation = Preparation(experiment),
        TestShare = experiment.TestShare,
        Seed = (ulong)experiment.Seed,
    };

    /// <summary>How pictures of any size are prepared for the model; null for data sets whose samples have one size.</summary>
    /// <exception cref="FoveaException">The model's input is not square, or neither grey nor RGB, or the sizes do not fit each other.</exception>
    public static Preparation? Preparation(Experiment experiment)
    {
        if (DataSets.Get(experiment.Data).Kind != DataSetKind.Own) return null;
        Shape input = ModelRegistry.Get(experiment.Model).Input;
        if (experiment.Size == 0 && input[0] != input[1])
            throw new FoveaException($"{experiment.Model} takes images of {input}, which are not square", "say which side the samples are to have: --set size=N");
        return Fovea.Data.Preparation.For(experiment.Size > 0 ? experiment.Size : input[0], input[2], experiment.Resize > 0 ? experiment.Resize : null);
    }

    /// <summary>The model, with the weights that its seed gives, for the images of a data set.</summary>
    public static Module Model(Experiment experiment, DataSet data) =>
        ModelRegistry.Get(experiment.Model).Create([data.Height, data.Width, data.Channels], data.Classes.Count, (ulong)experiment.Seed);

    /// <summary>
    /// Gives a model the weights of the key <c>weights</c>, where there are some.
    /// </summary>
    /// <returns>What was loaded, or null where the seed's weights stay.</returns>
    /// <exception cref="FoveaException">The file is missing or damaged, or does not fit and <c>partial</c> is not set.</exception>
    public static WeightReport? LoadWeights(Experiment experiment, Module model) =>
        experiment.Weights.Length == 0 ? null : model.LoadWeights(experiment.Weights, experiment.Partial);

    /// <summary>Takes the parameters that the patterns of the key <c>freeze</c> name out of training.</summary>
    /// <returns>Those parameters, each once.</returns>
    /// <exception cref="FoveaException">A pattern names no parameter.</exception>
    public static IReadOnlyList<Variable> Freeze(Experiment experiment, Module model)
    {
        IReadOnlyList<Variable> parameters = model.Parameters();
        foreach (string pattern in experiment.Freeze)
        {
            Variable[] frozen = [.. parameters.Where(parameter => FileSystemName.MatchesSimpleExpression(pattern, parameter.Name, ignoreCase: false))];
            if (frozen.Length == 0) throw NoParameter(pattern, experiment.Model, parameters);
            foreach (Variable parameter in frozen) parameter.Trainable = false;
        }
        return [.. parameters.Where(parameter => !parameter.Trainable)];
    }

    static FoveaException NoParameter(string pattern, string model, IReadOnlyList<Variable> parameters)
    {
        // Whole names, and everything below each of the modules that hold them.
        HashSet<string> known = [];
        foreach (string name in parameters.Select(parameter => parameter.Name!))
        {
            known.Add(name);
            for (int dot = name.IndexOf('.'); dot >= 0; dot = name.IndexOf('.', dot + 1)) known.Add(name[..dot] + ".*");
        }
        string start = pattern.Split('*', '?')[0].TrimEnd('.');
        string? begins = start.Length == 0 ? null : known.Where(name => name.StartsWith(start, StringComparison.OrdinalIgnoreCase)).MinBy(name => name.Length);
        string nearest = (begins ?? Suggestion.For(pattern, known)) is { } found ? $"did you mean '{found}'? " : "";
        return new FoveaException($"freeze: no parameter of {model} has a name like '{pattern}'",
            $"{nearest}names are such as {string.Join(", ", parameters.Take(3).Select(parameter => parameter.Name))}; * stands for any letters");
    }

    /// <summary>The optimiser of a model.</summary>
    public static Optimizer Optimizer(Experiment experiment, Module model) => experiment.Optimizer switch
    {
        "sgd" => new Sgd(model.Parameters(), experiment.LearningRate, experiment.Momentum, experiment.WeightDecay, experiment.Nesterov)
        {
            ClipNorm = experiment.ClipNorm,
        },
        "adam" => new Adam(model.Parameters(), experiment.LearningRate, weightDecay: experiment.WeightDecay) { ClipNorm = experiment.ClipNorm },
        "adamw" => new AdamW(model.Parameters(), experiment.LearningRate, weightDecay: experiment.WeightDecay) { ClipNorm = experiment.ClipNorm },
        var other => throw Suggestion.Unknown("optimizer", other, ["sgd", "adam", "adamw"]),
    };

    /// <summary>The learning rate over time.</summary>
    public static Schedule Schedule(Experiment experiment)
    {
        double minimum = experiment.MinLearningRate / experiment.LearningRate;
        Schedule schedule = experiment.Schedule switch
        {
            "plateau" => new Plateau(experiment.Factor, experiment.Patience, minimum),
            "step" => new StepDecay(experiment.StepEpochs, experiment.Factor, minimum),
            "cosine" => new Cosine(experiment.Epochs - experiment.WarmupEpochs, minimum),
            "constant" => new Constant(),
            var other => throw Suggestion.Unknown("schedule", other, ["plateau", "step", "cosine", "constant"]),
        };
        return experiment.WarmupEpochs > 0 ? new WarmUp(experiment.WarmupEpochs, schedule) : schedule;
    }

    /// <summary>
    /// The augmentations of the key <c>augment</c>, whose names stand with commas between them or, as <see cref="Augmentations.Parse"/> writes them,
    /// with <c>+</c>. Parameters follow a name and a colon, with commas too: <c>shift:maximum=2,affine:degrees=10,scale=0.1</c>.
    /// </summary>
    /// <exception cref="FoveaException">A name, a parameter or a value is not known.</exception>
    public static IReadOnlyList<IAugmentation> Augmentation(Experiment experiment)
    {
        System.Text.StringBuilder list = new();
        foreach (string part in experiment.Augment)
        {
            // A comma also separates parameters: what is an assignment without a name belongs to the augmentation before it.
            bool isParameter = part.Contains('=') && !part.Split('+')[0].Contains(':');
            if (list.Length > 0) list.Append(isParameter ? ',' : '+');
            list.Append(part);
        }
        return Augmentations.Parse(list.ToString());
    }

    /// <summary>The training images in random batches.</summary>
    public static DataLoader Loader(Experiment experiment, DataSet train) =>
        new(train, experiment.Batch, shuffle: true, (ulong)experiment.Seed, experiment.DropLast, Augmentation(experiment));
}
