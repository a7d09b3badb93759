using Fovea.Compute;

namespace Fovea.Tensors;

/// <summary>
/// The operand with Before[d] elements before it along dimension d, After[d] behind it and Between[d] between any two of its elements, all of one value.
/// With value 0 the adjoint of <see cref="SliceOp"/>.
/// </summary>
internal sealed record PadOp(Shape Before, Shape After, Shape Between, double Value) : Operation, IReferenceOperation, ICpuOperation
{
    /// <summary>How many elements <paramref name="size"/> elements reach over.</summary>
    public static int Span(int size, int between) => size == 0 ? 0 : checked((size - 1) * (between + 1) + 1);

    internal override Shape Infer(ReadOnlySpan<Shape> x)
    {
        Shape input = x[0];
        int rank = input.Rank;
        if (Before.Rank != rank || After.Rank != rank) throw new ShapeException(Name, $"{Before} before and {After} after do not name each of the {rank} dimensions once", [("input", input, "")]);
        int[] sizes = new int[rank];
        for (int d = 0; d < rank; d++) sizes[d] = checked(Before[d] + Span(input[d], Between[d]) + After[d]);
        return Shape.Create(sizes);
    }

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) =>
        [Tensor.Apply(new SliceOp(Before, x[0].Shape, Shape.Create([.. Between.Select(between => between + 1)])), dy)];

    internal override int? Simplify(GraphBuilder graph, ReadOnlySpan<int> x, Shape y)
    {
        if (graph.ShapeOf(x[0]) == y) return x[0];
        return graph.ConstantAt(x[0]) == Value ? graph.Add(new FullOp(y, Value), y) : null;
    }

    public void Reference(ReferenceArray[] x, ReferenceArray y)
    {
        Array.Fill(y.Data, Value);
        (long offset, long[] strides) = Places(y.Shape);
        Shape input = x[0].Shape;
        int[] at = new int[input.Rank];
        for (long i = 0; i < input.Count; i++)
        {
            long target = offset;
            for (int d = 0; d < at.Length; d++) target += at[d] * strides[d];
            y.Data[target] = x[0].Data[i];
            for (int d = at.Length - 1; d >= 0 && ++at[d] == input[d]; d--) at[d] = 0;
        }
    }

    public unsafe CpuKernel Cpu(CpuSite site)
    {
        (long offset, long[] targetStrides) = Places(site.Output);
        int[] sizes = site.Inputs[0].Sizes.ToArray();
        long[] sourceStrides = site.Inputs[0].Strides();
        (long count, float value) = (site.Output.Count, (float)Value);
        return (x, y, scratch) =>
        {
            StridedCopy.Fill(y, count, value);
            StridedCopy.Run(sizes, sourceStrides, targetStrides, x[0], y + offset);
        };
    }

    /// <summary>Where in the result the operand's first element lies, and the distances of its elements there.</summary>
    (long Offset, long[] Strides) Places(Shape output)
    {
        long[] strides = output.Strides();
        long offset = 0;
        for (int d = 0; d < strides.Length; d++)
        {
            offset += Before[d] * strides[d];
            strides[d] *= Between[d] + 1;
        }
        return (offset, strides);
    }
}

public partial class Tensor
{
    /// <summary>This tensor with elements of one value around it: <paramref name="before"/>[d] before and <paramref name="after"/>[d] behind it along dimension d.</summary>
    /// <exception cref="ShapeException">The lists do not have one number a dimension.</exception>
    public Tensor Pad(Shape before, Shape after, double value = 0) => Apply(new PadOp(before, after, Shape.Create(new int[Shape.Rank]), value), this);

    /// <summary>This tensor with elements of one value at both ends of one axis.</summary>
    /// <exception cref="ShapeException">A number is negative.</exception>
    public Tensor Pad(int axis, int before, int after, double value = 0)
    {
        if (before < 0 || after < 0) throw new ShapeException("Pad", $"padding must not be negative, it is {before} before and {after} after", [("input", Shape, "")], "Slice cuts off");
        Shape none = Shape.Create(new int[Shape.Rank]);
        return Pad(none.With(axis, before), none.With(axis, after), value);
    }

    /// <summary>A batch of images (N, H, W, C) with rows and columns of one value around every image.</summary>
    /// <exception cref="ShapeException">This is no batch of images, or the padding is negative or <see cref="Padding.Same"/>, which has a meaning for windows only.</exception>
    public Tensor Pad(Padding padding, double value = 0)
    {
        if (Shape.Rank != 4) throw new ShapeException("Pad", $"rows and columns need four dimensions, there are {Shape.Rank}", [("input", Shape, "expected (N, H, W, C)")]);
        if (padding == Padding.Same) throw new ShapeException("Pad", "padding \"same\" has a meaning for windows only", [("input", Shape, "(N, H, W, C)")]);
        var (top, bottom, left, right) = padding;
        if (top < 0 || bottom < 0 || left < 0 || right < 0) throw new ShapeException("Pad", $"padding must not be negative, it is {padding}", [("input", Shape, "(N, H, W, C)")], "Slice cuts off");
        return Pad([0, top, left, 0], [0, bottom, right, 0], value);
    }
}
