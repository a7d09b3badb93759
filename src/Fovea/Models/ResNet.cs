using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Models;

/// <summary>
/// ResNet and ResNeXt (He et al. 2015, table 1; Xie et al. 2017), as torchvision has them: the stride of a bottleneck lies in its 3x3 convolution, shortcuts that change the shape are
/// projections (option B). ResNet-18 has 11,689,512 parameters for 1,000 classes and 1.814 G multiply-adds for 224x224x3, ResNet-50 25,557,032 and 4.089 G. Images may have any size.
/// </summary>
public sealed class ResNet : Module
{
    /// <summary>Table 1: whether blocks are bottlenecks, and how many blocks each stage has.</summary>
    static readonly Dictionary<int, (bool Bottleneck, int[] Blocks)> Depths = new()
    {
        [18] = (false, [2, 2, 2, 2]),
        [34] = (false, [3, 4, 6, 3]),
        [50] = (true, [3, 4, 6, 3]),
        [101] = (true, [3, 4, 23, 3]),
        [152] = (true, [3, 8, 36, 3]),
    };

    readonly Conv2d conv1;
    readonly BatchNorm2d bn1 = new(64);
    readonly MaxPool2d maxpool = new(3, stride: 2, padding: 1, floor: true);
    readonly Sequential layer1, layer2, layer3, layer4;
    readonly GlobalAvgPool2d avgpool = new();
    readonly Linear fc;

    /// <summary>A network of the papers.</summary>
    /// <param name="depth">Layers with weights on the way: 18, 34 (basic blocks), 50, 101 or 152 (bottlenecks).</param>
    /// <param name="classes">The number of scores.</param>
    /// <param name="channels">Channels of the images.</param>
    /// <param name="groups">Groups of the 3x3 convolution of a bottleneck: ResNeXt's cardinality.</param>
    /// <param name="widthPerGroup">Channels of one group in the first stage.</param>
    /// <exception cref="FoveaException">The paper has no network of this depth.</exception>
    public ResNet(int depth, int classes = 1000, int channels = 3, int groups = 1, int widthPerGroup = 64)
        : this(Depths.TryGetValue(depth, out var row) ? row : throw new FoveaException($"ResNet: there is none with {depth} layers", "18, 34, 50, 101 or 152"), classes, channels, groups, widthPerGroup)
    {
    }

    /// <summary>A network of the same build with other numbers of blocks.</summary>
    /// <param name="build">Whether blocks are bottlenecks, and how many each of the four stages has.</param>
    /// <param name="classes">The number of scores.</param>
    /// <param name="channels">Channels of the images.</param>
    /// <param name="groups">Groups of the 3x3 convolution of a bottleneck.</param>
    /// <param name="widthPerGroup">Channels of one group in the first stage.</param>
    public ResNet((bool Bottleneck, int[] Blocks) build, int classes, int channels = 3, int groups = 1, int widthPerGroup = 64)
    {
        int width = 64;
        Sequential Stage(int stage, int planes, int stride)
        {
            Module[] blocks = new Module[build.Blocks[stage]];
            for (int i = 0; i < blocks.Length; i++)
            {
                blocks[i] = build.Bottleneck ? new Bottleneck(width, planes, i == 0 ? stride : 1, groups, planes * widthPerGroup / 64 * groups) : new BasicBlock(width, planes, i == 0 ? stride : 1);
                width = build.Bottleneck ? planes * Bottleneck.Expansion : planes;
            }
            return new Sequential(blocks);
        }
        conv1 = ResidualBlock.Conv(channels, 64, kernelSize: 7, stride: 2);      // 224x224x3 -> 112x112x64, pooled to 56x56
        layer1 = Stage(0, 64, stride: 1);                                        // 56x56x64         (bottlenecks: x256)
        layer2 = Stage(1, 128, stride: 2);                                       // 28x28x128        (x512)
        layer3 = Stage(2, 256, stride: 2);                                       // 14x14x256        (x1024)
        layer4 = Stage(3, 512, stride: 2);                                       // 7x7x512          (x2048)
        fc = new Linear(width, classes);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        x = maxpool.Forward(bn1.Forward(conv1.Forward(x)).Relu());
        x = layer4.Forward(layer3.Forward(layer2.Forward(layer1.Forward(x))));
        return fc.Forward(avgpool.Forward(x).Flatten());
    }
}

/// <summary>Two convolutions 3x3 with a shortcut around them (He et al. 2015, fig. 5 left): x (N, H, W, in) gives (N, H/stride, W/stride, planes).</summary>
public sealed class BasicBlock : Module
{
    readonly Conv2d conv1;
    readonly BatchNorm2d bn1;
    readonly Conv2d conv2;
    readonly BatchNorm2d bn2;
    readonly Module? downsample;

    /// <summary>A block.</summary>
    /// <param name="inChannels">Channels that come in.</param>
    /// <param name="planes">Channels of both convolutions.</param>
    /// <param name="stride">Of the first convolution.</param>
    /// <param name="shortcut">What goes around them where the shape changes; a projection with batch normalisation (option B) where none is given.</param>
    public BasicBlock(int inChannels, int planes, int stride = 1, Module? shortcut = null)
    {
        (conv1, bn1) = (ResidualBlock.Conv(inChannels, planes, kernelSize: 3, stride), new BatchNorm2d(planes));
        (conv2, bn2) = (ResidualBlock.Conv(planes, planes, kernelSize: 3), new BatchNorm2d(planes));
        downsample = stride == 1 && inChannels == planes ? null : shortcut ?? ResidualBlock.Projection(inChannels, planes, stride);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        Tensor y = bn1.Forward(conv1.Forward(x)).Relu();
        y = bn2.Forward(conv2.Forward(y));
        return Result(y + (downsample?.Forward(x) ?? x)).Relu();
    }
}

/// <summary>
/// 1x1 down, 3x3, 1x1 up with a shortcut around them (He et al. 2015, fig. 5 right); with groups in the middle the block of ResNeXt (Xie et al. 2017, fig. 3c):
/// x (N, H, W, in) gives (N, H/stride, W/stride, 4 planes).
/// </summary>
public sealed class Bottleneck : Module
{
    /// <summary>How many times more channels go out than the paper's table gives for the middle.</summary>
    public const int Expansion = 4;

    readonly Conv2d conv1;
    readonly BatchNorm2d bn1;
    readonly Conv2d conv2;
    readonly BatchNorm2d bn2;
    readonly Conv2d conv3;
    readonly BatchNorm2d bn3;
    readonly Sequential? downsample;

    /// <summary>A block.</summary>
    /// <param name="inChannels">Channels that come in.</param>
    /// <param name="planes">A fourth of the channels that go out.</param>
    /// <param name="stride">Of the 3x3 convolution.</param>
    /// <param name="groups">Groups of the 3x3 convolution.</param>
    /// <param name="width">Channels of the 3x3 convolution; <paramref name="planes"/> where none are given.</param>
    public Bottleneck(int inChannels, int planes, int stride = 1, int groups = 1, int? width = null)
    {
        (int middle, int outChannels) = (width ?? planes, planes * Expansion);
        (conv1, bn1) = (ResidualBlock.Conv(inChannels, middle, kernelSize: 1), new BatchNorm2d(middle));
        (conv2, bn2) = (ResidualBlock.Conv(middle, middle, kernelSize: 3, stride, groups), new BatchNorm2d(middle));
        (conv3, bn3) = (ResidualBlock.Conv(middle, outChannels, kernelSize: 1), new BatchNorm2d(outChannels));
        downsample = stride == 1 && inChannels == outChannels ? null : ResidualBlock.Projection(inChannels, outChannels, stride);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        Tensor y = bn1.Forward(conv1.Forward(x)).Relu();
        y = bn2.Forward(conv2.Forward(y)).Relu();
        y = bn3.Forward(conv3.Forward(y));
        return Result(y + (downsample?.Forward(x) ?? x)).Relu();
    }
}

/// <summary>What both kinds of residual blocks are made of.</summary>
static class ResidualBlock
{
    /// <summary>A convolution without bias that keeps the size, or halves it; normal with deviation sqrt(2 / fan-out), where groups do not lessen the fan-out, as PyTorch counts it.</summary>
    public static Conv2d Conv(int inChannels, int outChannels, int kernelSize, int stride = 1, int groups = 1) =>
        new(inChannels, outChannels, kernelSize, stride, padding: kernelSize / 2, groups: groups, bias: false, floor: true,
            initializer: Initializer.Gaussian(Math.Sqrt(2.0 / (kernelSize * kernelSize * outChannels))));

    /// <summary>Option B of the paper (sec. 3.3): a strided 1x1 convolution.</summary>
    public static Sequential Projection(int inChannels, int outChannels, int stride) => new(Conv(inChannels, outChannels, kernelSize: 1, stride), new BatchNorm2d(outChannels));
}
