using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fovea.Runs;

/// <summary>One measurement of a run: the step after which it was taken (from 1), and named numbers, in their order.</summary>
public sealed class MetricsLine
{
    private const string StepKey = "step";

    /// <summary>A measurement. Names differ, are not empty, and are not <c>step</c>; the numbers may be NaN or infinite.</summary>
    /// <exception cref="ArgumentException">A name is not as said.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="step"/> is negative.</exception>
    public MetricsLine(long step, params IEnumerable<(string Name, double Value)> values)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        Step = step;
        Values = [.. values];
        HashSet<string> names = [StepKey, ""];
        foreach ((string name, _) in Values)
            if (!names.Add(name)) throw new ArgumentException($"the name '{name}' is taken, or stands twice in one line of metrics", nameof(values));
    }

    /// <summary>The training step, counted from the start of the run.</summary>
    public long Step { get; }

    /// <summary>The numbers.</summary>
    public ImmutableArray<(string Name, double Value)> Values { get; }

    /// <summary>The number of that name, or null.</summary>
    public double? this[string name]
    {
        get
        {
            foreach ((string known, double value) in Values)
                if (known == name) return value;
            return null;
        }
    }

    /// <summary>The line as JSON and a line feed. JSON has no NaN and no infinity: they are written as text.</summary>
    internal ReadOnlyMemory<byte> ToJson()
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber(StepKey, Step);
            foreach ((string name, double value) in Values)
            {
                if (double.IsFinite(value)) json.WriteNumber(name, value);
                else json.WriteString(name, value.ToString(CultureInfo.InvariantCulture));
            }
            json.WriteEndObject();
        }
        buffer.Write("\n"u8);
        return buffer.WrittenMemory;
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote; false if it is anything else.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> json, out MetricsLine? line)
    {
        line = null;
        try
        {
            Utf8JsonReader reader = new(json);
            long? step = null;
            List<(string, double)> values = [];
            HashSet<string> names = [""];
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                reader.Read();
                if (!names.Add(name)) return false;
                if (name != StepKey)
                {
                    if (!TryNumber(ref reader, out double value)) return false;
                    values.Add((name, value));
                }
                else if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long read) && read >= 0) step = read;
                else return false;
            }
            if (reader.Read() || step is not { } found) return false;
            line = new MetricsLine(found, values);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a name that is not valid Unicode.
            return false;
        }
    }

    private static bool TryNumber(ref Utf8JsonReader reader, out double value)
    {
        if (reader.TokenType == JsonTokenType.Number) return reader.TryGetDouble(out value) && double.IsFinite(value);
        (bool known, value) = reader.TokenType == JsonTokenType.String ? reader.GetString() switch
        {
            "NaN" => (true, double.NaN),
            "Infinity" => (true, double.PositiveInfinity),
            "-Infinity" => (true, double.NegativeInfinity),
            _ => (false, 0),
        } : (false, 0);
        return known;
    }
}
