using Fovea.Tensors;

namespace Fovea.Models;

/// <summary>The registry: every model that the system knows by name. What is not here does not exist; what is here is tested.</summary>
public static class ModelRegistry
{
    static readonly Shape Digit = [28, 28, 1], Tiny = [32, 32, 3], Photo = [224, 224, 3];

    /// <summary>All models, simple ones first.</summary>
    public static IReadOnlyList<ModelEntry> All { get; } =
    [
        new("linear", "linear", Digit, 10, "linear score function f = W x + b", "deck 001", (input, classes) => new LinearClassifier(input, classes)),
        new("two_layer", "linear", Digit, 10, "two-layer network f = W2 max(0, W1 x), 100 hidden units", "deck 001", (input, classes) => new TwoLayer(input, classes)),
        new("simplest_cnn", "small", Digit, 10, "simplest convolutional network: one learned kernel, sigmoid, linear", "deck 004",
            (input, classes) => new SimplestCnn(input[0], input[1], input[2], classes)) { Smallest = 3 },
        new("plain5", "small", Digit, 10, "five convolutions 3x3 with batch normalisation, under 100,000 parameters", "after VGG",
            (input, classes) => new Plain5(classes, input[2])) { Smallest = 4 },
        new("plain5_wide", "small", Tiny, 10, "plain5, twice as wide", "after VGG", (input, classes) => new Plain5(classes, input[2], widen: 2)) { Smallest = 4 },
        new("lenet5", "LeNet", Digit, 10, "LeNet-5, dense form: 6-16-120-84, ReLU and max pooling", "LeCun et al. 1998", (input, classes) => new LeNet5(classes) { Relu = true }.For(input)),
        new("lenet5_tanh", "LeNet", Digit, 10, "LeNet-5, dense form: 6-16-120-84, tanh and average pooling", "LeCun et al. 1998", (input, classes) => new LeNet5(classes).For(input)),
        new("lenet5_1998", "LeNet", Digit, 10, "LeNet-5 as published: connection table, learned subsampling, scaled tanh, radial basis output", "LeCun et al. 1998",
            (input, classes) => new LeNet5In1998(classes).For(input)),
        new("neocognitron", "Neocognitron", Digit, 10, "S and C planes in alternation, self-organised instead of by gradients", "Fukushima 1980", (input, classes) => new Neocognitron(input, classes)),
        CifarResNetOf(20), CifarResNetOf(32), CifarResNetOf(44), CifarResNetOf(56),
        new("alexnet", "AlexNet", Photo, 1000, "AlexNet with one tower", "Krizhevsky 2014", (input, classes) => new AlexNet(classes, input[2])) { InTorchvision = true, Smallest = 63 },
        new("alexnet_two_towers", "AlexNet", [227, 227, 3], 1000, "AlexNet as published: two towers, local response normalisation", "Krizhevsky et al. 2012",
            (input, classes) => new AlexNetTwoTowers(classes, input[2])) { Smallest = 67 },
        VggOf(11), VggOf(11, batchNorm: true),
        VggOf(13), VggOf(13, batchNorm: true),
        VggOf(16), VggOf(16, batchNorm: true),
        VggOf(19), VggOf(19, batchNorm: true),
        new("googlenet", "GoogLeNet", Photo, 1000, "GoogLeNet with batch normalisation; two auxiliary heads in training", "Szegedy et al. 2014",
            (input, classes) => new GoogLeNet(classes, input[2])) { InTorchvision = true, Smallest = 15 },
        new("googlenet_paper", "GoogLeNet", Photo, 1000, "GoogLeNet as published: real 5x5, local response normalisation", "Szegedy et al. 2014",
            (input, classes) => new GoogLeNet(classes, input[2], asPublished: true)) { Smallest = 79 },
        ResNetOf(18, "basic blocks"), ResNetOf(34, "basic blocks"), ResNetOf(50, "bottlenecks"), ResNetOf(101, "bottlenecks"), ResNetOf(152, "bottlenecks"),
        ResNeXtOf(50, groups: 32, widthPerGroup: 4), ResNeXtOf(101, groups: 32, widthPerGroup: 8),
        VitOf("b", "Base", VisionTransformerSize.Base, patch: 16), VitOf("b", "Base", VisionTransformerSize.Base, patch: 32), VitOf("l", "Large", VisionTransformerSize.Large, patch: 16),
        new("vit_tiny_32", "ViT", Tiny, 10, "Vision Transformer for small pictures: patches of 4x4, 6 layers", "Dosovitskiy et al. 2021", (input, classes) => new VisionTransformer(VisionTransformerSize.Tiny, patch: 4, input, classes)),
    ];

    /// <summary>The names of all models.</summary>
    public static IReadOnlyCollection<string> Names => [.. All.Select(entry => entry.Name)];

    /// <summary>The model of a name.</summary>
    /// <exception cref="FoveaException">There is none; the message has the nearest name and the list.</exception>
    public static ModelEntry Get(string name) => All.FirstOrDefault(entry => entry.Name == name) ?? throw Suggestion.Unknown("model", name, Names);

    static ModelEntry VggOf(int depth, bool batchNorm = false) =>
        new($"vgg{depth}{(batchNorm ? "_bn" : "")}", "VGG", Photo, 1000, $"VGG-{depth}: {depth - 3} convolutions 3x3{(batchNorm ? " with batch normalisation" : "")}, three linear layers",
            "Simonyan and Zisserman 2015", (input, classes) => new Vgg(depth, classes, input[2], batchNorm)) { InTorchvision = true, Smallest = 32 };

    static ModelEntry ResNetOf(int depth, string blocks) =>
        new($"resnet{depth}", "ResNet", Photo, 1000, $"ResNet-{depth}: {blocks}", "He et al. 2015", (input, classes) => new ResNet(depth, classes, input[2])) { InTorchvision = true };

    static ModelEntry ResNeXtOf(int depth, int groups, int widthPerGroup) =>
        new($"resnext{depth}_{groups}x{widthPerGroup}d", "ResNet", Photo, 1000, $"ResNeXt-{depth}: bottlenecks with {groups} groups of {widthPerGroup} channels", "Xie et al. 2017",
            (input, classes) => new ResNet(depth, classes, input[2], groups, widthPerGroup)) { InTorchvision = true };

    static ModelEntry CifarResNetOf(int depth) =>
        new($"resnet{depth}", "ResNet", Tiny, 10, $"ResNet-{depth} for small pictures: three stages of {depth / 6} basic blocks, shortcuts without weights", "He et al. 2015, sec. 4.2",
            (input, classes) => new CifarResNet(depth, classes, input[2]));

    static ModelEntry VitOf(string letter, string name, VisionTransformerSize size, int patch) =>
        new($"vit_{letter}_{patch}", "ViT", Photo, 1000, $"Vision Transformer, {name}: patches of {patch}x{patch}, {size.Layers} layers", "Dosovitskiy et al. 2021",
            (input, classes) => new VisionTransformer(size, patch, input, classes)) { InTorchvision = true };
}
