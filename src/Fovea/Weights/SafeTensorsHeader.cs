using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Fovea.Weights;

/// <summary>
/// Reads and checks the header of a safetensors file. Every number in it is treated as hostile: nothing is allocated on its word, and what is not
/// exactly as the format says is a <see cref="BadFileException"/>.
/// </summary>
internal sealed class SafeTensorsHeader
{
    private const string MetadataKey = "__metadata__";

    private readonly string file;
    private readonly long bufferLength;
    private readonly Dictionary<string, SafeTensorsEntry> entries = new(StringComparer.Ordinal);
    private Dictionary<string, string>? metadata;

    private SafeTensorsHeader(string file, long bufferLength) => (this.file, this.bufferLength) = (file, bufferLength);

    /// <summary>The tensors, in the order in which their bytes lie in the file.</summary>
    public ImmutableArray<SafeTensorsEntry> Entries { get; private set; }

    public IReadOnlyDictionary<string, SafeTensorsEntry> ByName => entries;

    public IReadOnlyDictionary<string, string> Metadata => metadata ?? [];

    /// <summary>
    /// Checks the header <paramref name="json"/> (which starts at byte 8) against a data buffer of <paramref name="bufferLength"/> bytes.
    /// </summary>
    public static SafeTensorsHeader Parse(string file, ReadOnlySpan<byte> json, long bufferLength)
    {
        SafeTensorsHeader header = new(file, bufferLength);
        if (json.IsEmpty || json[0] != (byte)'{') throw header.Bad("the header does not start with '{'", 0);
        if (!Utf8.IsValid(json)) throw header.Bad("the header is not valid UTF-8", FirstInvalid(json));
        Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = 4 });
        try
        {
            header.ReadTop(ref reader);
        }
        catch (JsonException e)
        {
            throw header.Bad("the header is not valid JSON", reader.BytesConsumed, e);
        }
        catch (InvalidOperationException e)
        {
            // Utf8JsonReader.GetString on an escape that is half a surrogate pair.
            throw header.Bad("the header has a string that is not valid Unicode", reader.TokenStartIndex, e);
        }
        header.CheckLayout();
        return header;
    }

    /// <summary>A name for an error message: control characters made visible, long names cut.</summary>
    public static string Quote(string name)
    {
        const int Longest = 100;
        StringBuilder text = new("'");
        foreach (char c in name.Length > Longest ? name.AsSpan(0, Longest) : name)
            text.Append(char.IsControl(c) || char.IsSurrogate(c) ? '?' : c);
        return text.Append(name.Length > Longest ? "...'" : "'").ToString();
    }

    private void ReadTop(ref Utf8JsonReader reader)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            long at = reader.TokenStartIndex;
            string name = reader.GetString()!;
            reader.Read();
            if (name == MetadataKey) ReadMetadata(ref reader, at);
            else if (entries.ContainsKey(name)) throw Bad($"the name {Quote(name)} stands twice in the header", at);
            else entries.Add(name, ReadEntry(ref reader, name));
        }
        // The padding: the format names spaces, the common reader takes any JSON white space. More than that is a JsonException.
        while (reader.Read()) { }
    }

    private void ReadMetadata(ref Utf8JsonReader reader, long at)
    {
        if (metadata is not null) throw Bad($"{MetadataKey} stands twice in the header", at);
        if (reader.TokenType != JsonTokenType.StartObject) throw Bad($"{MetadataKey} is not an object", at);
        metadata = new(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            at = reader.TokenStartIndex;
            string key = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String) throw Bad($"{MetadataKey}: the value of {Quote(key)} is not a string", at);
            if (!metadata.TryAdd(key, reader.GetString()!)) throw Bad($"{MetadataKey}: the key {Quote(key)} stands twice", at);
        }
    }

    private SafeTensorsEntry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        long start = reader.TokenStartIndex;
        if (reader.TokenType != JsonTokenType.StartObject) throw Bad($"tensor {Quote(name)} is not described by an object", start);
        SafeTensorsType? type = null;
        ImmutableArray<long>? shape = null, offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            long at = reader.TokenStartIndex;
            string field = reader.GetString()!;
            reader.Read();
            bool isNew = field switch
            {
                "dtype" => Set(ref type, ReadType(ref reader, name)),
                "shape" => Set(ref shape, ReadIntegers(ref reader, name, field)),
                "data_offsets" => Set(ref offsets, ReadIntegers(ref reader, name, field)),
                _ => throw Bad($"tensor {Quote(name)} has an unknown field {Quote(field)}", at),
            };
            if (!isNew) throw Bad($"tensor {Quote(name)} has {field} twice", at);
        }
        if (type is not { } dtype) throw Bad($"tensor {Quote(name)} has no dtype", start);
        if (shape is not { } sizes) throw Bad($"tensor {Quote(name)} has no shape", start);
        if (offsets is not { } range) throw Bad($"tensor {Quote(name)} has no data_offsets", start);
        return CheckEntry(name, dtype, sizes, range, start);
    }

    private SafeTensorsEntry CheckEntry(string name, SafeTensorsType type, ImmutableArray<long> shape, ImmutableArray<long> offsets, long at)
    {
        if (offsets.Length != 2) throw Bad($"tensor {Quote(name)}: data_offsets has {offsets.Length} numbers instead of 2", at);
        (long begin, long end) = (offsets[0], offsets[1]);
        if (end < begin) throw Bad($"tensor {Quote(name)} ends at {end}, before it begins at {begin}", at);
        if (end > bufferLength) throw Bad($"tensor {Quote(name)} ends at byte {end} of the data, which has {bufferLength}", at);
        if (!type.TryByteLength(shape.AsSpan(), out long count, out long bytes))
            throw Bad($"tensor {Quote(name)}: the size of its shape overflows or is not a whole number of bytes", at);
        if (bytes != end - begin) throw Bad($"tensor {Quote(name)} takes {end - begin} bytes, but its dtype and shape need {bytes}", at);
        return new SafeTensorsEntry(name, type, shape, count, begin, end);
    }

    /// <summary>The tensors, in the order of their offsets, must fill the buffer without overlap and without hole.</summary>
    private void CheckLayout()
    {
        SafeTensorsEntry[] sorted = [.. entries.Values];
        Array.Sort(sorted, static (a, b) =>
            a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) :
            a.ByteLength != b.ByteLength ? a.ByteLength.CompareTo(b.ByteLength) : string.CompareOrdinal(a.Name, b.Name));
        long reached = 0;
        foreach (SafeTensorsEntry entry in sorted)
        {
            if (entry.Begin < reached)
                throw Bad($"tensor {Quote(entry.Name)} overlaps the one before it (begins at {entry.Begin}, expected {reached})");
            if (entry.Begin > reached) throw Bad($"there is a hole of {entry.Begin - reached} bytes before tensor {Quote(entry.Name)}");
            reached = entry.Begin + entry.ByteLength;
        }
        if (reached != bufferLength) throw Bad($"{bufferLength - reached} bytes at the end of the data belong to no tensor");
        Entries = [.. sorted];
    }

    private SafeTensorsType ReadType(ref Utf8JsonReader reader, string name)
    {
        long at = reader.TokenStartIndex;
        if (reader.TokenType != JsonTokenType.String) throw Bad($"tensor {Quote(name)}: dtype is not a string", at);
        string text = reader.GetString()!;
        if (SafeTensorsTypes.TryParse(text, out SafeTensorsType type)) return type;
        throw Bad($"tensor {Quote(name)} has the unknown dtype {Quote(text)}", at);
    }

    private ImmutableArray<long> ReadIntegers(ref Utf8JsonReader reader, string name, string field)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw Bad($"tensor {Quote(name)}: {field} is not a list", reader.TokenStartIndex);
        ImmutableArray<long>.Builder numbers = ImmutableArray.CreateBuilder<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            // "-0" is a number to the JSON reader; no size or offset has a sign.
            if (reader.TokenType != JsonTokenType.Number || reader.ValueSpan[0] == (byte)'-' || !reader.TryGetInt64(out long number))
                throw Bad($"tensor {Quote(name)}: {field} holds something that is not a whole number from 0 to 2^63 - 1", reader.TokenStartIndex);
            numbers.Add(number);
        }
        return numbers.ToImmutable();
    }

    private static bool Set<T>(ref T? field, T value) where T : struct
    {
        bool isNew = field is null;
        field = value;
        return isNew;
    }

    private static long FirstInvalid(ReadOnlySpan<byte> text)
    {
        int at = 0;
        while (Rune.DecodeFromUtf8(text[at..], out _, out int used) == System.Buffers.OperationStatus.Done) at += used;
        return at;
    }

    private BadFileException Bad(string reason, long? at = null, Exception? inner = null) =>
        new(file, reason, at + SafeTensors.LengthBytes, "this is not a whole safetensors file: fetch or write it again", inner);
}
