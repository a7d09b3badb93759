using System.Runtime.CompilerServices;

namespace Fovea.Tensors;

/// <summary>
/// Along every dimension d, Size[d] elements from Start[d] on, every Step[d]-th one: y[i, j, ...] = x[Start[0] + i Step[0], Start[1] + j Step[1], ...].
/// Steps are at least 1 (<see cref="FlipOp"/> reverses). The adjoint of <see cref="PadOp"/>.
/// </summary>
internal sealed record SliceOp(Shape Start, Shape Size, Shape Step) : Operation, IReferenceOperation, ICpuOperation
{
    internal override Shape Infer(ReadOnlySpan<Shape> x)
    {
        for (int d = 0; d < x[0].Rank; d++) Check(x[0], d, Start[d], Size[d], Step[d]);
        return Size;
    }

    /// <summary>The gradient puts the elements back to their places, among zeros.</summary>
    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy)
    {
        Shape input = x[0].Shape;
        int rank = input.Rank;
        int[] after = new int[rank], between = new int[rank];
        for (int d = 0; d < rank; d++) (after[d], between[d]) = (input[d] - Start[d] - PadOp.Span(Size[d], Step[d] - 1), Step[d] - 1);
        return [Tensor.Apply(new PadOp(Start, Shape.Create(after), Shape.Create(between), 0), dy)];
    }

    internal override int? Simplify(GraphBuilder graph, ReadOnlySpan<int> x, Shape y)
    {
        if (graph.ShapeOf(x[0]) == y && Step.All(step => step == 1)) return x[0];
        if (graph[x[0]].Operation is SliceOp inner)
        {
            SliceOp both = new(
                Shape.Create([.. inner.Start.Select((start, d) => start + Start[d] * inner.Step[d])]), Size, Shape.Create([.. inner.Step.Select((step, d) => step * Step[d])]));
            return graph.Add(both, y, graph[x[0]].Inputs[0]);
        }
        return graph.ConstantAt(x[0]) is { } value ? graph.Add(new FullOp(y, value), y) : null;
    }

    public void Reference(ReferenceArray[] x, ReferenceArray y) => StridedRead.Reference(x[0].Data, Offset(x[0].Shape), Strides(x[0].Shape), y);

    public CpuKernel Cpu(CpuSite site) => StridedRead.Cpu(Offset(site.Inputs[0]), Strides(site.Inputs[0]), site.Output);

    /// <summary>Throws where elements are asked for that do not exist; a negative step counts down from the start.</summary>
    public static void Check(Shape input, int axis, int start, int size, int step)
    {
        long last = start + (size - 1L) * step;
        if (step == 0) throw new ShapeException("Slice", "the step must not be 0", [("input", input, "")]);
        if (start < 0 || size < 0) throw new ShapeException("Slice", $"start and size must not be negative, they are {start} and {size} along axis {axis}", [("input", input, "")], "x[.., ^3..] counts from the end");
        if (size == 0 ? start > input[axis] : start >= input[axis] || last < 0 || last >= input[axis])
            throw new ShapeException("Slice", $"axis {axis} has {input[axis]} elements, {size} from element {start} on{(step == 1 ? "" : $" in steps of {step}")} do not exist", [("input", input, "")]);
    }

    long Offset(Shape input)
    {
        long[] strides = input.Strides();
        return Start.Select((start, d) => start * strides[d]).Sum();
    }

    long[] Strides(Shape input)
    {
        long[] strides = input.Strides();
        return [.. Step.Select((step, d) => step * strides[d])];
    }
}

public partial class Tensor
{
    /// <summary>
    /// <paramref name="size"/> elements along one axis: number <paramref name="start"/>, start + step, start + 2 step ... A negative step counts down.
    /// The shape keeps all its dimensions; that of the axis becomes the size.
    /// </summary>
    /// <exception cref="ShapeException">Some of these elements do not exist, or the step is 0.</exception>
    public Tensor Slice(int axis, int start, int size, int step = 1)
    {
        axis = Shape.Axis(axis);
        SliceOp.Check(Shape, axis, start, size, step);
        if (step < 0) (start, step) = (size == 0 ? start : start + (size - 1) * step, -step);
        else if (start == 0 && step == 1 && size == Shape[axis]) return this;
        else return Sliced(axis, start, size, step);
        return Sliced(axis, start, size, step).Flip(axis);
    }

    /// <summary>
    /// The part that a selection along each dimension leaves: a range keeps the dimension (<c>2..5</c>, <c>..</c>, <c>^3..</c>), a single index drops it
    /// (<c>0</c>, <c>^1</c> the last), a range with a step skips (<c>(.., 2)</c> takes every second element, <c>(.., -1)</c> all in reverse). Dimensions that are
    /// not mentioned stay whole: <c>images[0]</c> is (H, W, C), <c>images[.., 10..20, (.., 2), ^1]</c> is (N, 10, ceil(W / 2)).
    /// </summary>
    /// <exception cref="ShapeException">There are more selections than dimensions, or elements are selected that do not exist.</exception>
    [IndexerName("Elements")]
    public Tensor this[params ReadOnlySpan<Selection> selections]
    {
        get
        {
            if (selections.Length > Shape.Rank)
                throw new ShapeException("Slice", $"{selections.Length} selections for {Shape.Rank} dimensions", [("input", Shape, "")]);
            int[] start = new int[Shape.Rank], size = Shape.Sizes.ToArray(), step = new int[Shape.Rank];
            Array.Fill(step, 1);
            List<int> reversed = [], kept = [];
            for (int d = 0; d < Shape.Rank; d++)
            {
                bool keeps = true;
                if (d < selections.Length) (start[d], size[d], step[d], keeps) = selections[d].Of(Shape, d);
                if (keeps) kept.Add(size[d]);
                if (step[d] > 0) continue;
                if (size[d] > 0) start[d] += (size[d] - 1) * step[d];
                step[d] = -step[d];
                reversed.Add(d);
            }
            Tensor part = Apply(new SliceOp(Shape.Create(start), Shape.Create(size), Shape.Create(step)), this);
            if (reversed.Count > 0) part = part.Flip([.. reversed]);
            return part.Reshape(Shape.Create([.. kept]));
        }
    }

    Tensor Sliced(int axis, int start, int size, int step)
    {
        int[] zeros = new int[Shape.Rank], ones = new int[Shape.Rank];
        Array.Fill(ones, 1);
        return Apply(new SliceOp(Shape.Create(zeros).With(axis, start), Shape.With(axis, size), Shape.Create(ones).With(axis, step)), this);
    }
}
