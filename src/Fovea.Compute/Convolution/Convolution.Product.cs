namespace Fovea.Compute;

public static unsafe partial class Convolution
{
    /// <summary>Whether the correlation is the matrix product of pixels x channels with the kernels, and so are its gradients.</summary>
    private static bool IsProduct(in ConvolutionGeometry g) =>
        g is { KernelHeight: 1, KernelWidth: 1, StrideY: 1, StrideX: 1, PadTop: 0, PadLeft: 0, Groups: 1 } && g.OutHeight == g.InHeight && g.OutWidth == g.InWidth && g.OutPixels <= int.MaxValue;

    private static MatrixShape ForwardProduct(in ConvolutionGeometry g) => new((int)g.OutPixels, g.OutChannels, g.InChannels, TransposeB: true);

    private static MatrixShape InputProduct(in ConvolutionGeometry g) => new((int)g.OutPixels, g.InChannels, g.OutChannels);

    private static MatrixShape WeightProduct(in ConvolutionGeometry g) => new(g.OutChannels, g.InChannels, (int)g.OutPixels, TransposeA: true);

    /// <summary>Whether only every few pixels are seen: the gradient by the weights is a product once those are laid out side by side.</summary>
    private static bool IsSparseProduct(in ConvolutionGeometry g) =>
        g is { KernelHeight: 1, KernelWidth: 1, PadTop: 0, PadLeft: 0, Groups: 1 } && g.StrideY * g.StrideX > 1
        && (g.OutHeight - 1L) * g.StrideY < g.InHeight && (g.OutWidth - 1L) * g.StrideX < g.InWidth && g.OutPixels <= int.MaxValue && Math.Min(g.InChannels, g.OutChannels) >= 16;

    private static long SparseFloats(in ConvolutionGeometry g) => (g.OutPixels * g.InChannels + 15) / 16 * 16;

    private static void SparseWeightGradient(in ConvolutionGeometry g, float* x, float* dy, float* dw, float* scratch)
    {
        long line = (long)g.InWidth * g.InChannels;
        StridedCopy.Run(
            [g.Batch, g.OutHeight, g.OutWidth, g.InChannels], [g.InHeight * line, g.StrideY * line, (long)g.StrideX * g.InChannels, 1],
            [(long)g.OutHeight * g.OutWidth * g.InChannels, (long)g.OutWidth * g.InChannels, g.InChannels, 1], x, scratch);
        MatrixProduct.Run(WeightProduct(g), dy, scratch, dw, default, (byte*)(scratch + SparseFloats(g)));
    }
}
