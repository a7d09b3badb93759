using Fovea.Layers;
using Fovea.Optimizers;
using Fovea.Tensors;

namespace Fovea.Bench;

/// <summary>A computation whose plan is one kernel, or an operation with its gradients.</summary>
/// <param name="Name">The kernel, and the shape it is timed on.</param>
/// <param name="Body">The computation.</param>
/// <param name="Operands">The shapes of what it takes.</param>
sealed record KernelCase(string Name, Func<Tensor[], Tensor[]> Body, params Shape[] Operands)
{
    public static IReadOnlyList<KernelCase> All { get; } =
    [
        new("product 512", x => [x[0].MatMul(x[1])], [512, 512], [512, 512]),
        new("product 2048", x => [x[0].MatMul(x[1])], [2048, 2048], [2048, 2048]),
        new("product transposed, long sums", x => [x[0].MatMul(x[1], transposeA: true)], [25_088, 256], [25_088, 64]),
        new("products of a batch", x => [x[0].MatMul(x[1], transposeB: true)], [4, 12, 197, 64], [4, 12, 197, 64]),
        .. Convolution("window", [8, 56, 56, 64], [64, 3, 3, 64], stride: 2),
        .. Convolution("first layer", [8, 224, 224, 3], [64, 7, 7, 3], stride: 2),
        .. Convolution("patches", [4, 224, 224, 3], [768, 16, 16, 3], stride: 16, padding: 0),
        .. Convolution("1 x 1", [8, 28, 28, 512], [128, 1, 1, 512], padding: 0),
        .. Convolution("winograd 3 x 3", [8, 56, 56, 64], [64, 3, 3, 64]),
        .. Convolution("winograd 5 x 5", [32, 27, 27, 64], [192, 5, 5, 64]),
        .. Convolution("plane", [128, 28, 28, 1], [6, 5, 5, 1]),
        .. Convolution("dots", [128, 33, 33, 32], [1, 5, 5, 32]),
        .. Convolution("groups of 4", [8, 56, 56, 128], [128, 3, 3, 4], groups: 32),
        .. Convolution("groups of 16", [8, 14, 14, 512], [512, 3, 3, 16], groups: 32),
        .. Convolution("depthwise", [8, 56, 56, 96], [96, 3, 3, 1], groups: 96),
        .. WithGradients("maximum 2 x 2", x => x[0].MaxPool2d(2), [32, 56, 56, 64]),
        .. WithGradients("maximum 3 x 3", x => x[0].MaxPool2d(3, 2), [32, 55, 55, 64]),
        .. WithGradients("mean 7 x 7", x => x[0].AvgPool2d(7), [32, 7, 7, 512]),
        .. WithGradients("softmax", x => x[0].Softmax(), [4, 12, 197, 197]),
        .. WithGradients("gelu", x => x[0].Gelu(), [788, 3072]),
        .. WithGradients("batch normalisation + relu", Trained(new BatchNorm2d(256)), [8, 56, 56, 256]),
        .. WithGradients("layer normalisation", Trained(new LayerNorm(768)), [788, 768]),
        new("update", Update(), [1]),
    ];

    public override string ToString() => Name;

    static Func<Tensor[], Tensor> Trained(Module layer)
    {
        layer.Train();
        return layer is BatchNorm2d ? x => layer.Forward(x[0]).Relu() : x => layer.Forward(x[0]);
    }

    /// <summary>A step with momentum of 16 million weights whose gradient is one number.</summary>
    static Func<Tensor[], Tensor[]> Update()
    {
        Variable weight = new([4096, 4096], values => values.Fill(1));
        Sgd optimizer = new([weight], 0.01, momentum: 0.9);
        return x => [optimizer.Step((weight * x[0]).Sum())];
    }

    static KernelCase[] Convolution(string name, Shape image, Shape kernels, int stride = 1, int? padding = null, int groups = 1) =>
        WithGradients(name, x => x[0].Conv2d(x[1], stride: stride, padding: padding ?? kernels[1] / 2, groups: groups, floor: true), image, kernels);

    static KernelCase[] WithGradients(string name, Func<Tensor[], Tensor> operation, params Shape[] operands)
    {
        Shape result = operation([.. operands.Select(Tensor.Allocate)]).Shape;
        // The gradients for a given gradient of the result.
        return
        [
            new($"{name}, forward", x => [operation(x)], operands),
            new($"{name}, gradients", x => [.. Gradient.Of((operation(x[..^1]) * x[^1]).Sum(), x[..^1])], [.. operands, result]),
        ];
    }
}
