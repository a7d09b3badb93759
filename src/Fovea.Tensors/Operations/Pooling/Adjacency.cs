using System.Collections;

namespace Fovea.Tensors;

/// <summary>
/// A translation-invariant adjacency relation (deck 003, "Adjacency relation"): the set of displacements from a pixel p to its adjacent pixels A(p), which
/// usually include p itself. Pooling, patches and neighbourhoods take one. Immutable; two are equal when they hold the same displacements.
/// </summary>
/// <remarks>Enumerates the displacements in reading order: by rows, then by columns. Of several equal maxima the first in that order counts.</remarks>
public sealed class Adjacency : IEquatable<Adjacency>, IReadOnlyCollection<Pair>
{
    const int MostDisplacements = 1 << 24;

    readonly Pair[] displacements;
    readonly int hash;

    Adjacency(IEnumerable<Pair> set) : this([.. set.Distinct().OrderBy(d => d.Y).ThenBy(d => d.X)])
    {
    }

    Adjacency(Pair[] ordered)
    {
        displacements = ordered;
        if (ordered.Length == 0) throw new ShapeException("Adjacency: at least one displacement is needed");
        (Top, Bottom) = (ordered[0].Y, ordered[^1].Y);
        (Left, Right) = (int.MaxValue, int.MinValue);
        HashCode code = new();
        foreach (Pair displacement in ordered)
        {
            (Left, Right) = (Math.Min(Left, displacement.X), Math.Max(Right, displacement.X));
            code.Add(displacement.Y);
            code.Add(displacement.X);
        }
        hash = code.ToHashCode();
    }

    /// <summary>How many displacements there are: |A|.</summary>
    public int Count => displacements.Length;

    /// <summary>The displacements in reading order.</summary>
    public ReadOnlySpan<Pair> Displacements => displacements;

    /// <summary>The smallest displacement in rows; negative above the pixel.</summary>
    public int Top { get; }

    /// <summary>The largest displacement in rows.</summary>
    public int Bottom { get; }

    /// <summary>The smallest displacement in columns; negative to the left of the pixel.</summary>
    public int Left { get; }

    /// <summary>The largest displacement in columns.</summary>
    public int Right { get; }

    /// <summary>Rows and columns of the smallest rectangle that holds all displacements.</summary>
    public Pair Window => (Bottom - Top + 1, Right - Left + 1);

    /// <summary>
    /// All pixels of a rectangle of <paramref name="height"/> rows and <paramref name="width"/> columns around the pixel. Where a size is even, the pixel is
    /// the upper or left one of the two in the middle.
    /// </summary>
    /// <exception cref="ShapeException">A size is less than 1, or there would be more than 2^24 displacements.</exception>
    public static Adjacency Rectangle(int height, int width)
    {
        if (height < 1 || width < 1) throw new ShapeException($"Adjacency: a rectangle must be at least 1x1, it is {height}x{width}");
        return At((-((height - 1) / 2), -((width - 1) / 2)), (height, width), 1);
    }

    /// <summary>All pixels q with sqrt((xq - xp)² + (yq - yp)²) at most <paramref name="radius"/>: 1 gives a pixel and its four neighbours, sqrt(2) its eight.</summary>
    /// <exception cref="ShapeException">The radius is negative, no number, or so large that the square around the disk has more than 2^24 pixels.</exception>
    public static Adjacency Disk(double radius)
    {
        if (!(radius >= 0)) throw new ShapeException($"Adjacency: the radius of a disk must not be negative, it is {radius}");
        CheckCount(4 * radius * radius);
        int reach = (int)radius;
        // The product may round to just under a whole number: sqrt(2) sqrt(2) must reach 2.
        double limit = radius * radius * (1 + 1e-12);
        return new(from y in Enumerable.Range(-reach, 2 * reach + 1)
                   from x in Enumerable.Range(-reach, 2 * reach + 1)
                   where (long)y * y + (long)x * x <= limit
                   select new Pair(y, x));
    }

    /// <summary>Any set of displacements (rows, columns); repeated ones count once.</summary>
    /// <exception cref="ShapeException">The set is empty.</exception>
    public static Adjacency Of(params IEnumerable<Pair> displacements) => new(displacements);

    /// <summary>
    /// The same adjacents further apart: displacement (y, x) becomes (<paramref name="ky"/> y, <paramref name="kx"/> x). The receptive field grows, the number of adjacents stays.
    /// </summary>
    /// <exception cref="ShapeException">A factor is less than 1.</exception>
    public Adjacency Dilated(int ky, int kx)
    {
        if (ky < 1 || kx < 1) throw new ShapeException($"Adjacency: the dilation must be at least 1, it is ({ky}, {kx})");
        return new(displacements.Select(d => new Pair(checked(d.Y * ky), checked(d.X * kx))));
    }

    /// <summary>The rectangle with its first pixel at a given displacement.</summary>
    internal static Adjacency At(Pair first, Pair size, Pair dilation)
    {
        CheckCount((double)size.Y * size.X);
        Pair[] ordered = new Pair[size.Y * size.X];
        for (int y = 0; y < size.Y; y++)
            for (int x = 0; x < size.X; x++) ordered[y * size.X + x] = new Pair(first.Y + y * dilation.Y, first.X + x * dilation.X);
        return new(ordered);
    }

    static void CheckCount(double count)
    {
        if (count > MostDisplacements) throw new ShapeException($"Adjacency: {count:0} displacements are more than the {MostDisplacements} that are possible");
    }

    /// <summary>All displacements moved by the same.</summary>
    internal Adjacency Shifted(int y, int x) => new(displacements.Select(d => new Pair(d.Y + y, d.X + x)));

    /// <inheritdoc/>
    public bool Equals(Adjacency? other) => other is not null && (ReferenceEquals(this, other) || (hash == other.hash && displacements.AsSpan().SequenceEqual(other.displacements)));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Adjacency);

    /// <inheritdoc/>
    public override int GetHashCode() => hash;

    /// <summary>Whether both hold the same displacements.</summary>
    public static bool operator ==(Adjacency? a, Adjacency? b) => a is null ? b is null : a.Equals(b);

    /// <summary>Whether one holds a displacement that the other does not.</summary>
    public static bool operator !=(Adjacency? a, Adjacency? b) => !(a == b);

    /// <summary>How many displacements, and from where to where they reach.</summary>
    public override string ToString() => $"{Count} displacements, rows {Top} to {Bottom}, columns {Left} to {Right}";

    /// <inheritdoc/>
    public IEnumerator<Pair> GetEnumerator() => ((IEnumerable<Pair>)displacements).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => displacements.GetEnumerator();
}
