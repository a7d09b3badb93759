using Fovea.Compute;

namespace Fovea.Tensors;

/// <summary>A new last dimension that is 1 at the place that the operand names and 0 elsewhere; no gradient.</summary>
internal sealed record OneHotOp(int Classes) : Operation, IReferenceOperation, ICpuOperation
{
    internal override bool MayFail => true;

    internal override Shape Infer(ReadOnlySpan<Shape> x) => Shape.Create([.. x[0].Sizes, Classes]);

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) => [null];

    public void Reference(ReferenceArray[] x, ReferenceArray y)
    {
        int[] indices = Indices.Read(Name, x[0].Data, Classes);
        for (long i = 0; i < indices.Length; i++) y[i * Classes + indices[i]] = 1;
    }

    public unsafe CpuKernel Cpu(CpuSite site)
    {
        string name = Name;
        (long count, int classes) = (site.Inputs[0].Count, Classes);
        site.ScratchBytes = count * sizeof(int);
        return (x, y, scratch) =>
        {
            int* indices = (int*)scratch;
            Indices.Read(name, x[0], count, classes, indices);
            StridedCopy.Fill(y, count * classes, 0);
            for (long i = 0; i < count; i++) y[i * classes + indices[i]] = 1;
        };
    }
}

public partial class Tensor
{
    /// <summary>
    /// Numbers of classes as indicators: (n) becomes (n, classes), 1 at the class and 0 elsewhere; any shape gets one more dimension at its end.
    /// </summary>
    /// <param name="classes">How many classes there are, at least 1.</param>
    /// <exception cref="FoveaException">When it is computed: a number is not whole, or not from 0 to classes - 1.</exception>
    public Tensor OneHot(int classes)
    {
        if (classes < 1) throw new ShapeException("OneHot", $"at least one class is needed, there are {classes}", [("input", Shape, "")]);
        return Apply(new OneHotOp(classes), this);
    }
}
