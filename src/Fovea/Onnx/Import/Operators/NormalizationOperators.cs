using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>Normalisation, and dropout.</summary>
internal static class NormalizationOperators
{
    public static readonly OnnxOperator[] All =
    [
        new("BatchNormalization", BatchNormalization) { Weights = [1, 2], Statistics = [3, 4] },
        new("LayerNormalization", LayerNormalization) { Weights = [1, 2] },
        new("LRN", LocalResponse),
        new("Dropout", Dropout) { Options = [1, 2] },
    ];

    static OnnxValue[] BatchNormalization(OnnxCall call)
    {
        if (call.X.Rank < 2) throw call.Bad($"needs an input with channels, {call.X.Shape} has none");
        if (call.Opset < 9 && !call.Flag("spatial", true)) throw call.Unsupported("spatial = 0, statistics for every position");
        Tensor weight = call[1].Logical, bias = call[2].Logical, mean = call[3].Logical, variance = call[4].Logical;
        double epsilon = call.Float("epsilon", 1e-5f);
        // Only variables can take the running statistics; a file that computes them keeps to what it computes.
        Tensor y = call.Training && mean is Variable runningMean && variance is Variable runningVariance
            ? BatchNorm2d.Trained(call.X.ChannelsLast, weight, bias, runningMean, runningVariance, epsilon, 1 - call.Float("momentum", 0.9f))
            : BatchNorm2d.Evaluated(call.X.ChannelsLast, weight, bias, mean, variance, epsilon);
        OnnxValue result = new(y, call.X.Type, OnnxValue.ChannelsLastOrder(call.X.Rank));
        return [result, call[3], call[4]];
    }

    static OnnxValue LayerNormalization(OnnxCall call)
    {
        OnnxValue x = call.X;
        int first = x.Shape.Axis(call.Axis("axis", -1));
        int[] axes = [.. Enumerable.Range(first, x.Rank - first).Select(x.Place).Order()];
        Tensor centred = x.Tensor - x.Tensor.Mean(axes, keepDims: true);
        OnnxValue y = x.With(centred * (centred.Square().Mean(axes, keepDims: true) + call.Float("epsilon", 1e-5f)).Rsqrt());
        return call.Optional(2) is { } bias
            ? Elementwise.Map([call[1], bias, y], v => v[2] * v[0] + v[1])
            : Elementwise.Map([call[1], y], v => v[1] * v[0]);
    }

    static OnnxValue LocalResponse(OnnxCall call)
    {
        int size = call.Axis("size", 0);
        if (size < 1) throw call.Bad($"has a window of {size} channels");
        double alpha = call.Float("alpha", 1e-4f) / size, beta = call.Float("beta", 0.75f), bias = call.Float("bias", 1);
        Tensor y = LocalResponseNorm.Normalized(call.X.ChannelsLast, (size - 1) / 2, size / 2, alpha, beta, bias);
        return new(y, call.X.Type, OnnxValue.ChannelsLastOrder(call.X.Rank));
    }

    static OnnxValue[] Dropout(OnnxCall call)
    {
        OnnxValue x = call.X;
        double ratio = call.Opset < 12 ? call.Float("ratio", 0.5f) : call.Numbers(1) is [var given, ..] ? given : 0.5;
        OnnxValue everything = new(Tensor.Ones(x.Tensor.Shape), OnnxElementType.Bool, [.. x.Order]);
        if (!call.Training || ratio == 0) return [x, everything];
        if (ratio is not (> 0 and < 1)) throw call.Bad($"leaves out the share {ratio} of all numbers, which must be 0 to below 1");
        (Tensor y, Tensor kept) = Fovea.Layers.Dropout.Dropped(x.Tensor, ratio);
        return [x.With(y), x.With(kept, OnnxElementType.Bool)];
    }
}
