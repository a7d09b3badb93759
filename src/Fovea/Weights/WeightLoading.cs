using Fovea.Layers;
using Fovea.Runs;

namespace Fovea.Weights;

/// <summary>Compares the tensors of a file with the weights of a model, and loads them where they fit.</summary>
internal static class WeightLoading
{
    /// <summary>What wrappers put before every name: data parallelism, a model within a model, compilation.</summary>
    private static readonly string[] Wrappers = ["module.", "model.", "_orig_mod."];

    private const string Counter = "num_batches_tracked";

    private const int DeepestWrapping = 3;

    public static WeightReport Load(Module model, WeightFile file, bool partial)
    {
        IReadOnlyList<ModelWeight> weights = model.Weights();
        // Beside a model's weights a checkpoint holds what the optimiser remembers.
        bool isCheckpoint = Checkpoint.IsCheckpoint(file);
        string prefix = isCheckpoint ? Checkpoint.ModelPrefix : Prefix(weights, file);
        List<(WeightEntry Entry, ModelWeight Weight)> fitting = [];
        List<string> missing = [];
        List<WeightMisfit> misfits = [];
        foreach (ModelWeight weight in weights)
        {
            if (Find(file, prefix, weight) is not { } entry) missing.Add(weight.Name);
            else if (entry.Type.IsReal() && entry.Shape.SequenceEqual(weight.Layout.FileShape.Select(size => (long)size))) fitting.Add((entry, weight));
            else misfits.Add(new WeightMisfit(weight.Name, $"{entry.Type.Name()} ({string.Join(", ", entry.Shape)})", weight.Layout.FileShape));
        }
        HashSet<string> known = [.. weights.Select(weight => Find(file, prefix, weight)?.Name ?? "")];
        string[] unexpected = [.. file.Entries.Select(entry => entry.Name)
            .Where(name => !known.Contains(name) && !IsCounter(file, name) && (!isCheckpoint || name.StartsWith(prefix, StringComparison.Ordinal)))];
        WeightReport report = new(file.Path, isCheckpoint ? "a checkpoint" : file.Format, isCheckpoint ? "" : prefix, [.. fitting.Select(pair => pair.Weight.Name)], missing, unexpected, misfits);
        if (!report.IsComplete && !partial)
            throw new FoveaException($"{file.Path}: the weights do not fit the model {model}; nothing was loaded{report.Differences()}",
                "choose the model and the number of classes that the file was made with, or take only what fits: partial: true, on the command line --partial, in an experiment partial=true");
        if (fitting.Count == 0 && weights.Count > 0)
            throw new FoveaException($"{file.Path}: not one of the file's tensors fits the model {model}{report.Differences()}", "choose the model that the file was made with");
        foreach (var (entry, weight) in fitting) file.Read(entry, weight.Variable, weight.Layout);
        return report;
    }

    private static WeightEntry? Find(WeightFile file, string prefix, ModelWeight weight) =>
        file.Find(prefix + weight.Name) ?? (weight.OlderName is { } older ? file.Find(prefix + older) : null);

    /// <summary>
    /// Whether a tensor is the number of batches that PyTorch counts beside running statistics: nothing reads it where a momentum is given, and a layer that is not the model's is
    /// named by its statistics already.
    /// </summary>
    private static bool IsCounter(WeightFile file, string name) => name.EndsWith(Counter, StringComparison.Ordinal) && file.Find($"{name[..^Counter.Length]}running_mean") is not null;

    /// <summary>The prefix, made of known wrappers, with which most of the model's names stand in the file; the shortest of several.</summary>
    private static string Prefix(IReadOnlyList<ModelWeight> weights, WeightFile file)
    {
        (string best, int most) = ("", 0);
        List<string> candidates = [""];
        for (int depth = 0; depth <= DeepestWrapping; depth++)
        {
            foreach (string prefix in candidates)
                if (weights.Count(weight => Find(file, prefix, weight) is not null) is var found && found > most) (best, most) = (prefix, found);
            candidates = [.. candidates.SelectMany(prefix => Wrappers.Select(wrapper => prefix + wrapper))
                .Where(prefix => file.Entries.Any(entry => entry.Name.StartsWith(prefix, StringComparison.Ordinal)))];
        }
        return best;
    }
}
