using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Models;

/// <summary>
/// ResNet for small pictures (He et al. 2015, sec. 4.2): 6n + 2 layers in three stages of basic blocks, shortcuts without weights (option A). ResNet-20 has 0.27 M parameters
/// for 10 classes and 40.6 M multiply-adds for 32x32x3. Images may have any size.
/// </summary>
public sealed class CifarResNet : Module
{
    readonly Conv2d conv1;
    readonly BatchNorm2d bn1 = new(16);
    readonly Sequential layer1, layer2, layer3;
    readonly GlobalAvgPool2d avgpool = new();
    readonly Linear fc;

    /// <summary>A network of 6n + 2 layers.</summary>
    /// <param name="depth">20, 32, 44, 56, 110 or any other 6n + 2.</param>
    /// <param name="classes">The number of scores.</param>
    /// <param name="channels">Channels of the images.</param>
    /// <exception cref="FoveaException">The depth is not 6n + 2.</exception>
    public CifarResNet(int depth, int classes = 10, int channels = 3)
    {
        if (depth < 8 || depth % 6 != 2) throw new FoveaException($"CifarResNet: {depth} layers are not 6n + 2", "20, 32, 44, 56 and 110 are the paper's");
        Sequential Stage(int inChannels, int planes, int stride) => new([.. Enumerable.Range(0, depth / 6).Select(i =>
            i == 0 ? new BasicBlock(inChannels, planes, stride, new PaddedShortcut(stride, planes - inChannels)) : new BasicBlock(planes, planes))]);
        conv1 = ResidualBlock.Conv(channels, 16, kernelSize: 3);      // 32x32x3 -> 32x32x16
        layer1 = Stage(16, 16, stride: 1);                            // 32x32x16
        layer2 = Stage(16, 32, stride: 2);                            // 16x16x32
        layer3 = Stage(32, 64, stride: 2);                            // 8x8x64
        fc = new Linear(64, classes);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        x = bn1.Forward(conv1.Forward(x)).Relu();
        x = layer3.Forward(layer2.Forward(layer1.Forward(x)));
        return fc.Forward(avgpool.Forward(x).Flatten());
    }

    /// <summary>Option A of the paper (sec. 3.3): every so many pixels, and zeros in the channels that are new.</summary>
    sealed class PaddedShortcut(int stride, int newChannels) : Module
    {
        public override Tensor Forward(Tensor x) => Result(x[.., (.., stride), (.., stride)].Pad(3, 0, newChannels), x);

        public override string ToString() => $"PaddedShortcut, stride {stride}, {newChannels} channels of zeros";
    }
}
