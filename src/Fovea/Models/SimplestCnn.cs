using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Models;

/// <summary>
/// The simplest convolutional network (deck 004): one learned kernel, z = K * x + b, h = sigma(z), and a linear score of h.
/// </summary>
public sealed class SimplestCnn(int height, int width, int channels, int classes = 10, int kernelSize = 3) : Module
{
    readonly Conv2d conv = new(channels, 1, kernelSize);                                                  // H x W x C -> H-2 x W-2 x 1
    readonly Linear fc = new((height - kernelSize + 1) * (width - kernelSize + 1), classes);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => fc.Forward(conv.Forward(x).Sigmoid().Flatten());
}
