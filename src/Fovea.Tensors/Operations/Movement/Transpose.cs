namespace Fovea.Tensors;

/// <summary>Reorders dimensions: dimension i of the result is dimension Axes[i] of the operand.</summary>
internal sealed record TransposeOp(Shape Axes) : Operation, IReferenceOperation, ICpuOperation
{
    internal override Shape Infer(ReadOnlySpan<Shape> x)
    {
        Shape input = x[0];
        if (!Axes.Order().SequenceEqual(Enumerable.Range(0, input.Rank)))
            throw new ShapeException(Name, $"{Axes} is not an order of the {input.Rank} dimensions", [("input", input, "")]);
        return Shape.Create([.. Axes.Select(axis => input[axis])]);
    }

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy)
    {
        int[] back = new int[Axes.Rank];
        for (int i = 0; i < back.Length; i++) back[Axes[i]] = i;
        return [dy.Transpose(back)];
    }

    internal override int? Simplify(GraphBuilder graph, ReadOnlySpan<int> x, Shape y)
    {
        if (Axes.SequenceEqual(Enumerable.Range(0, Axes.Rank))) return x[0];
        if (graph[x[0]].Operation is TransposeOp inner)
            return graph.Add(new TransposeOp(Shape.Create([.. Axes.Select(axis => inner.Axes[axis])])), y, graph[x[0]].Inputs[0]);
        return graph.ConstantAt(x[0]) is { } value ? graph.Add(new FullOp(y, value), y) : null;
    }

    public void Reference(ReferenceArray[] x, ReferenceArray y) => StridedRead.Reference(x[0].Data, 0, Strides(x[0].Shape), y);

    public CpuKernel Cpu(CpuSite site) => StridedRead.Cpu(0, Strides(site.Inputs[0]), site.Output);

    long[] Strides(Shape input)
    {
        long[] strides = input.Strides();
        return [.. Axes.Select(axis => strides[axis])];
    }
}

public partial class Tensor
{
    /// <summary>
    /// Reorders the dimensions: dimension i of the result is dimension <paramref name="axes"/>[i] of this; without arguments the last two change places.
    /// </summary>
    /// <exception cref="ShapeException">The list is not an order of all dimensions.</exception>
    public Tensor Transpose(params ReadOnlySpan<int> axes)
    {
        int[] order = axes.ToArray();
        if (order.Length == 0)
        {
            if (Shape.Rank < 2) throw new ShapeException("Transpose", "needs at least two dimensions", [("input", Shape, "")]);
            order = [.. Enumerable.Range(0, Shape.Rank - 2), Shape.Rank - 1, Shape.Rank - 2];
        }
        for (int i = 0; i < order.Length; i++) order[i] = Shape.Axis(order[i]);
        return Apply(new TransposeOp(Shape.Create(order)), this);
    }
}
