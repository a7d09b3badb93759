using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Fovea.Data;

/// <summary>
/// Files with the names of a model's classes, in the order of its outputs: text with one name a line, kept as it is (also forms such as
/// <c>n01440764 tench, Tinca tinca</c>), or JSON: an array of names, or an object from index to name (<c>{"0": "tench"}</c>) or to an array whose last
/// entry is the name (<c>{"0": ["n01440764", "tench"]}</c>, the form of Keras).
/// </summary>
public static class LabelFile
{
    private const int MostBytes = 1 << 24;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file, UTF-8. It is JSON if it ends in <c>.json</c>, else one name a line; empty lines at the end do not count.</param>
    /// <param name="outputs">How many names there must be: the model's outputs. Null where any number is right.</param>
    /// <exception cref="BadFileException">The file cannot be read, is not of such a form, or has another number of names.</exception>
    public static IReadOnlyList<string> Read(string path, int? outputs = null)
    {
        byte[] bytes = ReadBytes(path);
        ReadOnlySpan<byte> text = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(Encoding.UTF8.Preamble.Length) : bytes;
        if (!Utf8.IsValid(text)) throw new BadFileException(path, "is not valid UTF-8 text", hint: "save it as UTF-8");
        string[] names = path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? ReadJson(path, bytes.AsMemory(bytes.Length - text.Length)) : ReadLines(path, text);
        if (names.Length == 0) throw new BadFileException(path, "holds no names");
        if (outputs is { } wanted && names.Length != wanted)
            throw new BadFileException(path, $"holds {names.Length} names of classes, but the model has {wanted} outputs", hint: "there must be one name for each output, in their order");
        return names;
    }

    private static string[] ReadLines(string path, ReadOnlySpan<byte> text)
    {
        string[] lines = [.. Encoding.UTF8.GetString(text).ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim())];
        int count = lines.Length;
        while (count > 0 && lines[count - 1].Length == 0) count--;
        for (int i = 0; i < count; i++)
        {
            if (lines[i].Length == 0) throw new BadFileException(path, $"line {i + 1} is empty, but every line is the name of a class", hint: "a class without a name would move all that follow");
            if (lines[i].Any(letter => char.IsControl(letter) && letter != '\t')) throw new BadFileException(path, $"line {i + 1} holds control characters: this is no text");
        }
        return lines[..count];
    }

    private static string[] ReadJson(string path, ReadOnlyMemory<byte> text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            JsonElement root = document.RootElement;
            return root.ValueKind switch
            {
                JsonValueKind.Array => [.. root.EnumerateArray().Select((value, i) => Name(path, $"entry {i}", value))],
                JsonValueKind.Object => ByIndex(path, root),
                _ => throw new BadFileException(path, "is neither an array of names nor an object from index to name"),
            };
        }
        catch (JsonException error)
        {
            throw new BadFileException(path, $"is not valid JSON: {error.Message}", inner: error);
        }
    }

    private static string[] ByIndex(string path, JsonElement root)
    {
        Dictionary<int, string> names = [];
        foreach (JsonProperty entry in root.EnumerateObject())
        {
            if (!int.TryParse(entry.Name, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int index))
                throw new BadFileException(path, $"the key '{entry.Name}' is no index of a class", hint: "keys are \"0\", \"1\" and so on");
            if (!names.TryAdd(index, Name(path, $"entry {index}", entry.Value))) throw new BadFileException(path, $"the index {index} stands twice");
        }
        for (int i = 0; i < names.Count; i++)
            if (!names.ContainsKey(i)) throw new BadFileException(path, $"there are {names.Count} names, but none for index {i}", hint: "indices go from 0 without a gap");
        return [.. Enumerable.Range(0, names.Count).Select(i => names[i])];
    }

    private static string Name(string path, string what, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0) value = value[value.GetArrayLength() - 1];
        return value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } name ? name : throw new BadFileException(path, $"{what} is no name");
    }

    private static byte[] ReadBytes(string path)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (!file.CanSeek) throw new BadFileException(path, "is a pipe or a device, not a file");
            if (file.Length > MostBytes) throw new BadFileException(path, $"has {file.Length} bytes; names of classes take at most {MostBytes}");
            byte[] bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BadFileException(path, "there is no such file", inner: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadFileException(path, Directory.Exists(path) ? "this is a folder" : $"cannot be read: {e.Message}", inner: e);
        }
    }
}
