namespace Fovea.Tensors;

/// <summary>The key after a key: 1 more, as a whole number of 64 bits in four pieces of 16 bits, lowest first. No gradient.</summary>
internal sealed record NextKeyOp : Operation, IReferenceOperation, ICpuOperation
{
    internal override Shape Infer(ReadOnlySpan<Shape> x) => x[0];

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) => [null];

    public void Reference(ReferenceArray[] x, ReferenceArray y)
    {
        Span<float> pieces = stackalloc float[4];
        for (int i = 0; i < 4; i++) pieces[i] = (float)x[0].Data[i];
        RandomKey.Next(pieces);
        for (int i = 0; i < 4; i++) y.Data[i] = pieces[i];
    }

    public unsafe CpuKernel Cpu(CpuSite site) => (x, y, scratch) =>
    {
        Span<float> pieces = new(y, 4);
        new ReadOnlySpan<float>(x[0], 4).CopyTo(pieces);
        RandomKey.Next(pieces);
    };
}
