using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Fovea.Runs;

/// <summary>How the values of an <see cref="ExperimentKey"/> are parsed, checked and written.</summary>
internal abstract class KeyType<T>
{
    public abstract string Name { get; }

    /// <summary>What is allowed, in words that follow "must be".</summary>
    public abstract string Allowed { get; }

    public virtual ImmutableArray<string> Choices => [];

    public abstract JsonTokenType Token { get; }

    /// <summary>The value that the text says; its range is not checked.</summary>
    public abstract bool TryParse(string text, out T value);

    public abstract bool Accepts(T value);

    public abstract string Format(T value);

    public abstract void Write(Utf8JsonWriter json, T value);
}

/// <summary>Whole numbers from <paramref name="min"/> to <paramref name="max"/>.</summary>
internal sealed class IntegerType(long min, long max) : KeyType<long>
{
    public override string Name => "integer";
    public override string Allowed => string.Create(CultureInfo.InvariantCulture, $"a whole number from {min} to {max}");
    public override JsonTokenType Token => JsonTokenType.Number;
    public override bool TryParse(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    public override bool Accepts(long value) => value >= min && value <= max;
    public override string Format(long value) => value.ToString(CultureInfo.InvariantCulture);
    public override void Write(Utf8JsonWriter json, long value) => json.WriteNumberValue(value);
}

/// <summary>Real numbers from <paramref name="min"/> (itself not, if <paramref name="above"/>) to <paramref name="max"/>.</summary>
internal sealed class NumberType(double min, double max, bool above = false) : KeyType<double>
{
    public override string Name => "number";
    public override string Allowed =>
        string.Create(CultureInfo.InvariantCulture, $"a number {(above ? "above" : "from")} {min}{(above ? ", at most" : " to")} {max}");
    public override JsonTokenType Token => JsonTokenType.Number;
    public override bool TryParse(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    // Written so that NaN is refused.
    public override bool Accepts(double value) => (above ? value > min : value >= min) && value <= max;
    public override string Format(double value) => value.ToString("R", CultureInfo.InvariantCulture);
    public override void Write(Utf8JsonWriter json, double value) => json.WriteNumberValue(value);
}

/// <summary>True or false.</summary>
internal sealed class FlagType : KeyType<bool>
{
    public override string Name => "flag";
    public override string Allowed => "true or false";
    public override JsonTokenType Token => JsonTokenType.True;
    public override bool TryParse(string text, out bool value) => bool.TryParse(text, out value);
    public override bool Accepts(bool value) => true;
    public override string Format(bool value) => value ? "true" : "false";
    public override void Write(Utf8JsonWriter json, bool value) => json.WriteBooleanValue(value);
}

/// <summary>One of <paramref name="choices"/>, without regard to case.</summary>
internal sealed class ChoiceType(params ImmutableArray<string> choices) : KeyType<string>
{
    public override string Name => "choice";
    public override string Allowed => $"one of {string.Join(", ", choices)}";
    public override ImmutableArray<string> Choices => choices;
    public override JsonTokenType Token => JsonTokenType.String;
    public override bool TryParse(string text, out string value)
    {
        value = choices.FirstOrDefault(choice => choice.Equals(text, StringComparison.OrdinalIgnoreCase)) ?? text;
        return true;
    }
    public override bool Accepts(string value) => choices.Contains(value);
    public override string Format(string value) => value;
    public override void Write(Utf8JsonWriter json, string value) => json.WriteStringValue(value);
}

/// <summary>Any text, or any but the empty one.</summary>
internal sealed class TextType(string allowed, bool mayBeEmpty = false) : KeyType<string>
{
    public override string Name => "text";
    public override string Allowed => allowed;
    public override JsonTokenType Token => JsonTokenType.String;
    public override bool TryParse(string text, out string value)
    {
        value = text;
        return true;
    }
    public override bool Accepts(string value) => value is not null && (mayBeEmpty || value.Length > 0);
    public override string Format(string value) => value ?? "";
    public override void Write(Utf8JsonWriter json, string value) => json.WriteStringValue(value);
}

/// <summary>A list of names, in JSON an array, as text with commas between them.</summary>
internal sealed class ListType : KeyType<ImmutableArray<string>>
{
    public override string Name => "list";
    public override string Allowed => "a list of names with commas between them (in a file: an array of text)";
    public override JsonTokenType Token => JsonTokenType.StartArray;
    public override bool TryParse(string text, out ImmutableArray<string> value)
    {
        value = text.Length == 0 ? [] : [.. text.Split(',', StringSplitOptions.TrimEntries)];
        return true;
    }
    public override bool Accepts(ImmutableArray<string> value) =>
        !value.IsDefault && value.All(name => !string.IsNullOrEmpty(name) && !name.Contains(','));
    public override string Format(ImmutableArray<string> value) => value.IsDefault ? "" : string.Join(",", value);
    public override void Write(Utf8JsonWriter json, ImmutableArray<string> value)
    {
        json.WriteStartArray();
        foreach (string name in value) json.WriteStringValue(name);
        json.WriteEndArray();
    }
}
