using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Models;

/// <summary>
/// A plain network for pictures of 28x28 or 32x32 that trains in minutes on two cores: five convolutions 3x3 with batch normalisation and ReLU, two poolings, the mean of
/// every map, a linear layer. 88,970 parameters for 28x28x1 and 10 classes; a factor makes it wider. Images may have any size from 4x4.
/// </summary>
public sealed class Plain5 : Module
{
    readonly Sequential features;
    readonly GlobalAvgPool2d avgpool = new();
    readonly Dropout dropout = new(0.2);
    readonly Linear fc;

    /// <summary>A network whose widths are a whole number of times the small one's.</summary>
    /// <param name="classes">The number of scores.</param>
    /// <param name="channels">Channels of the images.</param>
    /// <param name="widen">The number of times.</param>
    public Plain5(int classes = 10, int channels = 1, int widen = 1)
    {
        Module[] Unit(int inChannels, int outChannels) =>
            [new Conv2d(inChannels, outChannels, kernelSize: 3, padding: 1, bias: false, initializer: Initializer.KaimingNormal), new BatchNorm2d(outChannels), new Relu()];
        features = new Sequential(
        [
            .. Unit(channels, 32 * widen),                           // 28x28x1 -> 28x28x32
            .. Unit(32 * widen, 32 * widen),                         // 28x28x32
            new MaxPool2d(2, floor: true),                           // 14x14x32
            .. Unit(32 * widen, 48 * widen),                         // 14x14x48
            .. Unit(48 * widen, 64 * widen),                         // 14x14x64
            new MaxPool2d(2, floor: true),                           // 7x7x64
            .. Unit(64 * widen, 64 * widen),                         // 7x7x64
        ]);
        fc = new Linear(64 * widen, classes);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => fc.Forward(dropout.Forward(avgpool.Forward(features.Forward(x)).Flatten()));
}
