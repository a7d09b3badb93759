using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Tensors;

/// <summary>y = log(1 + exp(x)), written max(0, x) + log(1 + exp(-|x|)), which overflows nowhere; dy/dx = sigmoid(x).</summary>
internal sealed record SoftplusOp : UnaryOp
{
    protected override double Value(double x) => double.IsNaN(x) ? x : Math.Max(0, x) + LogOnePlus(Math.Exp(-Math.Abs(x)));

    protected override void Run(ReadOnlySpan<float> x, Span<float> y) => Lanes.Map<Kernel>(x, y);

    // Not through y, as 1 - exp(-y): far below 0 that would leave no digit of a gradient that is small but not 0.
    protected override Tensor Gradient(Tensor x, Tensor y, Tensor dy) => dy * x.Sigmoid();

    /// <summary>log(1 + z) for z from 0 to 1; z/((1 + z) - 1) makes up for what rounding 1 + z has lost.</summary>
    static double LogOnePlus(double z) => 1 + z == 1 ? z : Math.Log(1 + z) * (z / (1 + z - 1));

    readonly struct Kernel : ILanes1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> Value(Vector<float> x)
        {
            Vector<float> z = ExpOp.Kernel.Value(-Vector.Abs(x)), u = Vector<float>.One + z, rounded = u - Vector<float>.One;
            Vector<float> log = Vector.ConditionalSelect(Vector.Equals(rounded, Vector<float>.Zero), z, Vector.Log(u) * (z / rounded));
            return Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<float>.Zero), x, Vector<float>.Zero) + log;
        }
    }
}

public partial class Tensor
{
    /// <summary>
    /// The soft form of <see cref="Relu"/>, log(1 + exp(x)) of every element (deck 001, "Activation functions"); exact also where exp(x) would overflow.
    /// NaN stays NaN.
    /// </summary>
    public Tensor Softplus() => Apply(new SoftplusOp(), this);
}
