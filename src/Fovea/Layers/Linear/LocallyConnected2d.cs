using Fovea.Tensors;
using Fovea.Weights;

namespace Fovea.Layers;

/// <summary>
/// Locally connected layer (deck 002): a window like a convolution's, but with weights of its own at every position. 40,000 units that see 10x10 pixels
/// of a 200x200 image have 4 M weights where a fully connected layer has 1.6 G. Weight (H', W', out, kH, kW, in), bias (H', W', out).
/// </summary>
public sealed class LocallyConnected2d : Module
{
    readonly Variable weight;
    readonly Variable? bias;
    readonly Pair stride;
    readonly Padding padding;
    readonly bool floor;

    /// <summary>A layer over images of a fixed size, since every position has its own weights.</summary>
    /// <param name="imageSize">Rows and columns of the images.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="kernelSize">Rows and columns of the window.</param>
    /// <param name="stride">Steps of the window.</param>
    /// <param name="padding">Zeros around the image.</param>
    /// <param name="bias">Whether a number is added to every output element.</param>
    /// <param name="floor">Whether rows and columns at the end that no whole window covers may be left out.</param>
    /// <param name="initializer">How the weight starts.</param>
    /// <exception cref="ShapeException">There is no channel, or the window does not tile the image.</exception>
    public LocallyConnected2d(Pair imageSize, int inChannels, int outChannels, Pair kernelSize, Pair? stride = null, Padding padding = default, bool bias = true,
        bool floor = false, Initializer? initializer = null)
    {
        if (inChannels < 1 || outChannels < 1) throw new ShapeException($"LocallyConnected2d: needs at least one input and one output channel, not {inChannels} and {outChannels}");
        WindowNumbers.Check("LocallyConnected2d", kernelSize, stride);
        (this.stride, this.padding, this.floor) = (stride ?? 1, padding, floor);
        // A pooling of the same geometry gives the size of the result.
        Shape output = Tensor.Zeros([1, imageSize.Y, imageSize.X, 1]).SumPool2d(kernelSize, stride ?? 1, padding, floor: floor).Shape;
        long fanIn = (long)kernelSize.Y * kernelSize.X * inChannels;
        weight = (initializer ?? Initializer.Default).Make([output[1], output[2], outChannels, kernelSize.Y, kernelSize.X, inChannels], fanIn, (long)kernelSize.Y * kernelSize.X * outChannels);
        this.bias = bias ? Initializer.Default.Make([output[1], output[2], outChannels], fanIn, outChannels) : null;
    }

    /// <summary>The weights of every position (H', W', out, kH, kW, in).</summary>
    public Variable Weight => weight;

    /// <summary>The bias of every output element (H', W', out), or null.</summary>
    public Variable? Bias => bias;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Result(x.LocallyConnected2d(weight, bias, stride, padding, floor));

    /// <summary>The weights lie in files as (out, in, H', W', kH, kW), the bias as a map (out, H', W').</summary>
    protected override WorldLayout LayoutOf(Variable variable) =>
        variable == weight ? WorldLayout.Permuted(weight.Shape, 2, 5, 0, 1, 3, 4) : WorldLayout.Permuted(variable.Shape, 2, 0, 1);

    /// <inheritdoc/>
    public override string ToString() => $"LocallyConnected2d {weight.Shape[5]} -> {weight.Shape[2]}, {weight.Shape[3]}x{weight.Shape[4]} at {weight.Shape[0]}x{weight.Shape[1]} positions";
}
