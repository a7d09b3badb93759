using System.Text.Json;

namespace Fovea.Runs;

/// <summary>
/// Resolves an <see cref="Experiment"/> from its layers: default, then the resumed run, then a config file, then <c>--set</c>, then options of their
/// own. The layer decides, not the order of the calls; within a layer the last value wins. Every value is checked when it is added.
/// </summary>
public sealed class ExperimentBuilder
{
    private const double AdamLearningRate = 0.001;

    private readonly Dictionary<ExperimentKey, ExperimentSource> sources = [];
    private Experiment experiment = ExperimentKeys.Defaults;

    /// <summary>Takes the values of a run's <c>experiment.json</c>.</summary>
    /// <exception cref="FoveaException">The file cannot be read, or a key or value in it is wrong; the message names file and line.</exception>
    public ExperimentBuilder AddRun(string path) => AddFile(path, ExperimentLayer.Run);

    /// <summary>Takes the values of a JSON file; comments and trailing commas are allowed.</summary>
    /// <exception cref="FoveaException">The file cannot be read, or a key or value in it is wrong; the message names file and line.</exception>
    public ExperimentBuilder AddConfig(string path) => AddFile(path, ExperimentLayer.Config);

    /// <summary>Takes an assignment <c>key=value</c>; white space around both is dropped.</summary>
    /// <exception cref="FoveaException">The text is no assignment, the key is unknown, or the value is not allowed.</exception>
    public ExperimentBuilder AddSet(string assignment)
    {
        int equals = assignment.IndexOf('=');
        if (equals < 0) throw new FoveaException($"--set {assignment}: not an assignment", "write --set key=value, for example --set batch=64");
        Add(assignment[..equals].Trim(), assignment[(equals + 1)..].Trim(), new ExperimentSource(ExperimentLayer.Set, $"--set {assignment}"));
        return this;
    }

    /// <summary>Takes the value of an option of the command line; <paramref name="option"/> is its name there, such as <c>--epochs</c>.</summary>
    /// <exception cref="FoveaException">The key is unknown, or the value is not allowed.</exception>
    public ExperimentBuilder AddOption(string key, string value, string option)
    {
        Add(key, value, new ExperimentSource(ExperimentLayer.Option, option));
        return this;
    }

    /// <summary>The resolved experiment.</summary>
    /// <exception cref="FoveaException">Two values contradict each other; the message names both and where they came from.</exception>
    public Experiment Build()
    {
        // Adam scales every step to about the rate itself; a rate that suits SGD is far too large for it.
        if (experiment.Optimizer != ExperimentKeys.Defaults.Optimizer && SourceOf("learningRate").Layer == ExperimentLayer.Default)
            experiment = experiment with { LearningRate = AdamLearningRate };
        ExperimentRules.Check(experiment, key => SourceOf(key).Place);
        return experiment;
    }

    /// <summary>Where the value of a key came from.</summary>
    /// <exception cref="FoveaException">There is no such key.</exception>
    public ExperimentSource SourceOf(string key) =>
        sources.TryGetValue(ExperimentKey.Find(key), out ExperimentSource source) ? source : new ExperimentSource(ExperimentLayer.Default, "default");

    private ExperimentBuilder AddFile(string path, ExperimentLayer layer)
    {
        foreach (ExperimentFile.Value value in ExperimentFile.Read(path))
            Add(value.Key, value.Text, new ExperimentSource(layer, $"{path}:{value.Line}"), value.Token);
        return this;
    }

    private void Add(string name, string text, ExperimentSource source, JsonTokenType? token = null)
    {
        ExperimentKey key = ExperimentKey.TryFind(name) ??
            throw new FoveaException($"{source.Place}: unknown key '{name}'", Suggestion.Unknown("key", name, ExperimentKey.Names).Hint);
        if (token is { } found && found != key.Token) throw key.Wrong(found == JsonTokenType.String ? $"\"{text}\"" : text, source.Place);
        // Checked also where a later layer wins: a wrong value is wrong even if nobody reads it.
        Experiment changed = key.With(experiment, text, source.Place);
        if (sources.TryGetValue(key, out ExperimentSource earlier) && earlier.Layer > source.Layer) return;
        experiment = changed;
        sources[key] = source;
    }
}
