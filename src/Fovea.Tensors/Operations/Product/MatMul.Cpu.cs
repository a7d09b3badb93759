using Fovea.Compute;

namespace Fovea.Tensors;

internal sealed partial record MatMulOp : ICpuProduct
{
    public CpuKernel Cpu(CpuSite site) => Cpu(site, default);

    public unsafe CpuKernel Cpu(CpuSite site, ProductEnding ending)
    {
        (int m, int k, int n) = Sizes(site.Inputs[0], site.Inputs[1]);
        long matrix = (long)m * n;
        int batch = matrix == 0 ? 0 : (int)(site.Output.Count / matrix);
        MatrixShape shape = new(m, n, k, TransposeA, TransposeB, batch, (long)m * k, (long)k * n, matrix);
        site.ScratchBytes = MatrixProduct.ScratchBytes(shape);
        return (x, y, scratch) => MatrixProduct.Run(shape, x[0], x[1], y, ending.Of(x, 2), scratch);
    }
}
