using System.Numerics;

namespace Fovea.Tensors;

/// <summary>y = max(0, x); the gradient passes where y &gt; 0. NaN stays NaN.</summary>
internal sealed record ReluOp : UnaryOp
{
    protected override double Value(double x) => double.IsNaN(x) ? x : Math.Max(0, x);

    protected override void Run(ReadOnlySpan<float> x, Span<float> y) => Lanes.Map<Kernel>(x, y);

    // Through y, not x: the value before the activation then has no other use and need not be kept.
    protected override Tensor Gradient(Tensor x, Tensor y, Tensor dy) => Tensor.Where(y > 0, dy, 0);

    readonly struct Kernel : ILanes1
    {
        public static Vector<float> Value(Vector<float> x) => Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), Vector<float>.Zero, x);
    }
}

public partial class Tensor
{
    /// <summary>The rectified linear unit max(0, x) of every element (deck 001, "Activation functions").</summary>
    public Tensor Relu() => Apply(new ReluOp(), this);
}
