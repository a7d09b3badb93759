using System.Buffers.Binary;
using System.Text;
using Fovea.Weights;

namespace Fovea.Onnx;

/// <summary>
/// Reads a TensorProto. Data of fixed size (raw, or lists of single and double precision) stay where they lie in the file; whole numbers of variable size, in which
/// the format also keeps half precision, are read.
/// </summary>
internal sealed class OnnxTensorReader(MappedFile file, WireReader reader, ExternalData external)
{
    readonly List<long> dims = [], int32 = [], int64 = [], uint64 = [];
    readonly List<(long Offset, long Length)> places = [];
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
        OnnxData data = elsewhere ? external.Find(name, entries, count * size) : Data(size);
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
            case 5: reader.Integers(int32); return true;
            case 6: strings.Add(Encoding.UTF8.GetString(reader.Bytes())); return true;
            case 7: reader.Integers(int64); return true;
            case 8: name = reader.Text(); return true;
            case 9: places.Add(reader.Place()); return true;
            case 11: reader.Integers(uint64); return true;
            case 13: (string key, string value) = OnnxReader.Entry(reader); entries[key] = value; return true;
            case 14: elsewhere = reader.Integer() == 1; return true;
            default: return false;
        }
    }

    OnnxData Data(int size)
    {
        if (int32.Count > 0) return OnnxData.Of(Narrowed(int32, size));
        if (int64.Count > 0) return OnnxData.Of(Narrowed(int64, size));
        if (uint64.Count > 0) return OnnxData.Of(Narrowed(uint64, size));
        if (places.Count == 0) return OnnxData.Of(default);
        if (places is [var (offset, length)]) return OnnxData.At(file, offset, length);

        // Numbers that were not packed lie apart from one another, each behind its tag.
        byte[] bytes = new byte[checked((int)places.Sum(place => place.Length))];
        int at = 0;
        foreach (var (start, count) in places)
        {
            file.Read(bytes.AsSpan(at, (int)count), start);
            at += (int)count;
        }
        return OnnxData.Of(bytes);
    }

    /// <summary>The lower bytes of each number.</summary>
    static byte[] Narrowed(List<long> values, int size)
    {
        byte[] bytes = new byte[checked(values.Count * size)];
        Span<byte> wide = stackalloc byte[sizeof(long)];
        for (int i = 0; i < values.Count; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(wide, values[i]);
            wide[..size].CopyTo(bytes.AsSpan(i * size));
        }
        return bytes;
    }

    BadFileException Bad(string reason) => new(file.Path, $"the tensor {Quoted.Name(name)} {reason}", reader.Position);
}
