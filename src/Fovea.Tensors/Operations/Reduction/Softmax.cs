namespace Fovea.Tensors;

/// <summary>
/// y = exp(x) / sum of exp(x) along an axis, or its logarithm. One operation and not a chain of them, because its gradient needs y only and its
/// rows stay in cache.
/// </summary>
internal sealed partial record SoftmaxOp(int Axis, bool Log) : Operation
{
    public override string Name => Log ? "LogSoftmax" : "Softmax";

    internal override Shape Infer(ReadOnlySpan<Shape> x) => x[0];

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) =>
        [Log ? dy - y.Exp() * dy.Sum([Axis], keepDims: true) : y * (dy - (dy * y).Sum([Axis], keepDims: true))];

    /// <summary>The shape as (outer, length, inner) around the axis.</summary>
    (long Outer, int Length, long Inner) Split(Shape shape)
    {
        long outer = 1, inner = 1;
        for (int i = 0; i < shape.Rank; i++)
            if (i < Axis) outer *= shape[i];
            else if (i > Axis) inner *= shape[i];
        return (outer, shape[Axis], inner);
    }
}

public partial class Tensor
{
    /// <summary>
    /// Positive numbers that add up to 1 along an axis: exp(x) divided by the sum of exp(x) (deck 001, "Softmax"). Large elements do not overflow.
    /// A row that holds NaN or infinity, or nothing but minus infinity, becomes NaN.
    /// </summary>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public Tensor Softmax(int axis = -1) => Apply(new SoftmaxOp(Shape.Axis(axis), Log: false), this);

    /// <summary>
    /// The logarithm of <see cref="Softmax"/>, x - log(sum of exp(x)) along an axis: exact also where the softmax itself would be rounded to 0.
    /// A row that holds NaN or infinity, or nothing but minus infinity, becomes NaN.
    /// </summary>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public Tensor LogSoftmax(int axis = -1) => Apply(new SoftmaxOp(Shape.Axis(axis), Log: true), this);
}
