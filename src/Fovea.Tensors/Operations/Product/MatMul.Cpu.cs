using Fovea.Compute;

namespace Fovea.Tensors;

internal sealed partial record MatMulOp : ICpuProduct
{
    public CpuKernel Cpu(CpuSite site) => Cpu(site, default);

    public unsafe CpuKernel Cpu(CpuSite site, ProductEnding ending)
    {
        MatrixShape shape = Matrices(site.Inputs[0], site.Inputs[1], site.Output);
        site.ScratchBytes = MatrixProduct.ScratchBytes(shape);
        return (x, y, scratch) => MatrixProduct.Run(shape, x[0], x[1], y, ending.Of(x, 2), scratch);
    }

    public MatrixShape Matrices(Shape a, Shape b, Shape product)
    {
        (int m, int k, int n) = Sizes(a, b);
        long matrix = (long)m * n;
        int batch = matrix == 0 ? 0 : (int)(product.Count / matrix);
        return new(m, n, k, TransposeA, TransposeB, batch, (long)m * k, (long)k * n, matrix);
    }
}
