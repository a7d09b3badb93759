using System.Numerics.Tensors;

namespace Fovea.Tensors;

/// <summary>The nearest whole number, the even one of two that are equally near; no gradient.</summary>
internal sealed record RoundOp : UnaryOp
{
    protected override double Value(double x) => Math.Round(x, MidpointRounding.ToEven);

    protected override void Run(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Round(x, MidpointRounding.ToEven, y);

    protected override Tensor? Gradient(Tensor x, Tensor y, Tensor dy) => null;
}

public partial class Tensor
{
    /// <summary>The nearest whole number, the even one of two that are equally near (2.5 gives 2, 3.5 gives 4); infinities and NaN stay. It has no gradient.</summary>
    public Tensor Round() => Apply(new RoundOp(), this);
}
