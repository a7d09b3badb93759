namespace Fovea.Tensors;

/// <summary>y = x, but no gradient passes. Costs nothing: a plan reads x itself.</summary>
internal sealed record DetachOp : UnaryOp
{
    protected override double Value(double x) => x;

    protected override void Run(ReadOnlySpan<float> x, Span<float> y) => x.CopyTo(y);

    protected override Tensor? Gradient(Tensor x, Tensor y, Tensor dy) => null;

    internal override int? Simplify(GraphBuilder graph, ReadOnlySpan<int> x, Shape y) => x[0];
}

public partial class Tensor
{
    /// <summary>
    /// The same values as a constant: no gradient passes through. A computed tensor keeps what it was computed from, as a gradient may still be asked of it; its detached
    /// values do not, so a loop that carries <c>total = (total + loss).Detach()</c> along runs in flat memory.
    /// </summary>
    public Tensor Detach() => Operation is not null && storage is { } values ? new Tensor(null, [], Shape, values) : Apply(new DetachOp(), this);
}
