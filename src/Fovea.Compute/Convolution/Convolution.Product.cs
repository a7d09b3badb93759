namespace Fovea.Compute;

public static unsafe partial class Convolution
{
    /// <summary>Whether the correlation is the matrix product of pixels x channels with the kernels, and so are its gradients.</summary>
    private static bool IsProduct(in ConvolutionGeometry g) =>
        g is { KernelHeight: 1, KernelWidth: 1, StrideY: 1, StrideX: 1, PadTop: 0, PadLeft: 0, Groups: 1 } && g.OutHeight == g.InHeight && g.OutWidth == g.InWidth && g.OutPixels <= int.MaxValue;

    private static MatrixShape ForwardProduct(in ConvolutionGeometry g) => new((int)g.OutPixels, g.OutChannels, g.InChannels, TransposeB: true);

    private static MatrixShape InputProduct(in ConvolutionGeometry g) => new((int)g.OutPixels, g.InChannels, g.OutChannels);

    private static MatrixShape WeightProduct(in ConvolutionGeometry g) => new(g.OutChannels, g.InChannels, (int)g.OutPixels, TransposeA: true);
}
