namespace Fovea.Weights;

/// <summary>The types of the elements of a weight file, named as in the safetensors format. All are stored little-endian.</summary>
public enum ElementType
{
    /// <summary>True or false, one byte each.</summary>
    BOOL,
    /// <summary>4-bit floating point, two elements to a byte.</summary>
    F4,
    /// <summary>6-bit floating point with 2 bits of exponent, packed.</summary>
    F6_E2M3,
    /// <summary>6-bit floating point with 3 bits of exponent, packed.</summary>
    F6_E3M2,
    /// <summary>Unsigned 8-bit integer.</summary>
    U8,
    /// <summary>Signed 8-bit integer.</summary>
    I8,
    /// <summary>8-bit floating point with 5 bits of exponent.</summary>
    F8_E5M2,
    /// <summary>8-bit floating point with 4 bits of exponent.</summary>
    F8_E4M3,
    /// <summary>8-bit power of two (scales).</summary>
    F8_E8M0,
    /// <summary>Signed 16-bit integer.</summary>
    I16,
    /// <summary>Unsigned 16-bit integer.</summary>
    U16,
    /// <summary>IEEE 754 half precision.</summary>
    F16,
    /// <summary>The upper 16 bits of a single-precision number.</summary>
    BF16,
    /// <summary>Signed 32-bit integer.</summary>
    I32,
    /// <summary>Unsigned 32-bit integer.</summary>
    U32,
    /// <summary>IEEE 754 single precision.</summary>
    F32,
    /// <summary>Complex number of two single-precision parts.</summary>
    C64,
    /// <summary>IEEE 754 double precision.</summary>
    F64,
    /// <summary>Signed 64-bit integer.</summary>
    I64,
    /// <summary>Unsigned 64-bit integer.</summary>
    U64,
}

/// <summary>Sizes and names of <see cref="ElementType"/>.</summary>
internal static class ElementTypes
{
    // Indexed by the enumeration's value.
    private static readonly (string Name, int Bits)[] Table =
    [
        ("BOOL", 8), ("F4", 4), ("F6_E2M3", 6), ("F6_E3M2", 6), ("U8", 8), ("I8", 8), ("F8_E5M2", 8), ("F8_E4M3", 8), ("F8_E8M0", 8),
        ("I16", 16), ("U16", 16), ("F16", 16), ("BF16", 16),
        ("I32", 32), ("U32", 32), ("F32", 32), ("C64", 64), ("F64", 64), ("I64", 64), ("U64", 64),
    ];

    public static string Name(this ElementType type) => Table[(int)type].Name;

    public static int Bits(this ElementType type) => Table[(int)type].Bits;

    /// <summary>Whether an element is a real number that single precision holds or comes near to.</summary>
    public static bool IsReal(this ElementType type) => type is not (ElementType.F4 or ElementType.F6_E2M3 or ElementType.F6_E3M2 or ElementType.C64);

    public static bool TryParse(string name, out ElementType type)
    {
        int index = Array.FindIndex(Table, row => row.Name == name);
        type = (ElementType)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>
    /// Bytes of a tensor of this type and shape; false where a dimension is negative, the size overflows, or it is not a whole number of bytes.
    /// </summary>
    public static bool TryByteLength(this ElementType type, ReadOnlySpan<long> shape, out long count, out long bytes)
    {
        count = 1;
        bytes = 0;
        foreach (long size in shape)
            if (size < 0 || Math.BigMul(count, size, out count) != 0 || count < 0) return false;
        if (Math.BigMul(count, (long)type.Bits(), out long bits) != 0 || bits < 0 || bits % 8 != 0) return false;
        bytes = bits / 8;
        return true;
    }
}
