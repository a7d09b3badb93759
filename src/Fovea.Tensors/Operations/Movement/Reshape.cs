using System.Runtime.CompilerServices;

namespace Fovea.Tensors;

/// <summary>The same elements in the same order under another shape; nothing is copied.</summary>
internal sealed record ReshapeOp(Shape Shape) : Operation, IReferenceOperation
{
    internal override bool IsView => true;

    internal override Shape Infer(ReadOnlySpan<Shape> x) =>
        x[0].Count == Shape.Count ? Shape : throw new ShapeException(Name, $"{x[0].Count} elements do not fill shape {Shape}, which has {Shape.Count}", [("input", x[0], "")]);

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) => [dy.Reshape(x[0].Shape)];

    internal override int? Simplify(GraphBuilder graph, ReadOnlySpan<int> x, Shape y)
    {
        if (graph.ShapeOf(x[0]) == y) return x[0];
        Node input = graph[x[0]];
        if (input.Operation is ReshapeOp) return graph.Add(this, y, input.Inputs[0]);
        return input.Operation is FullOp full ? graph.Add(new FullOp(y, full.Value), y) : null;
    }

    public void Reference(ReferenceArray[] x, ReferenceArray y) => x[0].Data.CopyTo(y.Data, 0);
}

public partial class Tensor
{
    /// <summary>The same elements, in row-major order, under another shape. One size may be -1: it becomes what is left.</summary>
    /// <exception cref="ShapeException">The number of elements differs.</exception>
    [OverloadResolutionPriority(1)]
    public Tensor Reshape(params ReadOnlySpan<int> sizes)
    {
        int[] resolved = sizes.ToArray();
        int free = Array.IndexOf(resolved, -1);
        if (free >= 0)
        {
            long known = 1;
            for (int i = 0; i < resolved.Length; i++)
                if (i != free) known *= resolved[i];
            if (known <= 0 || Shape.Count % known != 0)
                throw new ShapeException("Reshape", $"{Shape.Count} elements cannot be divided into ({string.Join(", ", resolved)})", [("input", Shape, "")]);
            resolved[free] = (int)(Shape.Count / known);
        }
        return Reshape(Shape.Create(resolved));
    }

    /// <summary>The same elements, in row-major order, under another shape.</summary>
    public Tensor Reshape(Shape shape) => shape == Shape ? this : Apply(new ReshapeOp(shape), this);

    /// <summary>Joins all dimensions from <paramref name="from"/> on into one: (N, H, W, C) becomes (N, H W C).</summary>
    public Tensor Flatten(int from = 1)
    {
        int first = from == Shape.Rank ? from : Shape.Axis(from);
        int joined = 1;
        foreach (int size in Shape.Sizes[first..]) joined = checked(joined * size);
        return Reshape(Shape.Create([.. Shape.Sizes[..first], joined]));
    }
}
