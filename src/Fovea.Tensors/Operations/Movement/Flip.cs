namespace Fovea.Tensors;

/// <summary>Reverses the order of the elements along some axes (ascending, counted from the front). Its own adjoint.</summary>
internal sealed record FlipOp(Shape Axes) : Operation, IReferenceOperation, ICpuOperation
{
    internal override Shape Infer(ReadOnlySpan<Shape> x) => x[0];

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) => [Tensor.Apply(this, dy)];

    internal override int? Simplify(GraphBuilder graph, ReadOnlySpan<int> x, Shape y)
    {
        Node input = graph[x[0]];
        if (Axes.All(axis => y[axis] <= 1) || input.Operation is FullOp) return x[0];
        return input.Operation is FlipOp inner && inner.Axes == Axes ? input.Inputs[0] : null;
    }

    public void Reference(ReferenceArray[] x, ReferenceArray y)
    {
        if (y.Data.Length > 0) StridedRead.Reference(x[0].Data, Offset(y.Shape), Strides(y.Shape), y);
    }

    public CpuKernel Cpu(CpuSite site) => StridedRead.Cpu(Offset(site.Output), Strides(site.Output), site.Output);

    long Offset(Shape shape)
    {
        long[] strides = shape.Strides();
        return Axes.Sum(axis => (shape[axis] - 1) * strides[axis]);
    }

    long[] Strides(Shape shape)
    {
        long[] strides = shape.Strides();
        foreach (int axis in Axes) strides[axis] = -strides[axis];
        return strides;
    }
}

public partial class Tensor
{
    /// <summary>The elements in reverse order along the given axes (all where none is given): axis 2 mirrors a batch of images (N, H, W, C) left to right.</summary>
    /// <exception cref="ShapeException">An axis does not exist or is given twice.</exception>
    public Tensor Flip(params ReadOnlySpan<int> axes) => Apply(new FlipOp(ReducedAxes("Flip", axes)), this);
}
