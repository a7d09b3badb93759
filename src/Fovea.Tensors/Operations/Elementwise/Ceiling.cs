using System.Numerics.Tensors;

namespace Fovea.Tensors;

/// <summary>The smallest whole number that is not below x; no gradient.</summary>
internal sealed record CeilingOp : UnaryOp
{
    protected override double Value(double x) => Math.Ceiling(x);

    protected override void Run(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Ceiling(x, y);

    protected override Tensor? Gradient(Tensor x, Tensor y, Tensor dy) => null;
}

public partial class Tensor
{
    /// <summary>The smallest whole number that is not below each element; infinities and NaN stay. It has no gradient.</summary>
    public Tensor Ceiling() => Apply(new CeilingOp(), this);
}
