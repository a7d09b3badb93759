using Fovea.Compute;

namespace Fovea.Tensors;

/// <summary>
/// An operation that folds all elements along some axes into one. <see cref="Axes"/> are counted from the front, ascending, without repetition;
/// the reduced dimensions disappear from the shape.
/// </summary>
internal abstract record ReduceOp(Shape Axes) : Operation, IReferenceOperation, ICpuOperation
{
    private protected abstract ReductionKind Kind { get; }

    /// <summary>The definition: folds the elements along the axes, given in row-major order.</summary>
    protected abstract double Fold(ReadOnlySpan<double> values);

    internal override Shape Infer(ReadOnlySpan<Shape> x)
    {
        if (this is not SumOp && Length(x[0]) == 0) throw new ShapeException(Name, "nothing to choose from along an empty dimension", [("input", x[0], "")]);
        List<int> kept = [];
        for (int i = 0; i < x[0].Rank; i++)
            if (!Axes.Contains(i)) kept.Add(x[0][i]);
        return Shape.Create([.. kept]);
    }

    public void Reference(ReferenceArray[] x, ReferenceArray y)
    {
        // Reads the operand as (kept dimensions, reduced dimensions) and folds the rows.
        Shape input = x[0].Shape;
        int length = (int)Length(input);
        int[] order = [.. Enumerable.Range(0, input.Rank).Where(axis => !Axes.Contains(axis)), .. Axes];
        long[] strides = input.Strides();
        ReferenceArray rows = new(Shape.Create([.. order.Select(axis => input[axis])]), new double[input.Count]);
        StridedRead.Reference(x[0].Data, 0, [.. order.Select(axis => strides[axis])], rows);
        for (int i = 0; i < y.Data.Length; i++) y.Data[i] = Fold(rows.Data.AsSpan(i * length, length));
    }

    public unsafe CpuKernel Cpu(CpuSite site)
    {
        Shape input = site.Inputs[0];
        ReductionKind kind = Kind;
        long length = Length(input), count = site.Output.Count;
        int rank = input.Rank, axes = Axes.Rank;
        int first = axes == 0 ? rank : Axes[0];
        if (axes == 0 || Axes[-1] - first == axes - 1)
        {
            long outer = 1;
            for (int i = 0; i < first; i++) outer *= input[i];
            long inner = outer * length == 0 ? 1 : input.Count / (outer * length);
            if (input.Count == 0) inner = count / Math.Max(outer, 1);
            site.ScratchBytes = Reduction.ScratchBytes(kind, outer, length, inner);
            return (x, y, scratch) => Reduction.Run(kind, outer, length, inner, x[0], y, scratch);
        }

        // Axes that are not neighbours: one transposed copy puts them last.
        int[] order = [.. Enumerable.Range(0, rank).Where(axis => !Axes.Contains(axis)), .. Axes];
        long[] strides = input.Strides();
        Shape turned = Shape.Create([.. order.Select(axis => input[axis])]);
        CpuKernel turn = StridedRead.Cpu(0, [.. order.Select(axis => strides[axis])], turned);
        long turnedBytes = (input.Count * sizeof(float) + 63) & ~63L;
        site.ScratchBytes = turnedBytes + Reduction.ScratchBytes(kind, count, length, 1);
        return (x, y, scratch) =>
        {
            turn(x, (float*)scratch, null);
            Reduction.Run(kind, count, length, 1, (float*)scratch, y, scratch + turnedBytes);
        };
    }

    long Length(Shape input)
    {
        long length = 1;
        foreach (int axis in Axes) length *= input[axis];
        return length;
    }
}

public partial class Tensor
{
    /// <summary>Axes counted from the front, ascending; none given means all.</summary>
    Shape ReducedAxes(string operation, ReadOnlySpan<int> axes)
    {
        if (axes.Length == 0) return Shape.Create([.. Enumerable.Range(0, Shape.Rank)]);
        int[] front = new int[axes.Length];
        for (int i = 0; i < axes.Length; i++) front[i] = Shape.Axis(axes[i]);
        Array.Sort(front);
        for (int i = 1; i < front.Length; i++)
            if (front[i] == front[i - 1]) throw new ShapeException($"{operation}: axis {front[i]} is given twice");
        return Shape.Create(front);
    }

    /// <summary>Gives a reduced tensor its reduced dimensions back, with size 1.</summary>
    internal Tensor Restored(Tensor reduced, Shape axes) => reduced.Reshape([.. Enumerable.Range(0, Shape.Rank).Select(i => axes.Contains(i) ? 1 : Shape[i])]);
}
