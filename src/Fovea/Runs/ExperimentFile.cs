using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Fovea.Runs;

/// <summary>
/// The file <c>experiment.json</c>: one JSON object with every key of the experiment, and under <c>versions</c> what it ran on.
/// A file for <c>--config</c> has the same form with any of the keys, so a run's file can be used to start another.
/// </summary>
public static class ExperimentFile
{
    private const string VersionsKey = "versions";
    private const int MaxLength = 1 << 20;

    /// <summary>Writes the resolved values and the versions of program, runtime and machine, whole or not at all.</summary>
    /// <exception cref="FoveaException">The file cannot be written.</exception>
    public static void Write(string path, Experiment experiment, ExperimentVersions versions) => AtomicFile.Write(path, stream =>
    {
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            foreach (ExperimentKey key in ExperimentKey.All) key.Write(json, experiment);
            json.WriteStartObject(VersionsKey);
            json.WriteString("fovea", versions.Fovea);
            json.WriteString("runtime", versions.Runtime);
            json.WriteString("machine", versions.Machine);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        stream.WriteByte((byte)'\n');
    });

    /// <summary>A value as it stands in the file: its key, its text (of a list: the names with commas between them), and where it is.</summary>
    internal readonly record struct Value(string Key, string Text, JsonTokenType Token, int Line);

    /// <summary>The values of a file, in their order; what they mean is not checked here.</summary>
    internal static List<Value> Read(string path)
    {
        byte[] bytes = ReadBytes(path);
        ReadOnlySpan<byte> json = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(Encoding.UTF8.Preamble.Length) : bytes;
        if (!Utf8.IsValid(json)) throw new BadFileException(path, "is not valid UTF-8 text", hint: "save it as UTF-8");
        Utf8JsonReader reader = new(json, new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        try
        {
            return ReadObject(path, json, ref reader);
        }
        catch (JsonException e)
        {
            // The message of the base library counts lines from 0 and ends with its own words for the place.
            string reason = e.Message.Split(" LineNumber:")[0].Split(" Path:")[0];
            throw new BadFileException(path, $"line {e.LineNumber + 1}: not valid JSON: {reason}", inner: e);
        }
        catch (InvalidOperationException e)
        {
            throw new BadFileException(path, $"line {LineOf(json, reader.TokenStartIndex)}: the text is not valid Unicode", inner: e);
        }
    }

    private static List<Value> ReadObject(string path, ReadOnlySpan<byte> json, ref Utf8JsonReader reader)
    {
        List<Value> values = [];
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new BadFileException(path, $"line {LineOf(json, reader.TokenStartIndex)}: not a JSON object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int line = LineOf(json, reader.TokenStartIndex);
            string key = reader.GetString()!;
            if (!seen.Add(key)) throw new FoveaException($"{path}:{line}: the key '{key}' stands twice", "keep one of them");
            reader.Read();
            if (key == VersionsKey) reader.Skip();
            else values.Add(ReadValue(key, ref reader, json, line));
        }
        while (reader.Read()) { }
        return values;
    }

    private static Value ReadValue(string key, ref Utf8JsonReader reader, ReadOnlySpan<byte> json, int line)
    {
        int start = (int)reader.TokenStartIndex;
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return new Value(key, reader.GetString()!, JsonTokenType.String, line);
            case JsonTokenType.True or JsonTokenType.False:
                return new Value(key, reader.TokenType == JsonTokenType.True ? "true" : "false", JsonTokenType.True, line);
            case JsonTokenType.StartArray:
                List<string> items = [];
                bool allText = true;
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    allText &= reader.TokenType == JsonTokenType.String;
                    if (reader.TokenType == JsonTokenType.String) items.Add(reader.GetString()!);
                    else reader.Skip();
                }
                // A name with a comma would become two, an empty one none: both are kept apart as what they are, which no key takes.
                bool isList = allText && !items.Exists(item => item.Length == 0 || item.Contains(','));
                return isList
                    ? new Value(key, string.Join(",", items), JsonTokenType.StartArray, line)
                    : new Value(key, Raw(json, start, reader), JsonTokenType.Null, line);
            case JsonTokenType.StartObject:
                reader.Skip();
                return new Value(key, Raw(json, start, reader), JsonTokenType.StartObject, line);
            default:
                return new Value(key, Raw(json, start, reader), reader.TokenType, line);
        }
    }

    /// <summary>The value as it is written.</summary>
    private static string Raw(ReadOnlySpan<byte> json, int start, in Utf8JsonReader reader) =>
        Encoding.UTF8.GetString(json[start..(int)reader.BytesConsumed]);

    private static int LineOf(ReadOnlySpan<byte> json, long at) => 1 + json[..(int)at].Count((byte)'\n');

    private static byte[] ReadBytes(string path)
    {
        try
        {
            if (Directory.Exists(path)) throw new BadFileException(path, "is a folder, not a file of settings");
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (stream.Length > MaxLength)
                throw new BadFileException(path, $"has {stream.Length} bytes, too many for a file of settings (limit {MaxLength})");
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BadFileException(path, "there is no such file", inner: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadFileException(path, $"cannot be read: {e.Message}", inner: e);
        }
    }
}
