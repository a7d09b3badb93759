namespace Fovea.Tensors;

/// <summary>Repeats elements along dimensions of size 1 and along new outer dimensions.</summary>
internal sealed record BroadcastToOp(Shape Shape) : Operation, IReferenceOperation, ICpuOperation
{
    internal override Shape Infer(ReadOnlySpan<Shape> x) =>
        Shape.Broadcast(x[0], Shape) == Shape ? Shape : throw new ShapeException(Name, $"cannot be stretched to {Shape}", [("input", x[0], "")]);

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) => [dy.SumTo(x[0].Shape)];

    internal override int? Simplify(GraphBuilder graph, ReadOnlySpan<int> x, Shape y)
    {
        if (graph.ShapeOf(x[0]) == y) return x[0];
        return graph.ConstantAt(x[0]) is { } value ? graph.Add(new FullOp(y, value), y) : null;
    }

    public void Reference(ReferenceArray[] x, ReferenceArray y) => StridedRead.Reference(x[0].Data, 0, x[0].Shape.BroadcastStrides(y.Shape), y);

    public CpuKernel Cpu(CpuSite site) => StridedRead.Cpu(0, site.Inputs[0].BroadcastStrides(site.Output), site.Output);
}

public partial class Tensor
{
    /// <summary>This tensor repeated to a larger shape: sizes of 1 and missing outer dimensions are stretched.</summary>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public Tensor BroadcastTo(Shape shape) => shape == Shape ? this : Apply(new BroadcastToOp(shape), this);

    /// <summary>The opposite of <see cref="BroadcastTo"/>, and its gradient: sums over what would be stretched.</summary>
    public Tensor SumTo(Shape shape)
    {
        if (shape == Shape) return this;
        int added = Shape.Rank - shape.Rank;
        List<int> axes = [.. Enumerable.Range(0, Math.Max(added, 0))];
        for (int i = 0; i < shape.Rank; i++)
            if (shape[i] == 1 && Shape[i + added] != 1) axes.Add(i + added);
        return Sum([.. axes]).Reshape(shape);
    }
}
