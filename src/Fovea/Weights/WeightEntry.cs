using System.Collections.Immutable;

namespace Fovea.Weights;

/// <summary>One tensor of a weight file: what the file says of it, checked. Its values are read through <see cref="WeightFile"/>.</summary>
public sealed class WeightEntry
{
    /// <summary>A tensor whose elements lie one after the other.</summary>
    internal WeightEntry(string name, ElementType type, ImmutableArray<long> shape, long offset) : this(name, type, shape, offset, RowMajor(shape.AsSpan()))
    {
    }

    internal WeightEntry(string name, ElementType type, ImmutableArray<long> shape, long offset, long[] strides)
    {
        if (!type.TryByteLength(shape.AsSpan(), out long count, out long bytes)) throw new ArgumentOutOfRangeException(nameof(shape));
        (Name, Type, Shape, Count, ByteLength, Offset, Strides) = (name, type, shape, count, bytes, offset, strides);
    }

    /// <summary>The tensor's name, unique in the file.</summary>
    public string Name { get; }

    /// <summary>The type of its elements.</summary>
    public ElementType Type { get; }

    /// <summary>Its sizes, slowest dimension first; empty for a scalar.</summary>
    public ImmutableArray<long> Shape { get; }

    /// <summary>The number of elements: the product of <see cref="Shape"/>.</summary>
    public long Count { get; }

    /// <summary>The number of bytes of its elements. In a PyTorch file several tensors may share them.</summary>
    public long ByteLength { get; }

    /// <summary>Where the first element lies in the file, in bytes.</summary>
    internal long Offset { get; }

    /// <summary>The distance, in elements, from one index to the next along each dimension; row-major but in PyTorch files.</summary>
    internal long[] Strides { get; }

    /// <summary>For example <c>conv1.weight F32 (6, 1, 5, 5)</c>.</summary>
    public override string ToString() => $"{Name} {Type.Name()} ({string.Join(", ", Shape)})";

    internal static long[] RowMajor(ReadOnlySpan<long> shape)
    {
        long[] strides = new long[shape.Length];
        long stride = 1;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= Math.Max(shape[i], 1);
        }
        return strides;
    }
}
