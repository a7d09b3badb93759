using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Tests.Layers;

/// <summary>Every layer, in every form that it has.</summary>
internal static class LayerCases
{
    public static IEnumerable<LayerCase> All => [.. Linears, .. Convolutions, .. Pools, .. Activations, .. Normalizations, .. Structures];

    static IEnumerable<LayerCase> Linears =>
    [
        new("Linear", [3, 6], [3, 4], () => new Linear(6, 4), "weight (4, 6); bias (4)"),
        new("Linear of one vector", [6], [4], () => new Linear(6, 4), "weight (4, 6); bias (4)"),
        new("Linear of sequences, no bias", [2, 3, 6], [2, 3, 4], () => new Linear(6, 4, bias: false, initializer: Initializer.XavierNormal), "weight (4, 6)"),
        new("LocallyConnected2d", [2, 5, 4, 2], [2, 3, 2, 3], () => new LocallyConnected2d((5, 4), 2, 3, kernelSize: 3), "weight (3, 2, 3, 3, 3, 2); bias (3, 2, 3)"),
        new("LocallyConnected2d, stride, padding, no bias", [1, 5, 5, 2], [1, 3, 3, 2], () => new LocallyConnected2d(5, 2, 2, kernelSize: 3, stride: 2, padding: 1, bias: false),
            "weight (3, 3, 2, 3, 3, 2)"),
        new("LocallyConnected2d, floor", [1, 6, 5, 1], [1, 2, 2, 1], () => new LocallyConnected2d((6, 5), 1, 1, kernelSize: 3, stride: 2, floor: true), "weight (2, 2, 1, 3, 3, 1); bias (2, 2, 1)"),
        new("RadialBasis", [4, 5], [4, 3], () => new RadialBasis(Tensor.From([1, -1, 1, 1, -1, -1, 1, 1, -1, 1, 1, 1, -1, -1, 1], [3, 5]), scale: 0.5)),
        new("SelfAttention", [2, 4, 6], [2, 4, 6], () => new SelfAttention(6, heads: 2), "in_proj_weight (18, 6); in_proj_bias (18); out_proj.weight (6, 6); out_proj.bias (6)"),
        new("SelfAttention of an image", [1, 2, 3, 4], [1, 2, 3, 4], () => new SelfAttention(4), "in_proj_weight (12, 4); in_proj_bias (12); out_proj.weight (4, 4); out_proj.bias (4)"),
    ];

    static IEnumerable<LayerCase> Convolutions =>
    [
        new("Conv2d", [2, 5, 6, 2], [2, 3, 4, 3], () => new Conv2d(2, 3, kernelSize: 3), "weight (3, 3, 3, 2); bias (3)"),
        new("Conv2d, stride and padding", [1, 5, 4, 3], [1, 3, 4, 4], () => new Conv2d(3, 4, kernelSize: (3, 5), stride: (2, 1), padding: (1, 2)), "weight (4, 3, 5, 3); bias (4)"),
        new("Conv2d, uneven padding", [1, 4, 4, 2], [1, 3, 4, 3], () => new Conv2d(2, 3, kernelSize: 3, padding: new Padding(0, 1, 2, 0)), "weight (3, 3, 3, 2); bias (3)"),
        new("Conv2d, same padding", [1, 5, 6, 2], [1, 3, 3, 3], () => new Conv2d(2, 3, kernelSize: 3, stride: 2, padding: Padding.Same), "weight (3, 3, 3, 2); bias (3)"),
        new("Conv2d, dilation, no bias", [1, 7, 6, 2], [1, 3, 2, 3], () => new Conv2d(2, 3, kernelSize: 3, dilation: 2, bias: false), "weight (3, 3, 3, 2)"),
        new("Conv2d, groups", [1, 4, 3, 4], [1, 4, 3, 6], () => new Conv2d(4, 6, kernelSize: 3, padding: 1, groups: 2, initializer: Initializer.KaimingNormal), "weight (6, 3, 3, 2); bias (6)"),
        new("Conv2d, depthwise", [2, 4, 4, 3], [2, 4, 4, 3], () => new Conv2d(3, 3, kernelSize: 3, padding: 1, groups: 3), "weight (3, 3, 3, 1); bias (3)"),
        new("Conv2d, 1x1", [2, 3, 2, 5], [2, 3, 2, 4], () => new Conv2d(5, 4, kernelSize: 1), "weight (4, 1, 1, 5); bias (4)"),
        new("Conv2d, floor", [1, 5, 5, 1], [1, 2, 2, 2], () => new Conv2d(1, 2, kernelSize: 2, stride: 2, floor: true), "weight (2, 2, 2, 1); bias (2)"),
        new("TableConv2d", [2, 5, 6, 3], [2, 3, 4, 2], () => new TableConv2d(3, [[0, 2], [1]], kernelSize: 3), "weight (3, 3, 3); bias (2)"),
        new("ConvTranspose2d", [1, 3, 4, 3], [1, 5, 6, 2], () => new ConvTranspose2d(3, 2, kernelSize: 3), "weight (3, 3, 3, 2); bias (2)"),
        new("ConvTranspose2d, stride, padding, output padding", [2, 3, 2, 2], [2, 6, 4, 3], () => new ConvTranspose2d(2, 3, kernelSize: 3, stride: 2, padding: 1, outputPadding: 1),
            "weight (2, 3, 3, 3); bias (3)"),
        new("ConvTranspose2d, same padding", [1, 3, 2, 2], [1, 6, 4, 2], () => new ConvTranspose2d(2, 2, kernelSize: 3, stride: 2, padding: Padding.Same), "weight (2, 3, 3, 2); bias (2)"),
        new("ConvTranspose2d, dilation, no bias", [1, 3, 3, 2], [1, 7, 7, 3], () => new ConvTranspose2d(2, 3, kernelSize: (3, 2), stride: (1, 2), dilation: 2, bias: false), "weight (2, 3, 2, 3)"),
        new("ConvTranspose2d, groups", [1, 2, 3, 4], [1, 4, 6, 6], () => new ConvTranspose2d(4, 6, kernelSize: 2, stride: 2, groups: 2), "weight (4, 2, 2, 3); bias (6)"),
    ];

    static IEnumerable<LayerCase> Pools =>
    [
        .. Family("MaxPool2d", (w, s, p, d, f) => new MaxPool2d(w, s, p, d, f), (a, s, p) => new MaxPool2d(a, s, p)),
        .. Family("MinPool2d", (w, s, p, d, f) => new MinPool2d(w, s, p, d, f), (a, s, p) => new MinPool2d(a, s, p)),
        .. Family("AvgPool2d", (w, s, p, d, f) => new AvgPool2d(w, s, p, d, floor: f), (a, s, p) => new AvgPool2d(a, s, p)),
        .. Family("AvgPool2d inside", (w, s, p, d, f) => new AvgPool2d(w, s, p, d, countPadding: false, f), (a, s, p) => new AvgPool2d(a, s, p, countPadding: false)),
        new("GlobalAvgPool2d", [2, 3, 4, 5], [2, 1, 1, 5], () => new GlobalAvgPool2d()),
        new("GlobalMaxPool2d", [2, 3, 4, 5], [2, 1, 1, 5], () => new GlobalMaxPool2d()),
        .. from pool in new (string Name, Func<int, int, Module> Make)[] { ("AdaptiveAvgPool2d", (h, w) => new AdaptiveAvgPool2d(h, w)), ("AdaptiveMaxPool2d", (h, w) => new AdaptiveMaxPool2d(h, w)) }
           from size in new (int Height, int Width)[] { (2, 3), (3, 4), (1, 1), (5, 7), (6, 3), (7, 14) }
           select new LayerCase($"{pool.Name} to {size.Height}x{size.Width}", [2, 5, 7, 3], [2, size.Height, size.Width, 3], () => pool.Make(size.Height, size.Width)),
        new("SpatialPyramidPool2d", [2, 5, 7, 3], [2, 63], () => new SpatialPyramidPool2d()),
        new("SpatialPyramidPool2d, levels", [1, 4, 3, 2], [1, 20], () => new SpatialPyramidPool2d(3, 1)),
        new("LearnedPool2d", [2, 4, 6, 3], [2, 2, 3, 3], () => new LearnedPool2d(3, 2), "weight (3); bias (3)"),
        new("LearnedPool2d, overlapping", [1, 5, 7, 2], [1, 2, 3, 2], () => new LearnedPool2d(2, 3, stride: 2), "weight (2); bias (2)"),
    ];

    static IEnumerable<LayerCase> Activations =>
    [
        new("Sigmoid", [3, 5], [3, 5], () => new Sigmoid()), new("Tanh", [3, 5], [3, 5], () => new Tanh()), new("Relu", [3, 5], [3, 5], () => new Relu()),
        new("LeakyRelu", [3, 5], [3, 5], () => new LeakyRelu()), new("LeakyRelu 0.1", [3, 5], [3, 5], () => new LeakyRelu(0.1)), new("Softplus", [3, 5], [3, 5], () => new Softplus()),
        new("Elu", [3, 5], [3, 5], () => new Elu()), new("Elu 0.5", [3, 5], [3, 5], () => new Elu(0.5)), new("Gelu", [3, 5], [3, 5], () => new Gelu()),
        new("Softmax", [3, 5], [3, 5], () => new Softmax()), new("Softmax along axis 1", [2, 3, 2], [2, 3, 2], () => new Softmax(axis: 1)),
        new("Maxout", [2, 5], [2, 3], () => new Maxout(5, 3), "pieces.weight (6, 5); pieces.bias (6)"),
        new("Maxout, 4 pieces, sequences", [2, 2, 5], [2, 2, 3], () => new Maxout(5, 3, count: 4), "pieces.weight (12, 5); pieces.bias (12)"),
    ];

    static IEnumerable<LayerCase> Normalizations =>
    [
        new("LinearNorm per image", [3, 3, 2, 2], [3, 3, 2, 2], () => new LinearNorm()),
        new("LinearNorm per batch", [3, 3, 2, 2], [3, 3, 2, 2], () => new LinearNorm(LinearNormOver.Batch)),
        new("DivisiveNorm", [2, 4, 5, 2], [2, 4, 5, 2], () => new DivisiveNorm(Adjacency.Disk(1.5))),
        new("DivisiveNorm, rectangle", [1, 4, 5, 2], [1, 4, 5, 2], () => new DivisiveNorm(Adjacency.Rectangle(2, 3), epsilon: 0.1)),
        new("LocalContrastNorm", [2, 4, 5, 2], [2, 4, 5, 2], () => new LocalContrastNorm(Adjacency.Disk(1.5))),
        new("LocalResponseNorm", [1, 2, 3, 7], [1, 2, 3, 7], () => new LocalResponseNorm(5, alpha: 0.5, k: 2)),
        new("LocalResponseNorm, even, undivided", [3, 7], [3, 7], () => new LocalResponseNorm(4, alpha: 0.5, beta: 0.6, divideAlpha: false)),
        new("BatchNorm2d, training", [2, 3, 2, 3], [2, 3, 2, 3], () => new BatchNorm2d(3), "weight (3); bias (3); running_mean (3) fixed; running_var (3) fixed"),
        new("BatchNorm2d, evaluation", [2, 3, 2, 3], [2, 3, 2, 3], () => new BatchNorm2d(3), "weight (3); bias (3); running_mean (3) fixed; running_var (3) fixed") { Training = false },
        new("BatchNorm2d of vectors", [5, 3], [5, 3], () => new BatchNorm2d(3, epsilon: 0.01), "weight (3); bias (3); running_mean (3) fixed; running_var (3) fixed"),
        new("PixelBatchNorm, training", [4, 3, 2, 2], [4, 3, 2, 2], () => new PixelBatchNorm(3, 2, 2),
            "weight (2); bias (2); running_mean (3, 2, 2) fixed; running_deviation (3, 2, 2) fixed"),
        new("PixelBatchNorm, evaluation", [1, 3, 2, 2], [1, 3, 2, 2], () => new PixelBatchNorm(3, 2, 2),
            "weight (2); bias (2); running_mean (3, 2, 2) fixed; running_deviation (3, 2, 2) fixed") { Training = false },
        new("LayerNorm", [2, 3, 5], [2, 3, 5], () => new LayerNorm(5), "weight (5); bias (5)"),
        new("GroupNorm", [2, 3, 2, 6], [2, 3, 2, 6], () => new GroupNorm(3, 6), "weight (6); bias (6)"),
        new("GroupNorm of vectors, one group", [3, 6], [3, 6], () => new GroupNorm(1, 6, epsilon: 0.01), "weight (6); bias (6)"),
        new("GroupNorm of sequences, evaluation, not affine", [2, 4, 4], [2, 4, 4], () => new GroupNorm(2, 4, affine: false)) { Training = false },
        new("InstanceNorm2d", [2, 3, 2, 3], [2, 3, 2, 3], () => new InstanceNorm2d(3)),
        new("InstanceNorm2d, affine", [2, 3, 2, 3], [2, 3, 2, 3], () => new InstanceNorm2d(3, affine: true), "weight (3); bias (3)"),
    ];

    static IEnumerable<LayerCase> Structures =>
    [
        new("Dropout, training", [4, 6], [4, 6], () => new Dropout(0.4)), new("Dropout, evaluation", [4, 6], [4, 6], () => new Dropout(0.4)) { Training = false },
        new("Flatten", [2, 3, 4, 2], [2, 24], () => new Flatten()), new("Identity", [2, 3], [2, 3], () => new Identity()),
        new("Upsample2d", [1, 2, 3, 2], [1, 4, 6, 2], () => new Upsample2d(2)), new("Upsample2d, bilinear", [1, 2, 3, 2], [1, 6, 9, 2], () => new Upsample2d(3, ResizeMode.Bilinear)),
        new("Sequential", [2, 6, 6, 1], [2, 3], () => new Sequential(new Conv2d(1, 2, kernelSize: 3), new Tanh(), new MaxPool2d(2), new Flatten(), new Linear(8, 3)),
            "0.weight (2, 3, 3, 1); 0.bias (2); 4.weight (3, 8); 4.bias (3)"),
        new("Sequential of nothing", [2, 3], [2, 3], () => new Sequential()),
        new("SumBranches", [1, 4, 3, 2], [1, 4, 3, 2], () => new SumBranches(new Sequential(new Conv2d(2, 2, kernelSize: 3, padding: 1), new Tanh()), new Identity()), "0.0.weight (2, 3, 3, 2); 0.0.bias (2)"),
        new("StackBranches", [1, 4, 5, 2], [1, 4, 5, 5], () => new StackBranches(new MaxPool2d(3, stride: 1, padding: 1), new Conv2d(2, 3, kernelSize: 1)), "1.weight (3, 1, 1, 2); 1.bias (3)"),
        new("StackBranches along rows", [1, 2, 3, 2], [1, 4, 3, 2], () => new StackBranches([new Identity(), new Sigmoid()], axis: 1)),
    ];

    /// <summary>The forms that maximum, minimum and mean have in common.</summary>
    static IEnumerable<LayerCase> Family(string name, Func<Pair, Pair?, Padding, Pair?, bool, Module> window, Func<Adjacency, Pair?, Padding?, Module> adjacency) =>
    [
        new(name, [2, 4, 6, 3], [2, 2, 3, 3], () => window(2, null, default, null, false)),
        new($"{name}, overlapping and padded", [1, 5, 7, 2], [1, 3, 4, 2], () => window(3, 2, 1, null, false)),
        new($"{name}, dilation", [1, 5, 4, 2], [1, 3, 2, 2], () => window(2, 1, default, 2, false)),
        new($"{name}, floor", [1, 5, 5, 2], [1, 2, 2, 2], () => window(2, null, default, null, true)),
        new($"{name}, disk", [1, 5, 6, 2], [1, 5, 6, 2], () => adjacency(Adjacency.Disk(1.5), null, null)),
        new($"{name}, disk, every second pixel", [1, 5, 6, 2], [1, 3, 3, 2], () => adjacency(Adjacency.Disk(2.3), 2, null)),
        new($"{name}, whole disks only", [1, 5, 7, 2], [1, 2, 3, 2], () => adjacency(Adjacency.Disk(1), 2, Padding.None)),
    ];
}
