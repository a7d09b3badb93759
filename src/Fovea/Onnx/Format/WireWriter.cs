using Google.Protobuf;

namespace Fovea.Onnx;

/// <summary>
/// A protobuf message that is being put together: the bytes of its fields, and between them tensor data that are not read before the message is written to its stream.
/// </summary>
internal sealed class WireWriter
{
    /// <summary>Pieces in order: bytes, or data.</summary>
    readonly List<OnnxData> pieces = [];
    readonly MemoryStream bytes = new();
    readonly CodedOutputStream output;
    long closed;

    public WireWriter() => output = new(bytes, leaveOpen: true);

    /// <summary>The bytes of the message.</summary>
    public long Length => closed + output.Position;

    /// <summary>A whole number.</summary>
    public void Integer(int field, long value)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt64(value);
    }

    /// <summary>Whole numbers, packed.</summary>
    public void Integers(int field, IReadOnlyList<long> values)
    {
        if (values.Count == 0) return;
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteLength(checked(values.Sum(CodedOutputStream.ComputeInt64Size)));
        foreach (long value in values) output.WriteInt64(value);
    }

    /// <summary>A number in single precision.</summary>
    public void Float(int field, float value)
    {
        output.WriteTag(field, WireFormat.WireType.Fixed32);
        output.WriteFloat(value);
    }

    /// <summary>Numbers in single precision, packed.</summary>
    public void Floats(int field, IReadOnlyList<float> values)
    {
        if (values.Count == 0) return;
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteLength(checked(values.Count * sizeof(float)));
        foreach (float value in values) output.WriteFloat(value);
    }

    /// <summary>Text.</summary>
    public void Text(int field, string value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteString(value);
    }

    /// <summary>Text, left out where it is empty, which is the same.</summary>
    public void TextIfAny(int field, string value)
    {
        if (value.Length > 0) Text(field, value);
    }

    /// <summary>Bytes that are fetched when the message is written to its stream.</summary>
    public void Data(int field, OnnxData data)
    {
        Prefix(field, data.ByteLength);
        Close();
        pieces.Add(data);
        closed += data.ByteLength;
    }

    /// <summary>A message inside this one.</summary>
    public void Message(int field, Action<WireWriter> content)
    {
        WireWriter inner = new();
        content(inner);
        inner.Close();
        Prefix(field, inner.Length);
        Close();
        pieces.AddRange(inner.pieces);
        closed += inner.closed;
    }

    /// <summary>Writes the message.</summary>
    public void CopyTo(Stream stream)
    {
        Close();
        foreach (OnnxData piece in pieces) piece.WriteTo(stream);
    }

    void Prefix(int field, long length)
    {
        if (length > int.MaxValue) throw OnnxWriter.TooLarge(length);
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteLength((int)length);
    }

    /// <summary>Ends the bytes at hand: they become a piece.</summary>
    void Close()
    {
        output.Flush();
        if (bytes.Length == 0) return;
        closed += bytes.Length;
        pieces.Add(OnnxData.Of(bytes.ToArray()));
        bytes.SetLength(0);
    }
}
