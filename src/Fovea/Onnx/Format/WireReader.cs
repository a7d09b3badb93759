using System.Buffers.Binary;
using System.Text;
using Fovea.Weights;
using Google.Protobuf;

namespace Fovea.Onnx;

/// <summary>
/// Walks over the fields of a protobuf file. Protobuf's own CodedInputStream cannot step over a field without reading it; here tensor data are left where they are.
/// Every length is checked against what is left of the message around it, so nothing is allocated that the file does not hold.
/// </summary>
/// <remarks>The encoding: https://protobuf.dev/programming-guides/encoding.</remarks>
internal sealed class WireReader(MappedFile file)
{
    /// <summary>Messages inside messages, as in protobuf's own readers. A graph in a node of a graph is three of them.</summary>
    const int MostDepth = 100;

    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    readonly byte[] window = new byte[1 << 16];
    long windowStart, position, end = file.Length;
    int windowLength, depth, field;
    WireFormat.WireType wire;

    /// <summary>The bytes that were read so far.</summary>
    public long Position => position;

    /// <summary>Reads all fields of the message at hand: <paramref name="read"/> gets their numbers, and says whether it has read the field; else it is stepped over.</summary>
    public void Fields(Func<int, bool> read)
    {
        while (position < end)
        {
            ulong tag = Varint();
            (ulong number, wire) = (tag >> 3, (WireFormat.WireType)(tag & 7));
            if (number is 0 or > int.MaxValue >> 2) throw Bad($"there is no field {number}");
            field = (int)number;
            if (!read(field)) Skip();
        }
    }

    /// <summary>The field at hand is a message: reads its fields.</summary>
    public void Message(Func<int, bool> read)
    {
        long outer = end, length = Length();
        if (++depth > MostDepth) throw Bad($"messages lie more than {MostDepth} deep in one another");
        end = position + length;
        Fields(read);
        (end, depth) = (outer, depth - 1);
    }

    /// <summary>The field at hand is a whole number.</summary>
    public long Integer()
    {
        Expect(WireFormat.WireType.Varint);
        return (long)Varint();
    }

    /// <summary>The field at hand is one or, packed, several whole numbers: adds them to a list.</summary>
    public void Integers(List<long> values)
    {
        if (wire == WireFormat.WireType.Varint) values.Add((long)Varint());
        else
            for (long last = Length() + position; position < last;)
            {
                values.Add((long)Varint());
                if (position > last) throw Bad($"field {field} ends in the middle of a number");
            }
    }

    /// <summary>The field at hand is a number in single precision.</summary>
    public float Float()
    {
        Expect(WireFormat.WireType.Fixed32);
        Span<byte> bytes = stackalloc byte[sizeof(float)];
        Bytes(bytes);
        return BinaryPrimitives.ReadSingleLittleEndian(bytes);
    }

    /// <summary>The field at hand is one or, packed, several numbers in single precision: adds them to a list.</summary>
    public void Floats(List<float> values)
    {
        if (wire == WireFormat.WireType.Fixed32) values.Add(Float());
        else
        {
            byte[] bytes = Bytes();
            if (bytes.Length % sizeof(float) != 0) throw Bad($"field {field} ends in the middle of a number");
            for (int i = 0; i < bytes.Length; i += sizeof(float)) values.Add(BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i)));
        }
    }

    /// <summary>The field at hand is text.</summary>
    public string Text()
    {
        long at = position;
        try
        {
            return Strict.GetString(Bytes());
        }
        catch (DecoderFallbackException e)
        {
            throw new BadFileException(file.Path, $"the text of field {field} is not valid UTF-8", at, inner: e);
        }
    }

    /// <summary>The field at hand is bytes.</summary>
    public byte[] Bytes()
    {
        long length = Length();
        if (length > Array.MaxLength) throw Bad($"field {field} has {length} bytes");
        byte[] bytes = new byte[length];
        Bytes(bytes);
        return bytes;
    }

    /// <summary>The field at hand is bytes, or one number: steps over it and says where it lies.</summary>
    public (long Offset, long Length) Place()
    {
        long start = position;
        if (wire == WireFormat.WireType.Varint)
        {
            Varint();
            return (start, position - start);
        }
        long length = wire switch { WireFormat.WireType.Fixed32 => sizeof(uint), WireFormat.WireType.Fixed64 => sizeof(ulong), _ => Length() };
        if (length > end - position) throw Bad($"field {field} ends beyond its message");
        position += length;
        return (position - length, length);
    }

    /// <summary>The error that this file is none, found at the present position.</summary>
    public BadFileException Bad(string reason) => new(file.Path, $"this is no ONNX file, or it is damaged: {reason}", position);

    long Length()
    {
        Expect(WireFormat.WireType.LengthDelimited);
        ulong length = Varint();
        if (length > (ulong)(end - position)) throw Bad($"field {field} is said to have {length} bytes, {end - position} are left");
        return (long)length;
    }

    void Skip()
    {
        switch (wire)
        {
            case WireFormat.WireType.Varint or WireFormat.WireType.Fixed32 or WireFormat.WireType.Fixed64 or WireFormat.WireType.LengthDelimited: Place(); break;
            default: throw Bad($"field {field} is of the unknown kind {(int)wire}");
        }
    }

    void Expect(WireFormat.WireType expected)
    {
        if (wire != expected) throw Bad($"field {field} is of kind {wire}, not {expected}");
    }

    ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = Next();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
        throw Bad("a number has more than 10 bytes");
    }

    byte Next()
    {
        if (position >= end) throw Bad("it ends in the middle of a field");
        if (position < windowStart || position >= windowStart + windowLength)
        {
            windowStart = position;
            windowLength = (int)Math.Min(window.Length, file.Length - position);
            file.Read(window.AsSpan(0, windowLength), windowStart);
        }
        return window[position++ - windowStart];
    }

    void Bytes(Span<byte> destination)
    {
        if (destination.Length > end - position) throw Bad($"field {field} ends beyond its message");
        if (position >= windowStart && position + destination.Length <= windowStart + windowLength)
            window.AsSpan((int)(position - windowStart), destination.Length).CopyTo(destination);
        else file.Read(destination, position);
        position += destination.Length;
    }
}
