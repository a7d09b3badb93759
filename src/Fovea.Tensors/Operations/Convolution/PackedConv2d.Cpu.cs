using Fovea.Compute;

namespace Fovea.Tensors;

/// <summary>A kernel bank laid out for the kernel that will read it. Only a compiled graph holds it, where the bank is made of weights that last.</summary>
internal sealed record PackKernelsOp(ConvolutionGeometry Geometry) : FusedOp, ICpuOperation
{
    public override string Name => "pack kernels";

    /// <summary>The size of the result.</summary>
    public static Shape Packed(in ConvolutionGeometry geometry) => [checked((int)(Compute.Convolution.PackedBytes(geometry) / sizeof(float)))];

    public unsafe CpuKernel Cpu(CpuSite site)
    {
        ConvolutionGeometry geometry = Geometry;
        site.ScratchBytes = Compute.Convolution.PackScratchBytes(geometry);
        return (x, y, scratch) => Compute.Convolution.Pack(geometry, x[0], y, scratch);
    }
}

/// <summary>A convolution with its ending, over a kernel bank laid out by <see cref="PackKernelsOp"/>.</summary>
internal sealed record PackedConv2dOp(ConvolutionGeometry Geometry, string Called, ProductEnding Ending) : FusedOp, ICpuOperation
{
    public override string Name => Called;

    internal override long MultiplyAdds(ReadOnlySpan<Shape> x, Shape y) => y.Count * Geometry.KernelHeight * Geometry.KernelWidth * (Geometry.InChannels / Geometry.Groups);

    public unsafe CpuKernel Cpu(CpuSite site)
    {
        (ConvolutionGeometry geometry, ProductEnding ending) = (Geometry, Ending);
        site.Kernel = Compute.Convolution.ForwardKernel(geometry);
        return (x, y, scratch) => Compute.Convolution.ForwardPacked(geometry, x[0], x[1], y, ending.Of(x, 2));
    }
}
