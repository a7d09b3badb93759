using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Models;

/// <summary>
/// The block of GoogLeNet (Szegedy et al. 2014, fig. 2): convolutions 1x1, 3x3 and 5x5 and a maximum over 3x3 side by side, their results stacked along the channels:
/// x (N, H, W, in) gives (N, H, W, <see cref="OutChannels"/>).
/// </summary>
public sealed class Inception : Module
{
    readonly Module branch1, branch2, branch3, branch4;

    /// <summary>The naive form (fig. 2a): every branch sees all channels, the pooled ones pass as they are.</summary>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="ones">Convolutions 1x1.</param>
    /// <param name="threes">Convolutions 3x3.</param>
    /// <param name="fives">Convolutions 5x5.</param>
    /// <param name="batchNorm">Whether batch normalisation follows every convolution.</param>
    public Inception(int inChannels, int ones, int threes, int fives, bool batchNorm = false)
    {
        branch1 = new BasicConv2d(inChannels, ones, kernelSize: 1, batchNorm: batchNorm);
        branch2 = new BasicConv2d(inChannels, threes, kernelSize: 3, batchNorm: batchNorm);
        branch3 = new BasicConv2d(inChannels, fives, kernelSize: 5, batchNorm: batchNorm);
        branch4 = new MaxPool2d(3, stride: 1, padding: 1);
        OutChannels = ones + threes + fives + inChannels;
    }

    /// <summary>The form with reduction (fig. 2b): convolutions 1x1 lessen the channels before the larger kernels and after the pooling.</summary>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="ones">Convolutions 1x1.</param>
    /// <param name="threes">Channels that are left before the convolutions 3x3, and these.</param>
    /// <param name="fives">Channels that are left before the convolutions 5x5, and these.</param>
    /// <param name="pool">Channels that are left of the pooled ones.</param>
    /// <param name="batchNorm">Whether batch normalisation follows every convolution.</param>
    /// <param name="large">The side of the kernels 5x5: 5, or 3 as torchvision has it (a mistake that its weights have kept).</param>
    public Inception(int inChannels, int ones, (int Reduce, int Out) threes, (int Reduce, int Out) fives, int pool, bool batchNorm = false, int large = 5)
    {
        BasicConv2d Conv(int from, int to, int kernelSize) => new(from, to, kernelSize, batchNorm: batchNorm);
        branch1 = Conv(inChannels, ones, kernelSize: 1);
        branch2 = new Sequential(Conv(inChannels, threes.Reduce, kernelSize: 1), Conv(threes.Reduce, threes.Out, kernelSize: 3));
        branch3 = new Sequential(Conv(inChannels, fives.Reduce, kernelSize: 1), Conv(fives.Reduce, fives.Out, kernelSize: large));
        branch4 = new Sequential(new MaxPool2d(3, stride: 1, padding: 1), Conv(inChannels, pool, kernelSize: 1));
        OutChannels = ones + threes.Out + fives.Out + pool;
    }

    /// <summary>Channels of the result.</summary>
    public int OutChannels { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Result(Tensor.Concat(-1, branch1.Forward(x), branch2.Forward(x), branch3.Forward(x), branch4.Forward(x)));
}

/// <summary>A convolution that keeps the size (or halves it), batch normalisation if asked for (the convolution then has no bias), ReLU.</summary>
public sealed class BasicConv2d : Module
{
    readonly Conv2d conv;
    readonly BatchNorm2d? bn;

    /// <summary>
    /// So many kernels of an odd size. With batch normalisation the weights start normal with deviation 0.01, as torchvision draws them, without it with sqrt(2 / fan-in)
    /// (He et al. 2015).
    /// </summary>
    public BasicConv2d(int inChannels, int outChannels, int kernelSize, int stride = 1, bool batchNorm = true)
    {
        conv = new Conv2d(inChannels, outChannels, kernelSize, stride, padding: kernelSize / 2, bias: !batchNorm, floor: true,
            initializer: batchNorm ? Initializer.Gaussian(0.01) : Initializer.KaimingNormal, biasInitializer: Initializer.Zeros);
        bn = batchNorm ? new BatchNorm2d(outChannels, epsilon: 0.001) : null;
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        Tensor y = conv.Forward(x);
        return (bn?.Forward(y) ?? y).Relu();
    }
}
