namespace Fovea.Onnx;

/// <summary>The whole numbers that a type can hold.</summary>
internal static class WholeNumbers
{
    /// <summary>The smallest and the largest one.</summary>
    public static (double Lowest, double Highest) Range(OnnxCall call, OnnxElementType type) => type switch
    {
        OnnxElementType.UInt8 => (byte.MinValue, byte.MaxValue),
        OnnxElementType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        OnnxElementType.UInt16 => (ushort.MinValue, ushort.MaxValue),
        OnnxElementType.Int16 => (short.MinValue, short.MaxValue),
        OnnxElementType.UInt32 => (uint.MinValue, uint.MaxValue),
        OnnxElementType.Int32 => (int.MinValue, int.MaxValue),
        OnnxElementType.UInt64 => (ulong.MinValue, ulong.MaxValue),
        OnnxElementType.Int64 => (long.MinValue, long.MaxValue),
        _ => throw call.Unsupported($"numbers of the type {type} where whole ones are needed"),
    };
}
