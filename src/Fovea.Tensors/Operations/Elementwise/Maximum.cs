using System.Numerics;

namespace Fovea.Tensors;

/// <summary>The larger of a and b; the gradient goes to the larger, half to each where they are equal. NaN in either gives NaN.</summary>
internal sealed record MaximumOp : BinaryOp
{
    protected override double Value(double a, double b) => Math.Max(a, b);

    protected override void Run(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y) => Lanes.Map<Kernel>(a, b, y);

    protected override (Tensor?, Tensor?) Gradient(Tensor a, Tensor b, Tensor y, Tensor dy)
    {
        Tensor tie = Tensor.Where(a.EqualTo(b), 0.5 * dy, 0);
        return (Tensor.Where(a > b, dy, tie), Tensor.Where(b > a, dy, tie));
    }

    readonly struct Kernel : ILanes2
    {
        // Where b is NaN no comparison holds and b is taken; a NaN in a has to be asked for.
        public static Vector<float> Value(Vector<float> a, Vector<float> b) =>
            Vector.ConditionalSelect(Vector.GreaterThan(a, b) | ~Vector.Equals(a, a), a, b);
    }
}

public partial class Tensor
{
    /// <summary>
    /// The larger of two tensors, element by element, stretched to a common shape; NaN where either is NaN. The gradient goes to the larger one,
    /// half to each where they are equal. (The largest element along an axis is <see cref="Max(ReadOnlySpan{int}, bool)"/>.)
    /// </summary>
    public static Tensor Maximum(Tensor a, Tensor b) => Apply(new MaximumOp(), a, b);
}
