using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Tensors;

/// <summary>y = 1 / (1 + exp(-x)); dy/dx = y (1 - y).</summary>
internal sealed record SigmoidOp : UnaryOp
{
    protected override double Value(double x) => 1 / (1 + Math.Exp(-x));

    protected override void Run(ReadOnlySpan<float> x, Span<float> y) => Lanes.Map<Kernel>(x, y);

    protected override Tensor Gradient(Tensor x, Tensor y, Tensor dy) => dy * y * (1 - y);

    readonly struct Kernel : ILanes1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> Value(Vector<float> x) => Vector<float>.One / (Vector<float>.One + ExpOp.Kernel.Value(-x));
    }
}

public partial class Tensor
{
    /// <summary>The logistic sigmoid 1 / (1 + exp(-x)) of every element, 0 to 1 (deck 001, "Activation functions"). NaN stays NaN.</summary>
    public Tensor Sigmoid() => Apply(new SigmoidOp(), this);
}
