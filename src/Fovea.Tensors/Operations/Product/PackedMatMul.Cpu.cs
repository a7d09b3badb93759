using Fovea.Compute;

namespace Fovea.Tensors;

/// <summary>A right operand laid out as <see cref="MatrixProduct.RunPacked"/> reads it. Only a compiled graph holds it, where the operand is made of weights that last.</summary>
internal sealed record PackMatrixOp(MatrixShape Sizes) : FusedOp, ICpuOperation
{
    public override string Name => "pack matrix";

    public Shape Packed => [checked((int)(MatrixProduct.PackedBytes(Sizes) / sizeof(float)))];

    public unsafe CpuKernel Cpu(CpuSite site)
    {
        MatrixShape sizes = Sizes;
        return (x, y, scratch) => MatrixProduct.Pack(sizes, x[0], y);
    }
}

/// <summary>A matrix product with its ending, over a right operand laid out by <see cref="PackMatrixOp"/>.</summary>
internal sealed record PackedMatMulOp(MatrixShape Sizes, string Called, ProductEnding Ending) : FusedOp, ICpuOperation
{
    public override string Name => Called;

    internal override long MultiplyAdds(ReadOnlySpan<Shape> x, Shape y) => y.Count * Sizes.K;

    public unsafe CpuKernel Cpu(CpuSite site)
    {
        (MatrixShape sizes, ProductEnding ending) = (Sizes, Ending);
        site.Kernel = "packed";
        return (x, y, scratch) => MatrixProduct.RunPacked(sizes, x[0], x[1], y, ending.Of(x, 2));
    }
}
