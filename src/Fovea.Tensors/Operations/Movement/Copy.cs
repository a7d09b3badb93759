using Fovea.Compute;

namespace Fovea.Tensors;

/// <summary>The same values in memory of their own: plans use it where a leaf's old value must outlive the leaf's update.</summary>
internal sealed record CopyOp : Operation, IReferenceOperation, ICpuOperation
{
    internal override Shape Infer(ReadOnlySpan<Shape> x) => x[0];

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) => [dy];

    public void Reference(ReferenceArray[] x, ReferenceArray y) => x[0].Data.CopyTo(y.Data, 0);

    public CpuKernel Cpu(CpuSite site) => StridedRead.Cpu(0, [1], [checked((int)site.Output.Count)]);
}
