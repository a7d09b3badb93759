using System.Collections.Immutable;
using System.Text.Json;

namespace Fovea.Runs;

/// <summary>
/// One value of an <see cref="Experiment"/>: its name, what is allowed, and what it means. From this list come <c>experiment.json</c>,
/// <c>--config</c>,
/// <c>--set</c>, the options of the command line and the reference in the documentation: a new value is one property and one row of the table.
/// </summary>
public abstract class ExperimentKey
{
    private protected ExperimentKey(string name, string description, (string Key, string[] Values)? usedBy)
    {
        Name = name;
        Description = description;
        UsedBy = usedBy;
    }

    /// <summary>All keys, in the order in which they are written.</summary>
    public static ImmutableArray<ExperimentKey> All => ExperimentKeys.All;

    /// <summary>The name, in camel case; it is looked up without regard to case.</summary>
    public string Name { get; }

    /// <summary>What it means, in one line.</summary>
    public string Description { get; }

    /// <summary>The kind of value: integer, number, flag, choice, text or list.</summary>
    public abstract string Type { get; }

    /// <summary>What is allowed, as in "a whole number from 1 to 100000".</summary>
    public abstract string Allowed { get; }

    /// <summary>The values of a choice; empty for the other kinds.</summary>
    public abstract ImmutableArray<string> Choices { get; }

    /// <summary>The default, as text.</summary>
    public string Default => Format(ExperimentKeys.Defaults);

    /// <summary>The choice of another key that makes this one matter, or null if it always does.</summary>
    internal (string Key, string[] Values)? UsedBy { get; }

    /// <summary>The JSON token that a value starts with; <see cref="JsonTokenType.True"/> stands for both truth values.</summary>
    internal abstract JsonTokenType Token { get; }

    /// <summary>The key of that name.</summary>
    /// <exception cref="FoveaException">There is none; the message names the nearest.</exception>
    public static ExperimentKey Find(string name) => TryFind(name) ?? throw Suggestion.Unknown("key", name, Names);

    /// <summary>The value of this key in <paramref name="experiment"/>, as the text that <c>--set</c> takes.</summary>
    public abstract string Format(Experiment experiment);

    /// <summary>
    /// The experiment with this key's value replaced by the one that <paramref name="text"/> says; <paramref name="source"/> is for the error.
    /// </summary>
    internal abstract Experiment With(Experiment experiment, string text, string source);

    internal abstract void Write(Utf8JsonWriter json, Experiment experiment);

    /// <summary>Throws if the value in <paramref name="experiment"/> is not allowed.</summary>
    internal abstract void Check(Experiment experiment);

    internal static ExperimentKey? TryFind(string name) => ExperimentKeys.ByName.GetValueOrDefault(name);

    internal static IReadOnlyCollection<string> Names => [.. All.Select(key => key.Name)];

    internal FoveaException Wrong(string value, string source)
    {
        string hint = Choices.IsEmpty || Suggestion.For(value, Choices) is not { } nearest ? $"{Name}: {Description}" : $"did you mean '{nearest}'?";
        string shown = value.Length switch { 0 => "empty", > 60 => $"{value.AsSpan(0, 57)}...", _ => value };
        return new FoveaException($"{source}: {Name} is {shown}, but must be {Allowed}", hint);
    }
}

/// <summary>A key whose value is a <typeparamref name="T"/>.</summary>
internal sealed class ExperimentKey<T>(
    string name, KeyType<T> type, string description, Func<Experiment, T> get, Func<Experiment, T, Experiment> with,
    (string Key, string[] Values)? usedBy = null)
    : ExperimentKey(name, description, usedBy)
{
    public override string Type => type.Name;

    public override string Allowed => type.Allowed;

    public override ImmutableArray<string> Choices => type.Choices;

    internal override JsonTokenType Token => type.Token;

    public override string Format(Experiment experiment) => type.Format(get(experiment));

    internal override Experiment With(Experiment experiment, string text, string source) =>
        type.TryParse(text, out T value) && type.Accepts(value) ? with(experiment, value) : throw Wrong(text, source);

    internal override void Write(Utf8JsonWriter json, Experiment experiment)
    {
        json.WritePropertyName(Name);
        type.Write(json, get(experiment));
    }

    internal override void Check(Experiment experiment)
    {
        if (!type.Accepts(get(experiment))) throw Wrong(Format(experiment), "experiment");
    }
}
