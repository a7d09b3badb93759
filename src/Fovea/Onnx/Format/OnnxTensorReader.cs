using System.Buffers.Binary;
using System.Text;
using Fovea.Weights;

namespace Fovea.Onnx;

/// <summary>
/// Reads a TensorProto. Data of fixed size (raw, or lists of single and double precision) stay where they lie in the file; whole numbers of variable size, in which
/// the format also keeps half precision, are decoded once it is known that there are as many as the sizes need.
/// </summary>
internal sealed class OnnxTensorReader(MappedFile file, WireReader reader, ExternalData external)
{
    readonly List<long> dims = [];
    readonly List<(long Offset, long Length)> places = [], varints = [];
    readonly List<string> strings = [];
    readonly Dictionary<string, string> entries = new(StringComparer.Ordinal);
    string name = "";
    OnnxElementType type;
    bool elsewhere, isSegment;

    /// <summary>Reads the message at hand.</summary>
    public OnnxTensor Read()
    {
        reader.Message(Field);
        if (isSegment) throw Bad("is stored in segments, which no program writes any more");
        if (OnnxTensor.CountOf(dims) is not { } count) throw Bad($"has the sizes ({string.Join(", ", dims)}): one is negative, or they are too large");
        if (type == OnnxElementType.String)
        {
            if (elsewhere) throw Bad("is text in another file, which the format does not know");
            if (strings.Count != count) throw Bad($"has {strings.Count} texts, its sizes need {count}");
            return new OnnxTensor(name, dims, strings);
        }
        int size = type.Bytes();
        if (size == 0) throw Bad(Enum.IsDefined(type) ? $"has elements of type {type}, which is not supported" : $"has elements of the type {(int)type}, which is not supported");
        if (count > long.MaxValue / size) throw Bad($"has the sizes ({string.Join(", ", dims)}), which are too large");
        OnnxData data = elsewhere ? external.Find(name, entries, count * size) : Data(count, size);
        if (data.ByteLength != count * size) throw Bad($"has {data.ByteLength} bytes, {type} ({string.Join(", ", dims)}) needs {count * size}");
        return new OnnxTensor(name, type, dims, data);
    }

    bool Field(int field)
    {
        switch (field)
        {
            case 1: reader.Integers(dims); return true;
            case 2: type = (OnnxElementType)reader.Integer(); return true;
            case 3: isSegment = true; return false;
            case 4 or 10: places.Add(reader.Place()); return true;
            case 5 or 7 or 11: varints.Add(reader.Place()); return true;
            case 6: strings.Add(Encoding.UTF8.GetString(reader.Bytes())); return true;
            case 8: name = reader.Text(); return true;
            case 9: places.Add(reader.Place()); return true;
            case 13: (string key, string value) = OnnxReader.Entry(reader); entries[key] = value; return true;
            case 14: elsewhere = reader.Integer() == 1; return true;
            default: return false;
        }
    }

    OnnxData Data(long count, int size)
    {
        if (varints.Count > 0) return OnnxData.Of(Decoded(count, size));
        if (places.Count == 0) return OnnxData.Of(default);
        if (places is [var (offset, length)]) return OnnxData.At(file, offset, length);

        // Numbers that were not packed lie apart from one another, each behind its tag.
        byte[] bytes = new byte[checked((int)places.Sum(place => place.Length))];
        int at = 0;
        foreach (var (start, part) in places)
        {
            file.Read(bytes.AsSpan(at, (int)part), start);
            at += (int)part;
        }
        return OnnxData.Of(bytes);
    }

    /// <summary>The lower bytes of each number; the last byte of a number is below 128.</summary>
    byte[] Decoded(long count, int size)
    {
        long found = 0;
        foreach (byte next in Bytes())
            if (next < 0x80) found++;
        if (found != count) throw Bad($"has {found} numbers, its sizes need {count}");
        if (count * size > Array.MaxLength) throw Bad($"has {count} numbers of variable size, which are too many");
        byte[] decoded = new byte[count * size];
        Span<byte> wide = stackalloc byte[sizeof(ulong)];
        (ulong value, int shift, int at) = (0, 0, 0);
        foreach (byte next in Bytes())
        {
            if (shift < 64) value |= (ulong)(next & 0x7F) << shift;
            shift += 7;
            if (next >= 0x80) continue;
            BinaryPrimitives.WriteUInt64LittleEndian(wide, value);
            wide[..size].CopyTo(decoded.AsSpan(at));
            (value, shift, at) = (0, 0, at + size);
        }
        return decoded;
    }

    IEnumerable<byte> Bytes()
    {
        byte[] window = new byte[1 << 16];
        foreach (var (offset, length) in varints)
            for (long at = 0; at < length; at += window.Length)
            {
                int part = (int)Math.Min(window.Length, length - at);
                file.Read(window.AsSpan(0, part), offset + at);
                for (int i = 0; i < part; i++) yield return window[i];
            }
    }

    BadFileException Bad(string reason) => new(file.Path, $"the tensor {Quoted.Name(name)} {reason}", reader.Position);
}
