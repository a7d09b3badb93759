namespace Fovea.Tensors;

/// <summary>The numbers Start, Start + Step, Start + 2 Step, ...</summary>
internal sealed record ArangeOp(int Count, double Start, double Step) : Operation, IReferenceOperation, ICpuOperation
{
    internal override Shape Infer(ReadOnlySpan<Shape> x) => [Count];

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) => [];

    public void Reference(ReferenceArray[] x, ReferenceArray y)
    {
        for (int i = 0; i < Count; i++) y[i] = Start + i * Step;
    }

    public unsafe CpuKernel Cpu(CpuSite site)
    {
        (int count, double start, double step) = (Count, Start, Step);
        return (x, y, scratch) =>
        {
            for (int i = 0; i < count; i++) y[i] = (float)(start + i * step);
        };
    }
}

public partial class Tensor
{
    /// <summary>The vector of <paramref name="count"/> numbers start, start + step, start + 2 step, ...: 0, 1, 2, ... where nothing else is said.</summary>
    /// <exception cref="ShapeException">The count is negative.</exception>
    public static Tensor Arange(int count, double start = 0, double step = 1) => Apply(new ArangeOp(count, start, step));
}
