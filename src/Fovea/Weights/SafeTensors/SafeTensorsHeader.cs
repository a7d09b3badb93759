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
    private readonly long dataStart, bufferLength;
    private readonly Dictionary<string, WeightEntry> entries = new(StringComparer.Ordinal);
    private Dictionary<string, string>? metadata;

    private SafeTensorsHeader(string file, long dataStart, long bufferLength) => (this.file, this.dataStart, this.bufferLength) = (file, dataStart, bufferLength);

    /// <summary>The tensors, in the order in which their bytes lie in the file.</summary>
    public ImmutableArray<WeightEntry> Entries { get; private set; }

    public IReadOnlyDictionary<string, WeightEntry> ByName => entries;

    public IReadOnlyDictionary<string, string> Metadata => metadata ?? [];

    /// <summary>
    /// Checks the header <paramref name="json"/> (which starts at byte 8) against a data buffer of <paramref name="bufferLength"/> bytes.
    /// </summary>
    public static SafeTensorsHeader Parse(string file, ReadOnlySpan<byte> json, long bufferLength)
    {
        SafeTensorsHeader header = new(file, SafeTensors.LengthBytes + json.Length, bufferLength);
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

    private void ReadTop(ref Utf8JsonReader reader)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            long at = reader.TokenStartIndex;
            string name = reader.GetString()!;
            reader.Read();
            if (name == MetadataKey) ReadMetadata(ref reader, at);
            else if (entries.ContainsKey(name)) throw Bad($"the name {Quoted.Name(name)} stands twice in the header", at);
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
            if (reader.TokenType != JsonTokenType.String) throw Bad($"{MetadataKey}: the value of {Quoted.Name(key)} is not a string", at);
            if (!metadata.TryAdd(key, reader.GetString()!)) throw Bad($"{MetadataKey}: the key {Quoted.Name(key)} stands twice", at);
        }
    }

    private WeightEntry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        long start = reader.TokenStartIndex;
        if (reader.TokenType != JsonTokenType.StartObject) throw Bad($"tensor {Quoted.Name(name)} is not described by an object", start);
        ElementType? type = null;
        long[]? shape = null, offsets = null;
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
                _ => throw Bad($"tensor {Quoted.Name(name)} has an unknown field {Quoted.Name(field)}", at),
            };
            if (!isNew) throw Bad($"tensor {Quoted.Name(name)} has {field} twice", at);
        }
        if (type is not { } dtype) throw Bad($"tensor {Quoted.Name(name)} has no dtype", start);
        if (shape is not { } sizes) throw Bad($"tensor {Quoted.Name(name)} has no shape", start);
        if (offsets is not { } range) throw Bad($"tensor {Quoted.Name(name)} has no data_offsets", start);
        return CheckEntry(name, dtype, sizes, range, start);
    }

    private WeightEntry CheckEntry(string name, ElementType type, long[] shape, long[] offsets, long at)
    {
        if (offsets.Length != 2) throw Bad($"tensor {Quoted.Name(name)}: data_offsets has {offsets.Length} numbers instead of 2", at);
        (long begin, long end) = (offsets[0], offsets[1]);
        if (end < begin) throw Bad($"tensor {Quoted.Name(name)} ends at {end}, before it begins at {begin}", at);
        if (end > bufferLength) throw Bad($"tensor {Quoted.Name(name)} ends at byte {end} of the data, which has {bufferLength}", at);
        if (!type.TryByteLength(shape, out _, out long bytes))
            throw Bad($"tensor {Quoted.Name(name)}: the size of its shape overflows or is not a whole number of bytes", at);
        if (bytes != end - begin) throw Bad($"tensor {Quoted.Name(name)} takes {end - begin} bytes, but its dtype and shape need {bytes}", at);
        return new WeightEntry(name, type, [.. shape], dataStart + begin);
    }

    /// <summary>The tensors, in the order of their offsets, must fill the buffer without overlap and without hole.</summary>
    private void CheckLayout()
    {
        WeightEntry[] sorted = [.. entries.Values];
        Array.Sort(sorted, static (a, b) =>
            a.Offset != b.Offset ? a.Offset.CompareTo(b.Offset) :
            a.ByteLength != b.ByteLength ? a.ByteLength.CompareTo(b.ByteLength) : string.CompareOrdinal(a.Name, b.Name));
        long reached = 0;
        foreach (WeightEntry entry in sorted)
        {
            long begin = entry.Offset - dataStart;
            if (begin < reached) throw Bad($"tensor {Quoted.Name(entry.Name)} overlaps the one before it (begins at {begin}, expected {reached})");
            if (begin > reached) throw Bad($"there is a hole of {begin - reached} bytes before tensor {Quoted.Name(entry.Name)}");
            reached = begin + entry.ByteLength;
        }
        if (reached != bufferLength) throw Bad($"{bufferLength - reached} bytes at the end of the data belong to no tensor");
        Entries = [.. sorted];
    }

    private ElementType ReadType(ref Utf8JsonReader reader, string name)
    {
        long at = reader.TokenStartIndex;
        if (reader.TokenType != JsonTokenType.String) throw Bad($"tensor {Quoted.Name(name)}: dtype is not a string", at);
        string text = reader.GetString()!;
        if (ElementTypes.TryParse(text, out ElementType type)) return type;
        throw Bad($"tensor {Quoted.Name(name)} has the unknown dtype {Quoted.Name(text)}", at);
    }

    private long[] ReadIntegers(ref Utf8JsonReader reader, string name, string field)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw Bad($"tensor {Quoted.Name(name)}: {field} is not a list", reader.TokenStartIndex);
        List<long> numbers = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            // "-0" is a number to the JSON reader; no size or offset has a sign.
            if (reader.TokenType != JsonTokenType.Number || reader.ValueSpan[0] == (byte)'-' || !reader.TryGetInt64(out long number))
                throw Bad($"tensor {Quoted.Name(name)}: {field} holds something that is not a whole number from 0 to 2^63 - 1", reader.TokenStartIndex);
            numbers.Add(number);
        }
        return [.. numbers];
    }

    private static bool Set(ref ElementType? field, ElementType value)
    {
        bool isNew = field is null;
        field = value;
        return isNew;
    }

    private static bool Set(ref long[]? field, long[] value)
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
