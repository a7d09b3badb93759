using System.Text;

namespace Fovea.Tests.Onnx;

/// <summary>Protobuf messages put together by hand, right or wrong.</summary>
internal static class WireBytes
{
    /// <summary>A whole number.</summary>
    public static byte[] Field(int number, ulong value) => [.. Varint((ulong)number << 3), .. Varint(value)];

    /// <summary>Bytes, or a message.</summary>
    public static byte[] Field(int number, params byte[][] parts)
    {
        byte[] content = [.. parts.SelectMany(part => part)];
        return [.. Varint((ulong)number << 3 | 2), .. Varint((ulong)content.Length), .. content];
    }

    /// <summary>Text.</summary>
    public static byte[] Field(int number, string text) => Field(number, Encoding.UTF8.GetBytes(text));

    /// <summary>A file with one tensor.</summary>
    public static byte[] ModelOf(params byte[][] tensor) => Field(7, Field(5, tensor));

    static IEnumerable<byte> Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7) yield return (byte)(value | 0x80);
        yield return (byte)value;
    }
}
