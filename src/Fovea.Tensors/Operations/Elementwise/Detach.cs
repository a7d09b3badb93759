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
    /// <summary>The same values as a constant: no gradient passes through.</summary>
    public Tensor Detach() => Apply(new DetachOp(), this);
}
