namespace Fovea.Tensors;

/// <summary>
/// Which elements along one dimension an indexer takes. Never written out: an index (<c>3</c>, <c>^1</c>), a range (<c>..</c>, <c>2..^1</c>) or a range with
/// a step (<c>(2..9, 3)</c>) becomes one.
/// </summary>
public readonly struct Selection
{
    readonly Range range;
    readonly int stepBefore;

    // The default value selects everything: an index is marked, and a step is stored less 1.
    readonly bool isIndex;

    Selection(Range range, int step, bool isIndex) => (this.range, stepBefore, this.isIndex) = (range, step - 1, isIndex);

    /// <summary>One element; the dimension disappears.</summary>
    public static implicit operator Selection(Index index) => new(index..index, 1, true);

    /// <summary>One element, counted from 0; the dimension disappears.</summary>
    /// <exception cref="ShapeException">The number is negative: write ^1 for the last element.</exception>
    public static implicit operator Selection(int index) =>
        index >= 0 ? (Index)index : throw new ShapeException($"Slice: there is no element {index}", $"^{-(long)index} counts from the end");

    /// <summary>Neighbouring elements.</summary>
    public static implicit operator Selection(Range range) => new(range, 1, false);

    /// <summary>The elements of a range from its first on that are a step apart; a negative step goes down from its last.</summary>
    public static implicit operator Selection((Range Range, int Step) stepped) => new(stepped.Range, stepped.Step, false);

    /// <summary>The first element, how many, the step between them, and whether the dimension stays.</summary>
    internal (int Start, int Size, int Step, bool Keeps) Of(Shape input, int axis)
    {
        int count = input[axis], step = stepBefore + 1, from = range.Start.GetOffset(count);
        if (isIndex) return from >= 0 && from < count ? (from, 1, 1, false) : throw Missing(input, axis, $"element {range.Start} does not exist");
        int to = range.End.GetOffset(count);
        if (step == 0) throw Missing(input, axis, "the step must not be 0");
        if (from < 0 || to > count || from > to) throw Missing(input, axis, $"range {range} does not fit");
        int size = (to - from + Math.Abs(step) - 1) / Math.Abs(step);
        return (step > 0 ? from : Math.Max(to - 1, 0), size, step, true);
    }

    static ShapeException Missing(Shape input, int axis, string what) => new("Slice", $"{what}: axis {axis} has {input[axis]} elements", [("input", input, "")]);
}
