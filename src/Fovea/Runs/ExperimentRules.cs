using Fovea.Data;
using Fovea.Models;

namespace Fovea.Runs;

/// <summary>What the values of an experiment must be to each other.</summary>
internal static class ExperimentRules
{
    /// <summary>Keys that say how a gradient becomes a step.</summary>
    private static readonly string[] OfGradients =
        ["learningRate", "optimizer", "momentum", "weightDecay", "nesterov", "schedule", "factor", "patience", "stepEpochs", "warmupEpochs", "minLearningRate", "clipNorm"];

    /// <summary>Throws for the first contradiction; <paramref name="source"/> says where the value of a key came from.</summary>
    public static void Check(Experiment e, Func<string, string> source)
    {
        foreach (ExperimentKey key in ExperimentKey.All)
        {
            // A value that nothing would read is a misunderstanding, not a detail.
            if (key.UsedBy is not var (chooser, values) || key.Format(e) == key.Default) continue;
            string choice = ExperimentKey.Find(chooser).Format(e);
            if (!values.Contains(choice))
                throw Wrong(key.Name, $"{key.Name} is {key.Format(e)}, but {chooser} is {choice}, which has no {key.Name}",
                    $"leave {key.Name} out, or set {chooser} to {string.Join(" or ", values)}");
        }
        if (e.Model.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
            throw Wrong("model", $"model is {e.Model}, but a training is of a network that has a name (fovea models)",
                "an ONNX network is trained further in a program, with OnnxModel.Load(path).AsImageModel() in a Trainer: see docs/onnx.md");
        // A name that is not known is told where the model is looked for.
        if (ModelRegistry.All.Any(entry => entry.Name == e.Model && entry.SelfOrganizing))
            foreach (ExperimentKey key in OfGradients.Select(ExperimentKey.Find))
                if (key.Format(e) != key.Default)
                    throw Wrong(key.Name, $"{key.Name} is {key.Format(e)}, but {e.Model} learns by a rule of its own, which has no {key.Name}", $"leave {key.Name} out, or choose another model");
        // A name that is not known is told where the set is looked for.
        if (DataSets.All.FirstOrDefault(set => set.Name == e.Data) is { } data)
        {
            if (e.DataDir.Length > 0 && data.Kind == DataSetKind.Generated)
                throw Wrong("dataDir", $"dataDir is {e.DataDir}, but {data.Name} is generated and has no files", "leave dataDir out, or choose another data set");
            if (e.DataDir.Length == 0 && data.Kind == DataSetKind.Own)
                throw Wrong("data", $"data is {data.Name}, but dataDir does not say which", "say where the pictures are: --data-dir DIR");
            if (e.AllowModified && !data.ChecksContent)
                throw Wrong("allowModified", $"allowModified is true, but the files of {data.Name} are not compared with published ones", "leave allowModified out");
        }
        if (e.Partial && e.Weights.Length == 0)
            throw Wrong("partial", "partial is true, but there are no weights to begin with", "give the file: weights=FILE");
        if (e.Nesterov && e.Momentum == 0)
            throw Wrong("nesterov", "nesterov is true, but momentum is 0", "Nesterov's form needs a momentum, such as 0.9");
        if (e.MinLearningRate > e.LearningRate)
            throw Wrong("minLearningRate", $"minLearningRate is {Value("minLearningRate")}, more than learningRate, which is {Value("learningRate")}",
                "a schedule only goes down from the learning rate");
        if (e.WarmupEpochs > e.Epochs)
            throw Wrong("warmupEpochs", $"warmupEpochs is {e.WarmupEpochs}, more than epochs, which is {e.Epochs}",
                "the rate would never reach learningRate");
        if (e.WarmupEpochs == e.Epochs && e.Schedule == "cosine")
            throw Wrong("warmupEpochs", $"warmupEpochs is {e.WarmupEpochs}, which leaves none of the {e.Epochs} epochs for the cosine",
                "take fewer epochs of warm-up, or schedule=constant");
        if (e.Validation == 0 && e.Schedule == "plateau")
            throw Wrong("validation", "validation is 0, but the schedule plateau watches the validation loss",
                "hold some images out (validation=0.1), or choose another schedule, such as schedule=cosine");
        if (e.Validation == 0 && e.EarlyStop > 0)
            throw Wrong("validation", $"validation is 0, but earlyStop (which is {e.EarlyStop}) watches the validation loss",
                "hold some images out (validation=0.1), or leave earlyStop out");

        string Value(string key) => ExperimentKey.Find(key).Format(e);

        FoveaException Wrong(string key, string message, string hint) => new($"{source(key)}: {message}", hint);
    }
}
