using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fovea.Runs;

namespace Fovea.Weights;

public sealed partial class SafeTensors
{
    /// <summary>
    /// Writes a file whole or not at all (<see cref="AtomicFile"/>). The same tensors and text give the same bytes: tensors lie in the order of
    /// falling element size and then by name, so each is aligned to its element; the metadata is sorted by key; the header is padded to 8 bytes.
    /// </summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="tensors">The tensors; names must differ.</param>
    /// <param name="metadata">Text to store as <c>__metadata__</c>, or null for none.</param>
    /// <exception cref="ArgumentException">A name stands twice, is <c>__metadata__</c>, or is not valid Unicode; or the header would exceed 100
    /// MB.</exception>
    /// <exception cref="FoveaException">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<TensorData> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        TensorData[] sorted = [.. tensors];
        Array.Sort(sorted, static (a, b) =>
            a.Type.Bits() != b.Type.Bits() ? b.Type.Bits().CompareTo(a.Type.Bits()) : string.CompareOrdinal(a.Name, b.Name));
        byte[] header = HeaderOf(sorted, metadata);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(header);
            foreach (TensorData tensor in sorted) tensor.WriteTo(stream);
        });
    }

    private static byte[] HeaderOf(TensorData[] tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        HashSet<string> names = new(StringComparer.Ordinal) { "__metadata__" };
        ArrayBufferWriter<byte> buffer = new();
        buffer.GetSpan(LengthBytes)[..LengthBytes].Clear();
        buffer.Advance(LengthBytes);
        // The relaxed encoder leaves letters beyond ASCII as they are; the header is UTF-8 and meets no HTML.
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata is not null) WriteMetadata(json, metadata);
            long offset = 0;
            foreach (TensorData tensor in tensors)
            {
                if (!names.Add(tensor.Name))
                    throw new ArgumentException($"a safetensors file cannot hold a second tensor named '{tensor.Name}'", nameof(tensors));
                json.WriteStartObject(WellFormed(tensor.Name));
                json.WriteString("dtype", tensor.Type.Name());
                json.WriteStartArray("shape");
                foreach (long size in tensor.Shape) json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += tensor.ByteLength);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        int padding = -buffer.WrittenCount & 7;
        buffer.GetSpan(padding)[..padding].Fill((byte)' ');
        buffer.Advance(padding);
        long length = buffer.WrittenCount - LengthBytes;
        if (length > MaxHeaderLength)
            throw new ArgumentException($"names, shapes and metadata take {length} bytes, the format allows {MaxHeaderLength}", nameof(metadata));
        byte[] header = buffer.WrittenSpan.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)length);
        return header;
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        json.WriteStartObject("__metadata__");
        foreach ((string key, string value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            json.WriteString(WellFormed(key), WellFormed(value));
        json.WriteEndObject();
    }

    // The JSON writer would replace half a surrogate pair, and two names could become one.
    private static string WellFormed(string text)
    {
        for (int i = 0; i < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, i, out Rune rune))
                throw new ArgumentException($"the text {Quoted.Name(text)} is not valid Unicode and cannot be stored");
            i += rune.Utf16SequenceLength;
        }
        return text;
    }
}
