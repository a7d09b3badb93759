using System.Numerics;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Fovea.Weights;

/// <summary>The element types of NumPy files that are read and written, named as in .NET.</summary>
public enum NpyType
{
    /// <summary>Truth values, one byte each: 0 or 1.</summary>
    Bool,
    /// <summary>Signed 8-bit integers.</summary>
    Int8,
    /// <summary>Unsigned 8-bit integers.</summary>
    UInt8,
    /// <summary>Signed 16-bit integers.</summary>
    Int16,
    /// <summary>Unsigned 16-bit integers.</summary>
    UInt16,
    /// <summary>Signed 32-bit integers.</summary>
    Int32,
    /// <summary>Unsigned 32-bit integers.</summary>
    UInt32,
    /// <summary>Signed 64-bit integers.</summary>
    Int64,
    /// <summary>Unsigned 64-bit integers.</summary>
    UInt64,
    /// <summary>Half precision.</summary>
    Float16,
    /// <summary>Single precision.</summary>
    Float32,
    /// <summary>Double precision.</summary>
    Float64,
}

/// <summary>What the format calls the types, and how their elements become numbers and back.</summary>
static class NpyTypes
{
    delegate bool Decoder(ReadOnlySpan<byte> from, out double value);

    delegate bool Encoder(double value, Span<byte> to);

    // Indexed by the enumeration's value.
    static readonly (string Code, Decoder Decode, Encoder Encode)[] Table =
    [
        ("b1", DecodeBool, EncodeBool),
        ("i1", DecodeInteger<sbyte>, EncodeInteger<sbyte>), ("u1", DecodeInteger<byte>, EncodeInteger<byte>),
        ("i2", DecodeInteger<short>, EncodeInteger<short>), ("u2", DecodeInteger<ushort>, EncodeInteger<ushort>),
        ("i4", DecodeInteger<int>, EncodeInteger<int>), ("u4", DecodeInteger<uint>, EncodeInteger<uint>),
        ("i8", DecodeInteger<long>, EncodeInteger<long>), ("u8", DecodeInteger<ulong>, EncodeInteger<ulong>),
        ("f2", DecodeHalf, EncodeHalf), ("f4", DecodeSingle, EncodeSingle), ("f8", DecodeDouble, EncodeDouble),
    ];

    /// <summary>The codes of all types, for messages.</summary>
    public static string Known => string.Join(", ", Table.Select(row => row.Code));

    /// <summary>Kind and bytes of an element: f4.</summary>
    public static string Code(this NpyType type) => Table[(int)type].Code;

    /// <summary>Bytes of an element.</summary>
    public static int Size(this NpyType type) => Code(type)[1] - '0';

    public static bool TryParse(string code, out NpyType type)
    {
        int index = Array.FindIndex(Table, row => row.Code == code);
        type = (NpyType)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>Little-endian elements as numbers.</summary>
    /// <returns>The first element that single precision, in which tensors compute, does not hold exactly although it is whole; -1 where there is none.</returns>
    public static int Decode(this NpyType type, ReadOnlySpan<byte> from, Span<double> to)
    {
        (int size, Decoder decode) = (type.Size(), Table[(int)type].Decode);
        for (int i = 0; i < to.Length; i++)
            if (!decode(from.Slice(i * size, size), out to[i])) return i;
        return -1;
    }

    /// <summary>Numbers as little-endian elements.</summary>
    /// <returns>The first number that an integer type does not hold; -1 where there is none.</returns>
    public static int Encode(this NpyType type, ReadOnlySpan<double> from, Span<byte> to)
    {
        (int size, Encoder encode) = (type.Size(), Table[(int)type].Encode);
        for (int i = 0; i < from.Length; i++)
            if (!encode(from[i], to.Slice(i * size, size))) return i;
        return -1;
    }

    static bool DecodeBool(ReadOnlySpan<byte> from, out double value)
    {
        value = from[0] == 0 ? 0 : 1;
        return true;
    }

    static bool EncodeBool(double value, Span<byte> to)
    {
        to[0] = value == 0 ? (byte)0 : (byte)1;
        return value is 0 or 1;
    }

    static bool DecodeInteger<T>(ReadOnlySpan<byte> from, out double value) where T : IBinaryInteger<T>, IMinMaxValue<T>
    {
        T whole = T.ReadLittleEndian(from, isUnsigned: T.IsZero(T.MinValue));
        value = double.CreateTruncating(whole);
        return Int128.CreateTruncating((float)value) == Int128.CreateTruncating(whole);
    }

    static bool EncodeInteger<T>(double value, Span<byte> to) where T : IBinaryInteger<T>
    {
        T whole = T.CreateSaturating(value);
        whole.WriteLittleEndian(to);
        return Int128.CreateSaturating(value) == Int128.CreateTruncating(whole) && double.IsInteger(value);
    }

    static bool DecodeHalf(ReadOnlySpan<byte> from, out double value)
    {
        value = (double)ReadHalfLittleEndian(from);
        return true;
    }

    static bool EncodeHalf(double value, Span<byte> to)
    {
        WriteHalfLittleEndian(to, (Half)value);
        return true;
    }

    static bool DecodeSingle(ReadOnlySpan<byte> from, out double value)
    {
        value = ReadSingleLittleEndian(from);
        return true;
    }

    static bool EncodeSingle(double value, Span<byte> to)
    {
        WriteSingleLittleEndian(to, (float)value);
        return true;
    }

    static bool DecodeDouble(ReadOnlySpan<byte> from, out double value)
    {
        value = ReadDoubleLittleEndian(from);
        return true;
    }

    static bool EncodeDouble(double value, Span<byte> to)
    {
        WriteDoubleLittleEndian(to, value);
        return true;
    }
}
