namespace Fovea.Tensors;

/// <summary>An element-wise function of one operand.</summary>
internal abstract record UnaryOp : ElementwiseOp
{
    public sealed override int Arity => 1;

    public sealed override double Value(double a, double b, double c) => Value(a);

    public sealed override void Run(in Operands<float> x, Span<float> y) => Run(x.A, y);

    protected abstract double Value(double x);

    protected abstract void Run(ReadOnlySpan<float> x, Span<float> y);

    /// <summary>dy times the derivative at x, or null where that is zero everywhere.</summary>
    protected abstract Tensor? Gradient(Tensor x, Tensor y, Tensor dy);

    internal sealed override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) => [Gradient(x[0], y, dy)];
}
