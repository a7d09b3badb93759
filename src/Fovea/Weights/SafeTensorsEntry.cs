using System.Collections.Immutable;

namespace Fovea.Weights;

/// <summary>One tensor of a safetensors file: what the header says of it, checked. Its values are read through <see cref="SafeTensors"/>.</summary>
public sealed class SafeTensorsEntry
{
    internal SafeTensorsEntry(string name, SafeTensorsType type, ImmutableArray<long> shape, long count, long begin, long end)
    {
        Name = name;
        DType = type;
        Shape = shape;
        Count = count;
        Begin = begin;
        ByteLength = end - begin;
    }

    /// <summary>The tensor's name, unique in the file.</summary>
    public string Name { get; }

    /// <summary>The type of its elements.</summary>
    public SafeTensorsType DType { get; }

    /// <summary>Its sizes, slowest dimension first; empty for a scalar.</summary>
    public ImmutableArray<long> Shape { get; }

    /// <summary>The number of elements: the product of <see cref="Shape"/>.</summary>
    public long Count { get; }

    /// <summary>The number of bytes that it takes in the file.</summary>
    public long ByteLength { get; }

    /// <summary>Where its first byte lies, counted from the byte after the header.</summary>
    internal long Begin { get; }

    /// <summary>For example <c>conv1.weight F32 (6, 5, 5, 1)</c>.</summary>
    public override string ToString() => $"{Name} {DType.Name()} ({string.Join(", ", Shape)})";
}
