using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Models;

/// <summary>
/// AlexNet with one tower (Krizhevsky 2014, as torchvision has it): 61,100,840 parameters for 1,000 classes, 0.714 G multiply-adds for 224x224x3. No normalisation, no groups.
/// Images of other sizes, from 63x63, are brought to 6x6 by adaptive pooling.
/// </summary>
public sealed class AlexNet(int classes = 1000, int channels = 3) : Module
{
    readonly Sequential features = new(                                                                   // 224x224x3
        new Conv2d(channels, 64, kernelSize: 11, stride: 4, padding: 2, floor: true), new Relu(),         // 55x55x64
        new MaxPool2d(3, stride: 2, floor: true),                                                         // 27x27x64
        new Conv2d(64, 192, kernelSize: 5, padding: 2), new Relu(),                                       // 27x27x192
        new MaxPool2d(3, stride: 2, floor: true),                                                         // 13x13x192
        new Conv2d(192, 384, kernelSize: 3, padding: 1), new Relu(),                                      // 13x13x384
        new Conv2d(384, 256, kernelSize: 3, padding: 1), new Relu(),                                      // 13x13x256
        new Conv2d(256, 256, kernelSize: 3, padding: 1), new Relu(),                                      // 13x13x256
        new MaxPool2d(3, stride: 2, floor: true));                                                        // 6x6x256

    readonly AdaptiveAvgPool2d avgpool = new(6, 6);

    readonly Sequential classifier = new(
        new Dropout(), new Linear([6, 6, 256], 4096), new Relu(),
        new Dropout(), new Linear(4096, 4096), new Relu(),
        new Linear(4096, classes));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => classifier.Forward(avgpool.Forward(features.Forward(x)).Flatten());
}

/// <summary>
/// AlexNet as published (Krizhevsky et al. 2012, fig. 2): two towers that meet at conv3 and the linear layers (on one machine: convolutions with two groups), local response
/// normalisation after conv1 and conv2 with the paper's constants, overlapping pooling 3/2, dropout of fc6 and fc7. 60,965,224 parameters for 1,000 classes. The paper says
/// 224x224; its sizes come out with 227x227. Images of other sizes, from 67x67, are brought to 6x6 by adaptive pooling. Weights start normal with deviation 0.01, biases with
/// 1 in conv2, conv4, conv5, fc6 and fc7, else with 0 (sec. 5).
/// </summary>
public sealed class AlexNetTwoTowers(int classes = 1000, int channels = 3) : Module
{
    static readonly Initializer Small = Initializer.Gaussian(0.01), Zero = Initializer.Zeros, One = Initializer.Ones;

    readonly Conv2d conv1 = new(channels, 96, kernelSize: 11, stride: 4, floor: true, initializer: Small, biasInitializer: Zero);      // 227x227x3 -> 55x55x96
    readonly LocalResponseNorm norm1 = new(5, alpha: 1e-4, beta: 0.75, k: 2, divideAlpha: false);
    readonly MaxPool2d pool1 = new(3, stride: 2, floor: true);                                                                          // 27x27x96
    readonly Conv2d conv2 = new(96, 256, kernelSize: 5, padding: 2, groups: 2, initializer: Small, biasInitializer: One);               // 27x27x256
    readonly LocalResponseNorm norm2 = new(5, alpha: 1e-4, beta: 0.75, k: 2, divideAlpha: false);
    readonly MaxPool2d pool2 = new(3, stride: 2, floor: true);                                                                          // 13x13x256
    readonly Conv2d conv3 = new(256, 384, kernelSize: 3, padding: 1, initializer: Small, biasInitializer: Zero);                        // 13x13x384
    readonly Conv2d conv4 = new(384, 384, kernelSize: 3, padding: 1, groups: 2, initializer: Small, biasInitializer: One);              // 13x13x384
    readonly Conv2d conv5 = new(384, 256, kernelSize: 3, padding: 1, groups: 2, initializer: Small, biasInitializer: One);              // 13x13x256
    readonly MaxPool2d pool5 = new(3, stride: 2, floor: true);                                                                          // 6x6x256
    readonly AdaptiveAvgPool2d avgpool = new(6, 6);
    readonly Linear fc6 = new([6, 6, 256], 4096, initializer: Small, biasInitializer: One);
    readonly Dropout drop6 = new();
    readonly Linear fc7 = new(4096, 4096, initializer: Small, biasInitializer: One);
    readonly Dropout drop7 = new();
    readonly Linear fc8 = new(4096, classes, initializer: Small, biasInitializer: Zero);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        x = pool1.Forward(norm1.Forward(conv1.Forward(x).Relu()));
        x = pool2.Forward(norm2.Forward(conv2.Forward(x).Relu()));
        x = conv5.Forward(conv4.Forward(conv3.Forward(x).Relu()).Relu()).Relu();
        x = avgpool.Forward(pool5.Forward(x)).Flatten();
        x = drop6.Forward(fc6.Forward(x).Relu());
        x = drop7.Forward(fc7.Forward(x).Relu());
        return fc8.Forward(x);
    }
}
