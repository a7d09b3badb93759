using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Models;

/// <summary>
/// GoogLeNet (Szegedy et al. 2014, table 1), in two forms. torchvision's: batch normalisation after every convolution, 3x3 in the place of 5x5; 6,624,904 parameters for 1,000
/// classes, 13,004,888 with both auxiliary heads, 1.498 G multiply-adds for 224x224x3. As published: no batch normalisation but two local response normalisations (the paper
/// gives no constants: those of the authors' contemporaries in Caffe), real 5x5, 40 % dropout; 6,998,552 parameters, 13,378,280 with the heads. Images may have any size from 15x15,
/// in training the published form from 79x79.
/// </summary>
public sealed class GoogLeNet : Module, IAuxiliaryHeads
{
    /// <summary>What the loss of an auxiliary head is multiplied by (sec. 5).</summary>
    const double HeadWeight = 0.3;

    readonly BasicConv2d conv1;
    readonly MaxPool2d maxpool1;
    readonly Module norm1;
    readonly BasicConv2d conv2, conv3;
    readonly Module norm2;
    readonly MaxPool2d maxpool2;
    readonly Inception inception3a, inception3b;
    readonly MaxPool2d maxpool3;
    readonly Inception inception4a, inception4b, inception4c, inception4d, inception4e;
    readonly MaxPool2d maxpool4;
    readonly Inception inception5a, inception5b;
    readonly InceptionAux? aux1, aux2;
    readonly GlobalAvgPool2d avgpool = new();
    readonly Dropout dropout;
    readonly Linear fc;

    /// <summary>A network.</summary>
    /// <param name="classes">The number of scores.</param>
    /// <param name="channels">Channels of the images.</param>
    /// <param name="asPublished">The paper's form instead of torchvision's.</param>
    /// <param name="heads">Whether there are auxiliary heads for training.</param>
    public GoogLeNet(int classes = 1000, int channels = 3, bool asPublished = false, bool heads = true)
    {
        BasicConv2d Conv(int from, int to, int kernelSize, int stride = 1) => new(from, to, kernelSize, stride, batchNorm: !asPublished);
        // A window may reach one pixel beyond the bottom and the right (PyTorch's ceil_mode): 112 -> 56 -> 28 -> 14 -> 7.
        MaxPool2d Pool(int window) => new(window, stride: 2, padding: new Padding(0, 1, 0, 1), floor: true);
        Module Norm() => asPublished ? new LocalResponseNorm(5, alpha: 1e-4, beta: 0.75, k: 1) : new Identity();
        Inception Block(int from, int ones, (int, int) threes, (int, int) fives, int pool) => new(from, ones, threes, fives, pool, batchNorm: !asPublished, large: asPublished ? 5 : 3);
        InceptionAux Head(int from) => new(from, classes, asPublished);

        conv1 = Conv(channels, 64, kernelSize: 7, stride: 2);                        // 224x224x3 -> 112x112x64
        maxpool1 = Pool(3);                                                          // 56x56x64
        norm1 = Norm();
        conv2 = Conv(64, 64, kernelSize: 1);                                         // 56x56x64
        conv3 = Conv(64, 192, kernelSize: 3);                                        // 56x56x192
        norm2 = Norm();
        maxpool2 = Pool(3);                                                          // 28x28x192
        inception3a = Block(192, 64, (96, 128), (16, 32), 32);                       // 28x28x256
        inception3b = Block(256, 128, (128, 192), (32, 96), 64);                     // 28x28x480
        maxpool3 = Pool(3);                                                          // 14x14x480
        inception4a = Block(480, 192, (96, 208), (16, 48), 64);                      // 14x14x512
        inception4b = Block(512, 160, (112, 224), (24, 64), 64);                     // 14x14x512
        inception4c = Block(512, 128, (128, 256), (24, 64), 64);                     // 14x14x512
        inception4d = Block(512, 112, (144, 288), (32, 64), 64);                     // 14x14x528
        inception4e = Block(528, 256, (160, 320), (32, 128), 128);                   // 14x14x832
        maxpool4 = Pool(asPublished ? 3 : 2);                                        // 7x7x832
        inception5a = Block(832, 256, (160, 320), (32, 128), 128);                   // 7x7x832
        inception5b = Block(832, 384, (192, 384), (48, 128), 128);                   // 7x7x1024, averaged to 1024
        if (heads) (aux1, aux2) = (Head(inception4a.OutChannels), Head(inception4d.OutChannels));
        dropout = new Dropout(asPublished ? 0.4 : 0.2);
        fc = new Linear(1024, classes, initializer: Initializer.Gaussian(0.01));
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Run(x).Scores;

    /// <inheritdoc/>
    public (Tensor Scores, IReadOnlyList<AuxiliaryScores> Heads) ForwardWithHeads(Tensor x)
    {
        (Tensor scores, Tensor after4a, Tensor after4d) = Run(x);
        return (scores, Training && aux1 is not null && aux2 is not null ? [new(aux1.Forward(after4a), HeadWeight), new(aux2.Forward(after4d), HeadWeight)] : []);
    }

    (Tensor Scores, Tensor After4a, Tensor After4d) Run(Tensor x)
    {
        x = norm1.Forward(maxpool1.Forward(conv1.Forward(x)));
        x = maxpool2.Forward(norm2.Forward(conv3.Forward(conv2.Forward(x))));
        x = maxpool3.Forward(inception3b.Forward(inception3a.Forward(x)));
        Tensor after4a = inception4a.Forward(x);
        Tensor after4d = inception4d.Forward(inception4c.Forward(inception4b.Forward(after4a)));
        x = maxpool4.Forward(inception4e.Forward(after4d));
        x = inception5b.Forward(inception5a.Forward(x));
        return (fc.Forward(dropout.Forward(avgpool.Forward(x).Flatten())), after4a, after4d);
    }
}

/// <summary>An auxiliary head of GoogLeNet (sec. 5): means over 4x4 fields, 128 convolutions 1x1, 1,024 units, 70 % dropout, scores: x (N, H, W, in) gives (N, classes).</summary>
public sealed class InceptionAux : Module
{
    readonly Module pool;
    readonly BasicConv2d conv;
    readonly Linear fc1, fc2;
    readonly Dropout dropout = new(0.7);

    /// <summary>A head over so many channels; the paper's averages 5x5 windows with stride 3 (14x14 become 4x4), torchvision's a grid of 4x4 fields.</summary>
    public InceptionAux(int inChannels, int classes, bool asPublished = false)
    {
        AdaptiveAvgPool2d grid = new(4, 4);
        pool = asPublished ? new Sequential(new AvgPool2d(5, stride: 3, floor: true), grid) : grid;                            // 14x14 -> 4x4
        conv = new BasicConv2d(inChannels, 128, kernelSize: 1, batchNorm: !asPublished);                                       // 4x4x128
        fc1 = new Linear([4, 4, 128], 1024, initializer: asPublished ? Initializer.KaimingNormal : Initializer.Gaussian(0.01));
        fc2 = new Linear(1024, classes, initializer: Initializer.Gaussian(0.01));
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => fc2.Forward(dropout.Forward(fc1.Forward(conv.Forward(pool.Forward(x)).Flatten()).Relu()));
}
