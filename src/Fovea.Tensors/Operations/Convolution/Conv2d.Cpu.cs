using Fovea.Compute;

namespace Fovea.Tensors;

// Which kernel is taken for which geometry is the table at the top of Fovea.Compute's Convolution.

internal sealed partial record Conv2dOp : ICpuProduct
{
    public CpuKernel Cpu(CpuSite site) => Cpu(site, default);

    public unsafe CpuKernel Cpu(CpuSite site, ProductEnding ending)
    {
        ConvolutionGeometry geometry = Geometry(site.Inputs[0], site.Inputs[1], site.Output, Window, Groups, site.Precision);
        site.ScratchBytes = Compute.Convolution.ForwardScratchBytes(geometry);
        site.Kernel = Compute.Convolution.ForwardKernel(geometry);
        return (x, y, scratch) => Compute.Convolution.Forward(geometry, x[0], x[1], y, ending.Of(x, 2), scratch);
    }

    public static ConvolutionGeometry Geometry(Shape input, Shape weight, Shape output, Window window, int groups, Precision precision) =>
        new(input[0], input[1], input[2], input[3], output[1], output[2], output[3], weight[1], weight[2], window.Stride.Y, window.Stride.X,
            window.Padding.Top, window.Padding.Left, window.Dilation.Y, window.Dilation.X, groups) { Exact = precision == Precision.Exact };
}

internal sealed partial record Conv2dInputGradientOp : ICpuOperation
{
    public unsafe CpuKernel Cpu(CpuSite site)
    {
        ConvolutionGeometry geometry = Conv2dOp.Geometry(site.Output, site.Inputs[0], site.Inputs[1], Window, Groups, site.Precision);
        site.ScratchBytes = Compute.Convolution.InputGradientScratchBytes(geometry);
        site.Kernel = Compute.Convolution.InputGradientKernel(geometry);
        return (x, y, scratch) => Compute.Convolution.InputGradient(geometry, x[0], x[1], y, scratch);
    }
}

internal sealed partial record Conv2dWeightGradientOp : ICpuOperation
{
    public unsafe CpuKernel Cpu(CpuSite site)
    {
        ConvolutionGeometry geometry = Conv2dOp.Geometry(site.Inputs[0], site.Output, site.Inputs[1], Window, Groups, site.Precision);
        site.ScratchBytes = Compute.Convolution.WeightGradientScratchBytes(geometry);
        site.Kernel = Compute.Convolution.WeightGradientKernel(geometry);
        return (x, y, scratch) => Compute.Convolution.WeightGradient(geometry, x[0], x[1], y, scratch);
    }
}
