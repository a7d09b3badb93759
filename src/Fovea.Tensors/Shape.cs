using System.Collections;
using System.Runtime.CompilerServices;

namespace Fovea.Tensors;

/// <summary>
/// The sizes of a tensor's dimensions, outermost first; the last one is contiguous in memory. Immutable; equal when all sizes are equal.
/// A batch of images is (N, H, W, C); a scalar has rank 0 and one element. Write it as a list: <c>[128, 28, 28, 1]</c>.
/// </summary>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public sealed class Shape : IEquatable<Shape>, IReadOnlyList<int>
{
    readonly int[] sizes;

    Shape(int[] sizes)
    {
        this.sizes = sizes;
        long count = 1;
        foreach (int size in sizes)
        {
            if (size < 0) throw new ShapeException($"Shape: a dimension cannot be negative, got ({string.Join(", ", sizes)})");
            if (Math.BigMul(count, (long)size, out long low) != 0 || low < 0) throw new ShapeException($"Shape: ({string.Join(", ", sizes)}) has more elements than can be counted");
            count = low;
        }
        Count = count;
    }

    /// <summary>The shape of a single number: rank 0, one element.</summary>
    public static Shape Scalar { get; } = new([]);

    /// <summary>A shape of the given sizes, outermost first.</summary>
    /// <exception cref="ShapeException">A size is negative.</exception>
    public static Shape Create(ReadOnlySpan<int> sizes) => sizes.Length == 0 && Scalar is { } scalar ? scalar : new Shape(sizes.ToArray());

    /// <summary>How many dimensions there are.</summary>
    public int Rank => sizes.Length;

    /// <summary>How many elements there are: the product of all sizes.</summary>
    public long Count { get; }

    /// <summary>The size of a dimension; negative numbers count from the end, -1 is the last.</summary>
    /// <exception cref="ShapeException">There is no such dimension.</exception>
    public int this[int axis] => sizes[Axis(axis)];

    int IReadOnlyCollection<int>.Count => sizes.Length;

    /// <summary>The sizes as a span.</summary>
    public ReadOnlySpan<int> Sizes => sizes;

    /// <summary>The axis counted from the front (0 to rank - 1) for one that may be negative.</summary>
    /// <exception cref="ShapeException">There is no such dimension.</exception>
    public int Axis(int axis)
    {
        int front = axis < 0 ? axis + Rank : axis;
        if (front < 0 || front >= Rank) throw new ShapeException($"axis {axis} does not exist in shape {this} of rank {Rank}");
        return front;
    }

    /// <summary>This shape with one size replaced.</summary>
    public Shape With(int axis, int size)
    {
        int[] copy = (int[])sizes.Clone();
        copy[Axis(axis)] = size;
        return new Shape(copy);
    }

    /// <summary>Row-major strides in elements: the last is 1.</summary>
    public long[] Strides()
    {
        long[] strides = new long[Rank];
        long stride = 1;
        for (int i = Rank - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= sizes[i];
        }
        return strides;
    }

    /// <summary>
    /// The shape that two operands have in common when sizes of 1 and missing outer dimensions are stretched, or null where they do not fit.
    /// </summary>
    public static Shape? Broadcast(Shape a, Shape b)
    {
        int rank = Math.Max(a.Rank, b.Rank);
        int[] result = new int[rank];
        for (int i = 1; i <= rank; i++)
        {
            int x = i <= a.Rank ? a.sizes[^i] : 1, y = i <= b.Rank ? b.sizes[^i] : 1;
            if (x != y && x != 1 && y != 1) return null;
            result[rank - i] = x == 1 ? y : x;
        }
        return new Shape(result);
    }

    /// <summary>Strides (in elements) with which a tensor of this shape is read as if it had the larger shape: 0 along stretched dimensions.</summary>
    internal long[] BroadcastStrides(Shape larger)
    {
        long[] own = Strides(), strides = new long[larger.Rank];
        int shift = larger.Rank - Rank;
        for (int i = 0; i < Rank; i++) strides[i + shift] = sizes[i] == 1 ? 0 : own[i];
        return strides;
    }

    /// <inheritdoc/>
    public bool Equals(Shape? other) => other is not null && sizes.AsSpan().SequenceEqual(other.sizes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Shape);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = new();
        foreach (int size in sizes) hash.Add(size);
        return hash.ToHashCode();
    }

    /// <summary>Whether all sizes are equal.</summary>
    public static bool operator ==(Shape? a, Shape? b) => a is null ? b is null : a.Equals(b);

    /// <summary>Whether any size differs.</summary>
    public static bool operator !=(Shape? a, Shape? b) => !(a == b);

    /// <summary>The sizes in parentheses: (128, 28, 28, 1).</summary>
    public override string ToString() => Rank == 1 ? $"({sizes[0]})" : $"({string.Join(", ", sizes)})";

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)sizes).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => sizes.GetEnumerator();
}
