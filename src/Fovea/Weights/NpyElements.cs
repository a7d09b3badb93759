using System.Numerics;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Fovea.Weights;

/// <summary>What NumPy calls the types of elements, and how elements become numbers and back: in double precision, so that nothing is lost on the way to the reference backend.</summary>
internal static class NpyElements
{
    delegate bool Decoder(ReadOnlySpan<byte> from, out double value);

    delegate bool Encoder(double value, Span<byte> to);

    static readonly (ElementType Type, string Code, Decoder Decode, Encoder Encode)[] Table =
    [
        (ElementType.BOOL, "b1", DecodeBool, EncodeBool),
        (ElementType.I8, "i1", DecodeInteger<sbyte>, EncodeInteger<sbyte>), (ElementType.U8, "u1", DecodeInteger<byte>, EncodeInteger<byte>),
        (ElementType.I16, "i2", DecodeInteger<short>, EncodeInteger<short>), (ElementType.U16, "u2", DecodeInteger<ushort>, EncodeInteger<ushort>),
        (ElementType.I32, "i4", DecodeInteger<int>, EncodeInteger<int>), (ElementType.U32, "u4", DecodeInteger<uint>, EncodeInteger<uint>),
        (ElementType.I64, "i8", DecodeInteger<long>, EncodeInteger<long>), (ElementType.U64, "u8", DecodeInteger<ulong>, EncodeInteger<ulong>),
        (ElementType.F16, "f2", DecodeHalf, EncodeHalf), (ElementType.F32, "f4", DecodeSingle, EncodeSingle), (ElementType.F64, "f8", DecodeDouble, EncodeDouble),
    ];

    /// <summary>The codes of all types, for messages.</summary>
    public static string Known => string.Join(", ", Table.Select(row => row.Code));

    /// <summary>The types that files of NumPy can have.</summary>
    public static IEnumerable<ElementType> Types => Table.Select(row => row.Type);

    /// <summary>Kind and bytes of an element: f4. Null where NumPy has no such type.</summary>
    public static string? CodeOf(ElementType type) => Array.Find(Table, row => row.Type == type).Code;

    public static bool TryParse(string code, out ElementType type)
    {
        int index = Array.FindIndex(Table, row => row.Code == code);
        type = Table[Math.Max(index, 0)].Type;
        return index >= 0;
    }

    /// <summary>Little-endian elements as numbers.</summary>
    /// <returns>The first whole number that single precision, in which tensors compute, does not hold; -1 where there is none.</returns>
    public static int Decode(ElementType type, ReadOnlySpan<byte> from, Span<double> to)
    {
        (int size, Decoder decode) = (type.Bits() / 8, Array.Find(Table, row => row.Type == type).Decode);
        for (int i = 0; i < to.Length; i++)
            if (!decode(from.Slice(i * size, size), out to[i])) return i;
        return -1;
    }

    /// <summary>Numbers as little-endian elements.</summary>
    /// <returns>The first number that an integer type does not hold; -1 where there is none.</returns>
    public static int Encode(ElementType type, ReadOnlySpan<double> from, Span<byte> to)
    {
        (int size, Encoder encode) = (type.Bits() / 8, Array.Find(Table, row => row.Type == type).Encode);
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
