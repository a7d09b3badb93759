using Fovea.Compute;

namespace Fovea.Tensors;

/// <summary>1 where no element is infinite or NaN, else 0; rank 0, no gradient.</summary>
internal sealed record AllFiniteOp : Operation, IReferenceOperation, ICpuOperation
{
    internal override Shape Infer(ReadOnlySpan<Shape> x) => Shape.Scalar;

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) => [null];

    public void Reference(ReferenceArray[] x, ReferenceArray y) => y.Data[0] = Array.TrueForAll(x[0].Data, double.IsFinite) ? 1 : 0;

    public unsafe CpuKernel Cpu(CpuSite site)
    {
        long count = site.Inputs[0].Count;
        return (x, y, scratch) => *y = Finite.All(x[0], count) ? 1 : 0;
    }
}

public partial class Tensor
{
    /// <summary>Rank 0: 1 where no element is infinite or NaN (and where there is none), else 0. It has no gradient.</summary>
    internal Tensor AllFinite() => Apply(new AllFiniteOp(), this);
}
