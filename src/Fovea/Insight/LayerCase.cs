using Fovea.Layers;
using Fovea.Models;
using Fovea.Tensors;

namespace Fovea.Insight;

/// <summary>A layer or model of small size with an input that fits, for checks that go over all of them.</summary>
/// <param name="Name">The kind of layer, or the model's name; a second form of a kind says what differs after a space.</param>
/// <param name="Make">Makes it.</param>
/// <param name="Input">The shape of the input.</param>
/// <param name="Samples">How many elements of each tensor are enough to check.</param>
public sealed record LayerCase(string Name, Func<Module> Make, Shape Input, int Samples = 16)
{
    static readonly Shape Picture = [2, 6, 6, 4];

    /// <summary>Every kind of layer, one row each, and more where options change the gradient.</summary>
    public static IReadOnlyList<LayerCase> Layers { get; } =
    [
        new("Linear", () => new Linear(5, 3), [4, 5]),
        new("Conv2d", () => new Conv2d(4, 3, kernelSize: 3, padding: 1), Picture),
        new("Conv2d strided", () => new Conv2d(4, 6, kernelSize: 2, stride: 2, groups: 2, bias: false), Picture),
        new("Conv2d dilated", () => new Conv2d(4, 2, kernelSize: 3, dilation: 2), Picture),
        new("TableConv2d", () => new TableConv2d(4, [[0, 1], [2], [0, 1, 2, 3]], kernelSize: 3), Picture),
        new("ConvTranspose2d", () => new ConvTranspose2d(4, 3, kernelSize: 3, stride: 2, padding: 1, outputPadding: 1), [2, 3, 4, 4]),
        new("LocallyConnected2d", () => new LocallyConnected2d((5, 6), 2, 3, kernelSize: 3), [2, 5, 6, 2]),
        new("SelfAttention", () => new SelfAttention(6, heads: 2), [2, 5, 6]),
        new("SelfAttention of an image", () => new SelfAttention(4), [1, 3, 2, 4]),
        new("RadialBasis", () => new RadialBasis(Tensor.From([1f, -1f, 1f, -1f, -1f, 1f], [2, 3]), 0.5), [4, 3]),
        new("MaxPool2d", () => new MaxPool2d(2), Picture),
        new("MaxPool2d overlapping", () => new MaxPool2d(3, stride: 1, padding: 1), Picture),
        new("MinPool2d", () => new MinPool2d(2), Picture),
        new("AvgPool2d", () => new AvgPool2d(2), Picture),
        new("AvgPool2d adjacency", () => new AvgPool2d(Adjacency.Disk(1.5)), Picture),
        new("GlobalAvgPool2d", () => new GlobalAvgPool2d(), Picture),
        new("GlobalMaxPool2d", () => new GlobalMaxPool2d(), Picture),
        new("AdaptiveAvgPool2d", () => new AdaptiveAvgPool2d(4, 3), Picture),
        new("AdaptiveMaxPool2d", () => new AdaptiveMaxPool2d(4, 3), Picture),
        new("LearnedPool2d", () => new LearnedPool2d(4, 2), Picture),
        new("SpatialPyramidPool2d", () => new SpatialPyramidPool2d(1, 2, 3), Picture),
        new("Relu", () => new Relu(), Picture),
        new("LeakyRelu", () => new LeakyRelu(0.1), Picture),
        new("Elu", () => new Elu(), Picture),
        new("Gelu", () => new Gelu(), Picture),
        new("Softplus", () => new Softplus(), Picture),
        new("Sigmoid", () => new Sigmoid(), Picture),
        new("Tanh", () => new Tanh(), Picture),
        new("Softmax", () => new Softmax(), Picture),
        new("Maxout", () => new Maxout(5, 3, 2), [4, 5]),
        new("BatchNorm2d", () => new BatchNorm2d(4), Picture),
        new("BatchNorm2d outside training", () => OutsideTraining(new BatchNorm2d(4)), Picture),
        new("PixelBatchNorm", () => new PixelBatchNorm(3, 3, 2), [4, 3, 3, 2]),
        new("LayerNorm", () => new LayerNorm(6), [3, 2, 6]),
        new("GroupNorm", () => new GroupNorm(2, 4), Picture),
        new("InstanceNorm2d", () => new InstanceNorm2d(4, affine: true), Picture),
        new("LinearNorm", () => new LinearNorm(), Picture),
        new("LinearNorm per batch", () => new LinearNorm(LinearNormOver.Batch), [4, 3, 3, 2]),
        new("DivisiveNorm", () => new DivisiveNorm(Adjacency.Disk(1)), Picture),
        new("LocalResponseNorm", () => new LocalResponseNorm(3, alpha: 0.5), Picture),
        new("LocalContrastNorm", () => new LocalContrastNorm(Adjacency.Disk(1)), Picture),
        new("Dropout", () => new Dropout(0.3), Picture),
        new("Upsample2d", () => new Upsample2d(2), [1, 3, 3, 2]),
        new("Upsample2d bilinear", () => new Upsample2d(2, ResizeMode.Bilinear), [1, 3, 3, 2]),
        new("Flatten", () => new Flatten(), Picture),
        new("Identity", () => new Identity(), Picture),
        new("Sequential", () => new Sequential(new Conv2d(4, 3, kernelSize: 3), new Tanh(), new Flatten(), new Linear(48, 2)), Picture),
        new("SumBranches", () => new SumBranches(new Conv2d(4, 4, kernelSize: 3, padding: 1), new Identity()), Picture),
        new("StackBranches", () => new StackBranches(new Conv2d(4, 2, kernelSize: 1), new Conv2d(4, 3, kernelSize: 3, padding: 1)), Picture),
    ];

    /// <summary>Every registered model that takes seconds to check, not minutes; those that take images of any size with small ones.</summary>
    public static IReadOnlyList<LayerCase> Models { get; } =
    [
        .. from entry in ModelRegistry.All
           where entry.Input.Count <= 28 * 28
           let input = entry.Smallest > 1 ? Shape.Create([8, 8, entry.Input[2]]) : entry.Input
           select new LayerCase(entry.Name, () => entry.Create(input), [2, .. input], Samples: entry.Smallest > 1 ? 1 : 4),
    ];

    /// <summary>All cases.</summary>
    public static IReadOnlyList<LayerCase> All { get; } = [.. Layers, .. Models];

    static T OutsideTraining<T>(T module) where T : Module
    {
        module.Train(false);
        return module;
    }
}
