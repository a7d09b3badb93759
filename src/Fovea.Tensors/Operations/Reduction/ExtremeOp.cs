namespace Fovea.Tensors;

/// <summary>The largest or smallest element along some axes. Its gradient goes to the elements that are equal to it, in equal shares.</summary>
internal abstract record ExtremeOp(Shape Axes) : ReduceOp(Axes)
{
    internal sealed override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy)
    {
        Tensor chosen = x[0].EqualTo(x[0].Restored(y, Axes));
        Tensor share = dy / Tensor.Apply(new SumOp(Axes), chosen);
        return [Tensor.Where(chosen, x[0].Restored(share, Axes), 0)];
    }

    internal sealed override int? Simplify(GraphBuilder graph, ReadOnlySpan<int> x, Shape y)
    {
        if (graph.ConstantAt(x[0]) is { } value) return graph.Add(new FullOp(y, value), y);
        return graph.ShapeOf(x[0]).Count == y.Count ? graph.Add(new ReshapeOp(y), y, x[0]) : null;
    }
}
