namespace Fovea.Tensors;

/// <summary>An element-wise function of two operands, which are stretched to a common shape.</summary>
internal abstract record BinaryOp : ElementwiseOp
{
    public sealed override int Arity => 2;

    public sealed override double Value(double a, double b, double c) => Value(a, b);

    public sealed override void Run(in Operands<float> x, Span<float> y) => Run(x.A, x.B, y);

    protected abstract double Value(double a, double b);

    protected abstract void Run(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y);

    /// <summary>dy times the derivatives with respect to each operand, in the shape of the result; null where that is zero everywhere.</summary>
    protected abstract (Tensor? A, Tensor? B) Gradient(Tensor a, Tensor b, Tensor y, Tensor dy);

    internal sealed override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy)
    {
        var (da, db) = Gradient(x[0], x[1], y, dy);
        return [da?.SumTo(x[0].Shape), db?.SumTo(x[1].Shape)];
    }
}
