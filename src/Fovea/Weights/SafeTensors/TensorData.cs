using System.Collections.Immutable;
using Fovea.Tensors;

namespace Fovea.Weights;

/// <summary>A named array on its way into a safetensors file: name, element type, shape, and the values, which are not copied.</summary>
public sealed class TensorData
{
    private readonly Action<Stream> write;

    /// <summary>
    /// A tensor of type F32. The values are in row-major order (the last dimension runs fastest), one for each element of the shape.
    /// </summary>
    /// <exception cref="ArgumentException">A size is negative, or the number of values is not the product of the shape.</exception>
    public TensorData(string name, ReadOnlySpan<long> shape, ReadOnlyMemory<float> values)
        : this(name, ElementType.F32, shape, (long)values.Length * sizeof(float), stream => Write(values.Span, WorldLayout.Same([values.Length]), ElementType.F32, stream))
    {
    }

    /// <summary>A tensor of any type, given as its little-endian bytes.</summary>
    /// <exception cref="ArgumentException">A size is negative, or the number of bytes is not what type and shape ask for.</exception>
    public TensorData(string name, ElementType type, ReadOnlySpan<long> shape, ReadOnlyMemory<byte> values)
        : this(name, type, shape, values.Length, stream => stream.Write(values.Span))
    {
    }

    private TensorData(string name, ElementType type, ReadOnlySpan<long> shape, long length, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!type.TryByteLength(shape, out _, out long needed) || needed != length)
            throw new ArgumentException($"tensor '{name}': {length} bytes of values do not fill {type.Name()} ({string.Join(", ", shape.ToArray())})",
                nameof(shape));
        Name = name;
        Type = type;
        Shape = [.. shape];
        ByteLength = length;
        this.write = write;
    }

    /// <summary>The tensor's name.</summary>
    public string Name { get; }

    /// <summary>The type of its elements.</summary>
    public ElementType Type { get; }

    /// <summary>Its sizes, slowest dimension first; empty for a scalar.</summary>
    public ImmutableArray<long> Shape { get; }

    /// <summary>The number of bytes of its values.</summary>
    public long ByteLength { get; }

    /// <summary>A weight of a model, in the world's order, in F32, F16, BF16 or F64. The values are those at the time of writing.</summary>
    /// <exception cref="FoveaException">The type is another.</exception>
    public static TensorData Of(ModelWeight weight, ElementType type = ElementType.F32)
    {
        if (type is not (ElementType.F32 or ElementType.F16 or ElementType.BF16 or ElementType.F64))
            throw new FoveaException($"weights cannot be written as {type.Name()}", "F32, F16, BF16 and F64 can");
        WorldLayout layout = weight.Layout;
        return new TensorData(weight.Name, type, [.. layout.FileShape.Select(size => (long)size)], weight.Variable.Shape.Count * (type.Bits() / 8), stream =>
        {
            try
            {
                weight.Variable.Read(values => Write(values, layout, type, stream));
            }
            catch (OverflowException error)
            {
                throw new FoveaException($"{weight.Name} holds {error.Message}, beyond the range of {type.Name()}", "write F32 or BF16", error);
            }
        });
    }

    /// <summary>
    /// A tensor of another file, read when it is written. It keeps its bytes where its type stays and its elements lie one after the other; otherwise they pass through single
    /// precision, which no type but F64 and large integers can tell.
    /// </summary>
    /// <exception cref="FoveaException">Its elements do not lie one after the other, or its type changes, and they are no real numbers.</exception>
    internal static TensorData Of(WeightFile file, WeightEntry entry, ElementType type)
    {
        bool isInOrder = entry.Strides.AsSpan().SequenceEqual(WeightEntry.RowMajor(entry.Shape.AsSpan()));
        return new TensorData(entry.Name, type, entry.Shape.AsSpan(), entry.Count * (type.Bits() / 8), stream =>
        {
            if (isInOrder && type == entry.Type)
            {
                byte[] bytes = new byte[entry.ByteLength];
                file.ReadBytes(entry.Name, bytes);
                stream.Write(bytes);
                return;
            }
            float[] values = file.ReadFloats(entry.Name);
            try
            {
                Write(values, WorldLayout.Same([values.Length]), type, stream);
            }
            catch (OverflowException error)
            {
                throw new FoveaException($"{entry.Name} holds {error.Message}, beyond the range of {type.Name()}", "write F32 or BF16", error);
            }
        });
    }

    /// <summary>Writes the values, little-endian, to <paramref name="stream"/>.</summary>
    internal void WriteTo(Stream stream) => write(stream);

    private static unsafe void Write(ReadOnlySpan<float> values, WorldLayout layout, ElementType type, Stream stream)
    {
        fixed (float* source = values) WeightCopy.Write(source, layout.Sizes, layout.Strides, type, stream);
    }
}
