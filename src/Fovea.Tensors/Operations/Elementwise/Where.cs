using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fovea.Tensors;

/// <summary>y = a where the condition is not 0, else b. What is not chosen does not matter, not even as NaN.</summary>
internal sealed record WhereOp : ElementwiseOp
{
    public override int Arity => 3;

    public override double Value(double condition, double a, double b) => condition != 0 ? a : b;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(in Operands<float> x, Span<float> y)
    {
        ref float condition = ref MemoryMarshal.GetReference(x.A), a = ref MemoryMarshal.GetReference(x.B), b = ref MemoryMarshal.GetReference(x.C);
        ref float target = ref MemoryMarshal.GetReference(y);
        int i = 0;
        for (; i <= y.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            nuint at = (nuint)i;
            Vector<int> isZero = Vector.Equals(Vector.LoadUnsafe(ref condition, at), Vector<float>.Zero);
            Vector.ConditionalSelect(isZero, Vector.LoadUnsafe(ref b, at), Vector.LoadUnsafe(ref a, at)).StoreUnsafe(ref target, at);
        }
        for (; i < y.Length; i++) y[i] = x.A[i] != 0 ? x.B[i] : x.C[i];
    }

    internal override int? Simplify(GraphBuilder graph, ReadOnlySpan<int> x, Shape y)
    {
        if (graph.ConstantAt(x[0]) is not { } condition) return base.Simplify(graph, x, y);
        return graph.Add(new BroadcastToOp(y), y, condition != 0 ? x[1] : x[2]);
    }

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) =>
        [null, Tensor.Where(x[0], dy, 0).SumTo(x[1].Shape), Tensor.Where(x[0], 0, dy).SumTo(x[2].Shape)];
}

public partial class Tensor
{
    /// <summary>Chooses, element by element, <paramref name="a"/> where <paramref name="condition"/> is not 0 and <paramref name="b"/> elsewhere; the three are stretched to a common shape.</summary>
    public static Tensor Where(Tensor condition, Tensor a, Tensor b) => Apply(new WhereOp(), condition, a, b);
}
