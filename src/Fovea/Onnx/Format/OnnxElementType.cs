namespace Fovea.Onnx;

/// <summary>The types that elements of a tensor can have in an ONNX file; the numbers are those of the format (TensorProto.DataType).</summary>
public enum OnnxElementType
{
    /// <summary>Not said.</summary>
    Undefined = 0,

    /// <summary>Single precision.</summary>
    Float = 1,

    /// <summary>Whole numbers 0 to 255.</summary>
    UInt8 = 2,

    /// <summary>Whole numbers of 8 bits with a sign.</summary>
    Int8 = 3,

    /// <summary>Whole numbers of 16 bits.</summary>
    UInt16 = 4,

    /// <summary>Whole numbers of 16 bits with a sign.</summary>
    Int16 = 5,

    /// <summary>Whole numbers of 32 bits with a sign.</summary>
    Int32 = 6,

    /// <summary>Whole numbers of 64 bits with a sign: shapes, axes, indices.</summary>
    Int64 = 7,

    /// <summary>Text.</summary>
    String = 8,

    /// <summary>Truth values, a byte each.</summary>
    Bool = 9,

    /// <summary>Half precision.</summary>
    Float16 = 10,

    /// <summary>Double precision.</summary>
    Double = 11,

    /// <summary>Whole numbers of 32 bits.</summary>
    UInt32 = 12,

    /// <summary>Whole numbers of 64 bits.</summary>
    UInt64 = 13,

    /// <summary>Pairs of single precision.</summary>
    Complex64 = 14,

    /// <summary>Pairs of double precision.</summary>
    Complex128 = 15,

    /// <summary>The upper 16 bits of single precision.</summary>
    BFloat16 = 16,
}

/// <summary>What is true of element types.</summary>
public static class OnnxElementTypes
{
    /// <summary>The bytes that an element takes; 0 for text and for types that are not read here (complex numbers, floats of 8 bits, integers of 4).</summary>
    public static int Bytes(this OnnxElementType type) => type switch
    {
        OnnxElementType.UInt8 or OnnxElementType.Int8 or OnnxElementType.Bool => 1,
        OnnxElementType.UInt16 or OnnxElementType.Int16 or OnnxElementType.Float16 or OnnxElementType.BFloat16 => 2,
        OnnxElementType.Float or OnnxElementType.Int32 or OnnxElementType.UInt32 => 4,
        OnnxElementType.Double or OnnxElementType.Int64 or OnnxElementType.UInt64 => 8,
        _ => 0,
    };

    /// <summary>Whether elements are numbers with a fraction.</summary>
    public static bool IsFloating(this OnnxElementType type) =>
        type is OnnxElementType.Float or OnnxElementType.Float16 or OnnxElementType.BFloat16 or OnnxElementType.Double;

    /// <summary>Whether elements are whole numbers or truth values.</summary>
    public static bool IsInteger(this OnnxElementType type) => type.Bytes() > 0 && !type.IsFloating();
}
