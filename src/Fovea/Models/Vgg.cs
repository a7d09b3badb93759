using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Models;

/// <summary>
/// VGG (Simonyan and Zisserman 2015, table 1): five stages of convolutions 3x3, each ended by a pooling 2/2, and three linear layers; with batch normalisation after every
/// convolution if asked for. VGG-16 has 138,357,544 parameters for 1,000 classes and 15.47 G multiply-adds for 224x224x3. Images of other sizes, from 32x32, are brought to 7x7 by
/// adaptive pooling.
/// </summary>
public sealed class Vgg : Module
{
    /// <summary>Table 1, columns A, B, D and E: the widths of the convolutions, stage by stage.</summary>
    static readonly Dictionary<int, int[][]> Widths = new()
    {
        // 224x224    112x112     56x56                 28x28                 14x14                     -> 7x7x512
        [11] = [[64], [128], [256, 256], [512, 512], [512, 512]],
        [13] = [[64, 64], [128, 128], [256, 256], [512, 512], [512, 512]],
        [16] = [[64, 64], [128, 128], [256, 256, 256], [512, 512, 512], [512, 512, 512]],
        [19] = [[64, 64], [128, 128], [256, 256, 256, 256], [512, 512, 512, 512], [512, 512, 512, 512]],
    };

    readonly Sequential features;
    readonly AdaptiveAvgPool2d avgpool = new(7, 7);
    readonly Sequential classifier;

    /// <summary>A network of the paper.</summary>
    /// <param name="depth">Layers with weights: 11, 13, 16 or 19.</param>
    /// <param name="classes">The number of scores.</param>
    /// <param name="channels">Channels of the images.</param>
    /// <param name="batchNorm">Whether every convolution is followed by batch normalisation.</param>
    /// <exception cref="FoveaException">The paper has no network of this depth.</exception>
    public Vgg(int depth, int classes = 1000, int channels = 3, bool batchNorm = false)
        : this(Widths.TryGetValue(depth, out int[][]? stages) ? stages : throw new FoveaException($"Vgg: there is none with {depth} layers", "11, 13, 16 or 19"), 4096, classes, channels, batchNorm)
    {
    }

    /// <summary>A network of the same build with other widths.</summary>
    /// <param name="stages">The widths of the convolutions of each stage.</param>
    /// <param name="hidden">The width of the two hidden linear layers.</param>
    /// <param name="classes">The number of scores.</param>
    /// <param name="channels">Channels of the images.</param>
    /// <param name="batchNorm">Whether every convolution is followed by batch normalisation.</param>
    public Vgg(int[][] stages, int hidden, int classes, int channels = 3, bool batchNorm = false)
    {
        List<Module> layers = [];
        int width = channels;
        foreach (int[] stage in stages)
        {
            foreach (int next in stage)
            {
                // Kaiming with fan-out, as torchvision draws.
                layers.Add(new Conv2d(width, next, kernelSize: 3, padding: 1, initializer: Initializer.Gaussian(Math.Sqrt(2.0 / (9 * next))), biasInitializer: Initializer.Zeros));
                if (batchNorm) layers.Add(new BatchNorm2d(next));
                layers.Add(new Relu());
                width = next;
            }
            layers.Add(new MaxPool2d(2, floor: true));
        }
        features = new Sequential([.. layers]);
        Initializer small = Initializer.Gaussian(0.01), zero = Initializer.Zeros;
        classifier = new Sequential(
            new Linear([7, 7, width], hidden, initializer: small, biasInitializer: zero), new Relu(), new Dropout(),
            new Linear(hidden, hidden, initializer: small, biasInitializer: zero), new Relu(), new Dropout(),
            new Linear(hidden, classes, initializer: small, biasInitializer: zero));
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => classifier.Forward(avgpool.Forward(features.Forward(x)).Flatten());
}
