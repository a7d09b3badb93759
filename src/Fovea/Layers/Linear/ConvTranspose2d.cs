using Fovea.Tensors;
using Fovea.Weights;

namespace Fovea.Layers;

/// <summary>
/// Transposed convolution, the usual learned upsampling: every input pixel adds its kernel, weighted, to the output; x (N, H, W, in) gives
/// (N, (H - 1) stride - 2 padding + kernel + outputPadding, ..., out). Weight (in, kH, kW, out / groups), bias (out).
/// </summary>
public sealed class ConvTranspose2d : Module
{
    readonly Variable weight;
    readonly Variable? bias;
    readonly Pair stride, dilation, outputPadding;
    readonly Padding padding;
    readonly int groups;

    /// <summary>A layer from <paramref name="inChannels"/> to <paramref name="outChannels"/> channels.</summary>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="kernelSize">Rows and columns of a kernel.</param>
    /// <param name="stride">Distance in the output between the kernels of neighbouring input pixels: the factor of the enlargement.</param>
    /// <param name="padding">Rows and columns that are cut from the sides of the output.</param>
    /// <param name="outputPadding">Rows and columns more at the bottom and the right of the output, less than the stride.</param>
    /// <param name="dilation">Distance between neighbouring elements of a kernel.</param>
    /// <param name="groups">Into how many independent groups the channels are cut.</param>
    /// <param name="bias">Whether a number is added to every channel.</param>
    /// <param name="initializer">How the weight starts.</param>
    /// <exception cref="ShapeException">The channels cannot be cut into the groups, or kernel, stride or dilation are less than 1.</exception>
    public ConvTranspose2d(int inChannels, int outChannels, Pair kernelSize, Pair? stride = null, Padding padding = default, Pair? outputPadding = null,
        Pair? dilation = null, int groups = 1, bool bias = true, Initializer? initializer = null)
    {
        if (inChannels < 1 || outChannels < 1 || groups < 1 || inChannels % groups != 0 || outChannels % groups != 0)
            throw new ShapeException($"ConvTranspose2d: {inChannels} input and {outChannels} output channels cannot be cut into {groups} groups");
        WindowNumbers.Check("ConvTranspose2d", kernelSize, stride, dilation);
        (this.stride, this.padding, this.outputPadding, this.dilation, this.groups) = (stride ?? 1, padding, outputPadding ?? 0, dilation ?? 1, groups);
        // PyTorch counts the fan-in of the stored weight, whose first dimension is the input.
        long taps = (long)kernelSize.Y * kernelSize.X, fanIn = taps * (outChannels / groups);
        weight = (initializer ?? Initializer.Default).Make([inChannels, kernelSize.Y, kernelSize.X, outChannels / groups], fanIn, taps * inChannels / groups);
        this.bias = bias ? Initializer.Default.Make([outChannels], fanIn, outChannels) : null;
    }

    /// <summary>The kernels (in, kH, kW, out / groups).</summary>
    public Variable Weight => weight;

    /// <summary>The bias (out), or null.</summary>
    public Variable? Bias => bias;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Result(x.ConvTranspose2d(weight, bias, stride, padding, outputPadding, dilation, groups));

    /// <summary>The kernels lie in files as (in, out / groups, kH, kW).</summary>
    protected override WorldLayout LayoutOf(Variable variable) => variable == weight ? WorldLayout.Permuted(weight.Shape, 0, 3, 1, 2) : base.LayoutOf(variable);

    /// <inheritdoc/>
    public override string ToString() =>
        $"ConvTranspose2d {weight.Shape[0]} -> {weight.Shape[3] * groups}, {weight.Shape[1]}x{weight.Shape[2]}"
        + (stride == 1 ? "" : $", stride {stride}") + (padding == default ? "" : $", padding {padding}") + (outputPadding == 0 ? "" : $", output padding {outputPadding}")
        + (dilation == 1 ? "" : $", dilation {dilation}") + (groups == 1 ? "" : $", groups {groups}") + (bias is null ? ", no bias" : "");
}
