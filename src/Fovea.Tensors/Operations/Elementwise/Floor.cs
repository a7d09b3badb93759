using System.Numerics.Tensors;

namespace Fovea.Tensors;

/// <summary>The largest whole number that is not above x; no gradient.</summary>
internal sealed record FloorOp : UnaryOp
{
    protected override double Value(double x) => Math.Floor(x);

    protected override void Run(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Floor(x, y);

    protected override Tensor? Gradient(Tensor x, Tensor y, Tensor dy) => null;
}

public partial class Tensor
{
    /// <summary>The largest whole number that is not above each element; infinities and NaN stay. It has no gradient.</summary>
    public Tensor Floor() => Apply(new FloorOp(), this);
}
