using Fovea.Tensors;
using Fovea.Weights;

namespace Fovea.Layers;

/// <summary>
/// Convolutional layer (deck 001, "Convolution Layer"): correlates x (N, H, W, in) with a bank of kernels, without flipping them, and adds a bias.
/// Weight (out, kH, kW, in / groups), bias (out); 10 kernels 5x5 over 3 channels have 760 parameters.
/// </summary>
public sealed class Conv2d : Module
{
    readonly Variable weight;
    readonly Variable? bias;
    readonly Pair stride, dilation;
    readonly Padding padding;
    readonly int groups;
    readonly bool floor;

    /// <summary>A bank of <paramref name="outChannels"/> kernels over <paramref name="inChannels"/> channels.</summary>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Kernels, and so channels of the output.</param>
    /// <param name="kernelSize">Rows and columns of a kernel.</param>
    /// <param name="stride">Steps of the window.</param>
    /// <param name="padding">Zeros around the image.</param>
    /// <param name="dilation">Distance between neighbouring elements of a kernel.</param>
    /// <param name="groups">Into how many independent groups the channels are cut.</param>
    /// <param name="bias">Whether a number is added to every channel.</param>
    /// <param name="floor">Whether rows and columns at the end that no whole window covers may be left out.</param>
    /// <param name="initializer">How the weight starts.</param>
    /// <param name="biasInitializer">How the bias starts.</param>
    /// <exception cref="ShapeException">The channels cannot be cut into the groups, or kernel, stride or dilation are less than 1.</exception>
    public Conv2d(int inChannels, int outChannels, Pair kernelSize, Pair? stride = null, Padding padding = default, Pair? dilation = null, int groups = 1,
        bool bias = true, bool floor = false, Initializer? initializer = null, Initializer? biasInitializer = null)
    {
        if (inChannels < 1 || outChannels < 1 || groups < 1 || inChannels % groups != 0 || outChannels % groups != 0)
            throw new ShapeException($"Conv2d: {inChannels} input and {outChannels} output channels cannot be cut into {groups} groups");
        WindowNumbers.Check("Conv2d", kernelSize, stride, dilation);
        (this.stride, this.padding, this.dilation, this.groups, this.floor) = (stride ?? 1, padding, dilation ?? 1, groups, floor);
        long taps = (long)kernelSize.Y * kernelSize.X, fanIn = taps * (inChannels / groups);
        weight = (initializer ?? Initializer.Default).Make([outChannels, kernelSize.Y, kernelSize.X, inChannels / groups], fanIn, taps * outChannels / groups);
        this.bias = bias ? (biasInitializer ?? Initializer.Default).Make([outChannels], fanIn, outChannels) : null;
    }

    /// <summary>The kernels (out, kH, kW, in / groups).</summary>
    public Variable Weight => weight;

    /// <summary>The bias (out), or null.</summary>
    public Variable? Bias => bias;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Result(x.Conv2d(weight, bias, stride, padding, dilation, groups, floor));

    /// <summary>The kernels lie in files as (out, in / groups, kH, kW).</summary>
    protected override WorldLayout LayoutOf(Variable variable) => variable == weight ? WorldLayout.Permuted(weight.Shape, 0, 3, 1, 2) : base.LayoutOf(variable);

    /// <inheritdoc/>
    public override string ToString() =>
        $"Conv2d {weight.Shape[3] * groups} -> {weight.Shape[0]}, {weight.Shape[1]}x{weight.Shape[2]}"
        + (stride == 1 ? "" : $", stride {stride}") + (padding == default ? "" : $", padding {padding}") + (dilation == 1 ? "" : $", dilation {dilation}")
        + (groups == 1 ? "" : $", groups {groups}") + (bias is null ? ", no bias" : "");
}
