using Fovea.Compute;

namespace Fovea.Tensors;

/// <summary>The operands one behind the other along one axis; all other sizes are equal.</summary>
internal sealed record ConcatOp(int Axis) : Operation, IReferenceOperation, ICpuOperation
{
    /// <summary>Operands of one node; more are joined in groups.</summary>
    public const int MostOperands = 16;

    internal override Shape Infer(ReadOnlySpan<Shape> x)
    {
        int size = x[0][Axis];
        for (int i = 1; i < x.Length; i++)
        {
            if (x[i].Rank != x[0].Rank || x[i].With(Axis, size: 0) != x[0].With(Axis, size: 0))
                throw new ShapeException(Name, $"all sizes but that of axis {Axis} must be equal", [("first", x[0], ""), ($"number {i}", x[i], "")]);
            size = checked(size + x[i][Axis]);
        }
        return x[0].With(Axis, size);
    }

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy)
    {
        Tensor?[] gradients = new Tensor?[x.Length];
        for (int i = 0, start = 0; i < x.Length; start += x[i++].Shape[Axis]) gradients[i] = dy.Slice(Axis, start, x[i].Shape[Axis]);
        return gradients;
    }

    internal override int? Simplify(GraphBuilder graph, ReadOnlySpan<int> x, Shape y)
    {
        if (x.Length == 1) return x[0];
        List<int> filled = [];
        foreach (int operand in x)
            if (graph.ShapeOf(operand)[Axis] > 0) filled.Add(operand);
        return filled.Count > 0 && filled.Count < x.Length ? graph.Add(this, y, [.. filled]) : null;
    }

    public void Reference(ReferenceArray[] x, ReferenceArray y)
    {
        (long outer, long inner) = Around(y.Shape);
        for (long o = 0, at = 0; o < outer; o++)
            foreach (ReferenceArray operand in x)
            {
                long length = operand.Shape[Axis] * inner;
                Array.Copy(operand.Data, o * length, y.Data, at, length);
                at += length;
            }
    }

    public unsafe CpuKernel Cpu(CpuSite site)
    {
        (long outer, long inner) = Around(site.Output);
        int count = site.Inputs.Length;
        int[][] sizes = new int[count][];
        long[][] source = new long[count][];
        long[] target = [site.Output[Axis] * inner, 1], offset = new long[count];
        for (int i = 0, start = 0; i < count; start += site.Inputs[i++][Axis])
        {
            int length = checked((int)(site.Inputs[i][Axis] * inner));
            (sizes[i], source[i], offset[i]) = ([checked((int)outer), length], [length, 1], start * inner);
        }
        return (x, y, scratch) =>
        {
            for (int i = 0; i < sizes.Length; i++) StridedCopy.Run(sizes[i], source[i], target, x[i], y + offset[i]);
        };
    }

    (long Outer, long Inner) Around(Shape shape)
    {
        (long outer, long inner) = (1, 1);
        for (int d = 0; d < Axis; d++) outer *= shape[d];
        for (int d = Axis + 1; d < shape.Rank; d++) inner *= shape[d];
        return (outer, inner);
    }
}

public partial class Tensor
{
    /// <summary>
    /// The tensors one behind the other along an existing axis: (N, H, W, 3) and (N, H, W, 5) give (N, H, W, 8) along axis -1. All other sizes must be equal.
    /// </summary>
    /// <exception cref="ShapeException">There is no tensor, or the shapes do not fit.</exception>
    public static Tensor Concat(int axis, params ReadOnlySpan<Tensor> tensors)
    {
        if (tensors.Length == 0) throw new ShapeException("Concat: there is nothing to join");
        axis = tensors[0].Shape.Axis(axis);
        List<Tensor> parts = [.. tensors];
        // Checked at once, so that an error names the tensor by its place in the list.
        new ConcatOp(axis).Infer([.. parts.Select(part => part.Shape)]);
        while (parts.Count > 1) parts = [.. parts.Chunk(ConcatOp.MostOperands).Select(group => group.Length == 1 ? group[0] : Apply(new ConcatOp(axis), group))];
        return parts[0];
    }

    /// <summary>Tensors of one shape along a new axis: n of shape (H, W, C) give (n, H, W, C) along axis 0. A negative axis counts from the end of the result.</summary>
    /// <exception cref="ShapeException">There is no tensor, or the shapes differ.</exception>
    public static Tensor Stack(int axis, params ReadOnlySpan<Tensor> tensors)
    {
        if (tensors.Length == 0) throw new ShapeException("Stack: there is nothing to join");
        Tensor[] parts = new Tensor[tensors.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (tensors[i].Shape != tensors[0].Shape) throw new ShapeException("Stack", "all shapes must be equal", [("first", tensors[0].Shape, ""), ($"number {i}", tensors[i].Shape, "")]);
            parts[i] = tensors[i].Unsqueeze(axis);
        }
        return Concat(axis, parts);
    }

    /// <summary>Cuts an axis into pieces of the given sizes, which together are its size; the opposite of <see cref="Concat"/>.</summary>
    /// <exception cref="ShapeException">The sizes do not add up.</exception>
    public Tensor[] Split(int axis, ReadOnlySpan<int> sizes)
    {
        axis = Shape.Axis(axis);
        long sum = 0;
        foreach (int size in sizes) sum += size < 0 ? throw new ShapeException("Split", $"a piece cannot have {size} elements", [("input", Shape, "")]) : size;
        if (sum != Shape[axis]) throw new ShapeException("Split", $"pieces of {string.Join(" + ", sizes.ToArray())} = {sum} elements do not fill axis {axis}, which has {Shape[axis]}", [("input", Shape, "")]);
        Tensor[] pieces = new Tensor[sizes.Length];
        for (int i = 0, start = 0; i < pieces.Length; start += sizes[i++]) pieces[i] = Slice(axis, start, sizes[i]);
        return pieces;
    }

    /// <summary>Cuts an axis into a number of equal pieces.</summary>
    /// <exception cref="ShapeException">The axis cannot be cut into so many equal pieces.</exception>
    public Tensor[] Split(int axis, int pieces)
    {
        axis = Shape.Axis(axis);
        if (pieces < 1 || Shape[axis] % pieces != 0)
            throw new ShapeException("Split", $"axis {axis} has {Shape[axis]} elements, they cannot be cut into {pieces} equal pieces", [("input", Shape, "")], "Split(axis, [sizes]) cuts unequal pieces");
        int[] sizes = new int[pieces];
        Array.Fill(sizes, Shape[axis] / pieces);
        return Split(axis, sizes);
    }
}
