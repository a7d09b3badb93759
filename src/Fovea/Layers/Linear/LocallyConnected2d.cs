using Fovea.Tensors;

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

    /// <summary>A layer over images of a fixed size (rows, columns), since every position has its own weights.</summary>
    public LocallyConnected2d(Pair imageSize, int inChannels, int outChannels, Pair kernelSize, Pair? stride = null, Padding padding = default, bool bias = true,
        Initializer? initializer = null)
    {
        (this.stride, this.padding) = (stride ?? 1, padding);
        // The convolution of the same geometry gives the size of the result, and its errors.
        Shape output = Tensor.Zeros([1, imageSize.Y, imageSize.X, inChannels])
            .Conv2d(Tensor.Zeros([outChannels, kernelSize.Y, kernelSize.X, inChannels]), stride: stride, padding: padding).Shape;
        long fanIn = (long)kernelSize.Y * kernelSize.X * inChannels;
        weight = (initializer ?? Initializer.Default).Make([output[1], output[2], outChannels, kernelSize.Y, kernelSize.X, inChannels], fanIn, outChannels);
        this.bias = bias ? Initializer.Default.Make([output[1], output[2], outChannels], fanIn, outChannels) : null;
    }

    /// <summary>The weights of every position (H', W', out, kH, kW, in).</summary>
    public Variable Weight => weight;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Result(x.LocallyConnected2d(weight, bias, stride, padding));

    /// <inheritdoc/>
    public override string ToString() => $"LocallyConnected2d {weight.Shape[5]} -> {weight.Shape[2]}, {weight.Shape[3]}x{weight.Shape[4]} at {weight.Shape[0]}x{weight.Shape[1]} positions";
}
