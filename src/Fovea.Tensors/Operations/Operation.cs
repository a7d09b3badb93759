namespace Fovea.Tensors;

/// <summary>
/// What a node of the graph computes: an immutable value whose fields are its options, equal when the kind and all options are equal.
/// An operation checks the shapes of its operands, gives the shape of its result and says its gradient in terms of other operations.
/// How it is computed stands beside it, once a backend (see <c>IReferenceOperation</c>, <c>ICpuOperation</c>).
/// </summary>
public abstract record Operation
{
    /// <summary>The name that errors, listings and pictures show: <c>Conv2d</c>.</summary>
    public virtual string Name => GetType().Name is var name && name.EndsWith("Op", StringComparison.Ordinal) ? name[..^2] : name;

    /// <summary>The shape of the result for operands of these shapes.</summary>
    /// <exception cref="ShapeException">The shapes do not fit this operation.</exception>
    internal abstract Shape Infer(ReadOnlySpan<Shape> x);

    /// <summary>
    /// The gradients with respect to each operand, given the operands, the result and the gradient with respect to the result;
    /// null where an operand has none (an index, a comparison).
    /// </summary>
    internal abstract Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy);

    /// <summary>Multiply-adds of one evaluation, the count that papers give; 0 for everything but products and convolutions.</summary>
    internal virtual long MultiplyAdds(ReadOnlySpan<Shape> x, Shape y) => 0;

    /// <summary>A simpler node that gives the same values, or null: called when a node is added to a graph that is being simplified.</summary>
    internal virtual int? Simplify(GraphBuilder graph, ReadOnlySpan<int> x, Shape y) => null;

    /// <summary>Whether the result is the operand's memory seen with another shape, so that nothing is computed.</summary>
    internal virtual bool IsView => false;

    /// <summary>Whether the values of the operands, such as indices beyond the end, can end a run with an error.</summary>
    internal virtual bool MayFail => false;
}
