using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Fovea.Weights;

/// <summary>A named array on its way into a safetensors file: name, element type, shape, and the values, which are not copied.</summary>
public sealed class TensorData
{
    private readonly ReadOnlyMemory<float> floats;
    private readonly ReadOnlyMemory<byte> bytes;
    private readonly bool isFloats;

    /// <summary>
    /// A tensor of type F32. The values are in row-major order (the last dimension runs fastest), one for each element of the shape.
    /// </summary>
    /// <exception cref="ArgumentException">A size is negative, or the number of values is not the product of the shape.</exception>
    public TensorData(string name, ReadOnlySpan<long> shape, ReadOnlyMemory<float> values)
        : this(name, SafeTensorsType.F32, shape, (long)values.Length * sizeof(float))
    {
        floats = values;
        isFloats = true;
    }

    /// <summary>A tensor of any type, given as its little-endian bytes.</summary>
    /// <exception cref="ArgumentException">A size is negative, or the number of bytes is not what type and shape ask for.</exception>
    public TensorData(string name, SafeTensorsType type, ReadOnlySpan<long> shape, ReadOnlyMemory<byte> values)
        : this(name, type, shape, values.Length) => bytes = values;

    private TensorData(string name, SafeTensorsType type, ReadOnlySpan<long> shape, long length)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!type.TryByteLength(shape, out _, out long needed) || needed != length)
            throw new ArgumentException($"tensor '{name}': {length} bytes of values do not fill {type.Name()} ({string.Join(", ", shape.ToArray())})",
                nameof(shape));
        Name = name;
        DType = type;
        Shape = [.. shape];
        ByteLength = length;
    }

    /// <summary>The tensor's name.</summary>
    public string Name { get; }

    /// <summary>The type of its elements.</summary>
    public SafeTensorsType DType { get; }

    /// <summary>Its sizes, slowest dimension first; empty for a scalar.</summary>
    public ImmutableArray<long> Shape { get; }

    /// <summary>The number of bytes of its values.</summary>
    public long ByteLength { get; }

    /// <summary>Writes the values, little-endian, to <paramref name="stream"/>.</summary>
    internal void WriteTo(Stream stream)
    {
        if (!isFloats) stream.Write(bytes.Span);
        else if (BitConverter.IsLittleEndian) WriteLargeTo(stream, floats.Span);
        else
        {
            Span<byte> one = stackalloc byte[sizeof(float)];
            foreach (float value in floats.Span)
            {
                BinaryPrimitives.WriteSingleLittleEndian(one, value);
                stream.Write(one);
            }
        }
    }

    // Seen as bytes, more than 2^29 floats do not fit into one span.
    private static void WriteLargeTo(Stream stream, ReadOnlySpan<float> values)
    {
        const int Part = 1 << 28;
        for (; values.Length > Part; values = values[Part..]) stream.Write(MemoryMarshal.AsBytes(values[..Part]));
        stream.Write(MemoryMarshal.AsBytes(values));
    }
}
