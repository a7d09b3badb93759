using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Fovea.Weights;

namespace Fovea.Onnx;

/// <summary>
/// A tensor of an ONNX file: an initialiser, or the value of an attribute. Its numbers stay in the file until they are read; however the file stores them
/// (as raw bytes, as typed fields, in a file beside), they are read in the same way.
/// </summary>
public sealed class OnnxTensor
{
    const int ChunkBytes = 1 << 16;

    /// <summary>A tensor of numbers.</summary>
    /// <exception cref="ArgumentException">The bytes are not as many as type and dims need, or the type is not one of numbers.</exception>
    public OnnxTensor(string name, OnnxElementType type, IReadOnlyList<long> dims, OnnxData data)
    {
        (Name, Type, Dims, Data) = (name, type, dims, data);
        if (type.Bytes() == 0) throw new ArgumentException($"a tensor of type {type} is not supported", nameof(type));
        if (CountOf(dims) is not { } count || count > long.MaxValue / type.Bytes() || count * type.Bytes() != data.ByteLength)
            throw new ArgumentException($"{type} ({string.Join(", ", dims)}) does not take {data.ByteLength} bytes", nameof(data));
        Count = count;
    }

    /// <summary>A tensor of text.</summary>
    public OnnxTensor(string name, IReadOnlyList<long> dims, IReadOnlyList<string> strings)
    {
        (Name, Type, Dims, Strings, Data, Count) = (name, OnnxElementType.String, dims, strings, OnnxData.Of(default), strings.Count);
        if (CountOf(dims) != Count) throw new ArgumentException($"({string.Join(", ", dims)}) does not take {Count} texts", nameof(strings));
    }

    /// <summary>The tensor's name; may be empty in an attribute.</summary>
    public string Name { get; }

    /// <summary>The type of its elements in the file.</summary>
    public OnnxElementType Type { get; }

    /// <summary>Its sizes, slowest dimension first; empty for a single number.</summary>
    public IReadOnlyList<long> Dims { get; }

    /// <summary>How many elements it has: the product of <see cref="Dims"/>.</summary>
    public long Count { get; }

    /// <summary>Its elements, little-endian and row-major.</summary>
    public OnnxData Data { get; }

    /// <summary>Its elements where they are text, else empty.</summary>
    public IReadOnlyList<string> Strings { get; } = [];

    /// <summary>A tensor of single precision.</summary>
    public static OnnxTensor Of(string name, IReadOnlyList<long> dims, ReadOnlySpan<float> values) => Make(name, OnnxElementType.Float, dims, values);

    /// <summary>A tensor of whole numbers of 64 bits.</summary>
    public static OnnxTensor Of(string name, IReadOnlyList<long> dims, ReadOnlySpan<long> values) => Make(name, OnnxElementType.Int64, dims, values);

    /// <summary>The product of sizes, or null where one is negative or it overflows.</summary>
    public static long? CountOf(IReadOnlyList<long> dims)
    {
        long count = 1;
        foreach (long size in dims)
        {
            if (size < 0 || (size > 0 && count > long.MaxValue / size)) return null;
            count *= size;
        }
        return count;
    }

    /// <summary>Reads elements from number <paramref name="first"/> on as single precision: what is narrower exactly, what is wider rounded to the nearest.</summary>
    /// <exception cref="InvalidOperationException">The elements are text.</exception>
    /// <exception cref="BadFileException">They lie in a file that was cut or cannot be read any more.</exception>
    public void ReadFloats(long first, Span<float> destination) => Read(first, destination, Convert);

    /// <summary>Reads all elements, in double precision, which holds whole numbers up to 2^53 exactly.</summary>
    /// <exception cref="InvalidOperationException">The elements are text.</exception>
    /// <exception cref="BadFileException">They lie in a file that was cut or cannot be read any more.</exception>
    public double[] ReadDoubles()
    {
        double[] values = new double[Count];
        Read<double>(0, values, Convert);
        return values;
    }

    /// <summary>Reads all elements as whole numbers; fractions are cut off.</summary>
    /// <exception cref="InvalidOperationException">The elements are text.</exception>
    /// <exception cref="BadFileException">They lie in a file that was cut or cannot be read any more.</exception>
    public long[] ReadIntegers()
    {
        long[] values = new long[Count];
        Read<long>(0, values, Convert);
        return values;
    }

    /// <summary>For example <c>conv1.weight Float (64, 3, 7, 7)</c>.</summary>
    public override string ToString() => $"{Quoted.Plain(Name)} {Type} ({string.Join(", ", Dims)})";

    static OnnxTensor Make<T>(string name, OnnxElementType type, IReadOnlyList<long> dims, ReadOnlySpan<T> values) where T : unmanaged
    {
        byte[] bytes = MemoryMarshal.AsBytes(values).ToArray();
        ToLittleEndian(bytes, type.Bytes());
        return new OnnxTensor(name, type, dims, OnnxData.Of(bytes));
    }

    delegate void Conversion<T>(ReadOnlySpan<byte> bytes, Span<T> values);

    void Read<T>(long first, Span<T> destination, Conversion<T> convert)
    {
        int size = Type.Bytes();
        if (size == 0) throw new InvalidOperationException($"the tensor {this} holds no numbers");
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            for (long at = first * size; !destination.IsEmpty;)
            {
                int count = Math.Min(ChunkBytes / size, destination.Length);
                Span<byte> bytes = chunk.AsSpan(0, count * size);
                Data.Read(at, bytes);
                ToLittleEndian(bytes, size);
                convert(bytes, destination[..count]);
                destination = destination[count..];
                at += bytes.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    void Convert<T>(ReadOnlySpan<byte> bytes, Span<T> values) where T : unmanaged, INumber<T>
    {
        switch (Type)
        {
            case OnnxElementType.Float: Convert<float, T>(bytes, values); break;
            case OnnxElementType.Float16: Convert<Half, T>(bytes, values); break;
            case OnnxElementType.Double: Convert<double, T>(bytes, values); break;
            case OnnxElementType.Int8: Convert<sbyte, T>(bytes, values); break;
            case OnnxElementType.UInt16: Convert<ushort, T>(bytes, values); break;
            case OnnxElementType.Int16: Convert<short, T>(bytes, values); break;
            case OnnxElementType.UInt32: Convert<uint, T>(bytes, values); break;
            case OnnxElementType.Int32: Convert<int, T>(bytes, values); break;
            case OnnxElementType.UInt64: Convert<ulong, T>(bytes, values); break;
            case OnnxElementType.Int64: Convert<long, T>(bytes, values); break;
            case OnnxElementType.Bool:
                for (int i = 0; i < values.Length; i++) values[i] = bytes[i] == 0 ? T.Zero : T.One;
                break;
            case OnnxElementType.BFloat16:
                ReadOnlySpan<ushort> upper = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (int i = 0; i < values.Length; i++) values[i] = T.CreateSaturating(BitConverter.UInt32BitsToSingle((uint)upper[i] << 16));
                break;
            default: Convert<byte, T>(bytes, values); break;
        }
    }

    static void Convert<TFrom, T>(ReadOnlySpan<byte> bytes, Span<T> values) where TFrom : unmanaged, INumber<TFrom> where T : unmanaged, INumber<T> =>
        TensorPrimitives.ConvertSaturating(MemoryMarshal.Cast<byte, TFrom>(bytes), values);

    /// <summary>Turns elements in this machine's order of bytes into the file's, or back.</summary>
    static void ToLittleEndian(Span<byte> bytes, int size)
    {
        if (BitConverter.IsLittleEndian || size == 1) return;
        for (int i = 0; i < bytes.Length; i += size) bytes.Slice(i, size).Reverse();
    }
}
