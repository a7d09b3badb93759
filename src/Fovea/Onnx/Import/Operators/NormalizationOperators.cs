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
        new("InstanceNormalization", InstanceNormalization) { Weights = [1, 2] },
        new("GroupNormalization", GroupNormalization) { Weights = [1, 2] },
        new("MeanVarianceNormalization", MeanVarianceNormalization),
        new("LpNormalization", LpNormalization),
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

    static OnnxValue[] LayerNormalization(OnnxCall call)
    {
        OnnxValue x = call.X;
        int first = x.Shape.Axis(call.Axis("axis", -1));
        (OnnxValue y, OnnxValue mean, OnnxValue inverse) = Normalized(x, [.. Enumerable.Range(first, x.Rank - first)], call.Float("epsilon", 1e-5f));
        return [Affine(y, call[1], call.Optional(2)), mean, inverse];
    }

    /// <summary>The value less its mean over some axes and over its deviation there; with the mean and 1 / deviation.</summary>
    public static (OnnxValue Y, OnnxValue Mean, OnnxValue Inverse) Normalized(OnnxValue x, int[] axes, double epsilon)
    {
        int[] places = [.. axes.Select(axis => x.Place(axis)).Order()];
        Tensor mean = x.Tensor.Mean(places, keepDims: true), centred = x.Tensor - mean, inverse = (centred.Square().Mean(places, keepDims: true) + epsilon).Rsqrt();
        return (x.With(centred * inverse), x.With(mean), x.With(inverse));
    }

    /// <summary>The value times weights and plus a bias.</summary>
    public static OnnxValue Affine(OnnxValue x, OnnxValue weight, OnnxValue? bias) => bias is null
        ? Elementwise.Map([weight, x], v => v[1] * v[0])
        : Elementwise.Map([weight, bias, x], v => v[2] * v[0] + v[1]);

    static OnnxValue InstanceNormalization(OnnxCall call)
    {
        OnnxValue x = call.X;
        if (x.Rank < 3) throw call.Bad($"needs an input with positions, {x.Shape} has none");
        OnnxValue y = Normalized(x, [.. Enumerable.Range(2, x.Rank - 2)], call.Float("epsilon", 1e-5f)).Y;
        return Affine(y, PerChannel(call[1], x.Rank), PerChannel(call[2], x.Rank));
    }

    static OnnxValue GroupNormalization(OnnxCall call)
    {
        OnnxValue x = call.X;
        int groups = call.Axis("num_groups", 0);
        if (x.Rank < 3 || groups < 1 || x.Shape[1] % groups != 0) throw call.Bad($"cannot cut the channels of {x.Shape} into {groups} groups");
        OnnxValue apart = x.Reshape([x.Shape[0], groups, x.Shape[1] / groups, .. x.Shape.Sizes[2..]]);
        OnnxValue y = Normalized(apart, [.. Enumerable.Range(2, x.Rank - 1)], call.Float("epsilon", 1e-5f)).Y;
        // The first versions had a weight a group.
        return call.Opset < 21
            ? Affine(y, PerChannel(call[1], x.Rank + 1), PerChannel(call[2], x.Rank + 1)).Reshape(x.Shape)
            : Affine(y.Reshape(x.Shape), PerChannel(call[1], x.Rank), PerChannel(call[2], x.Rank));
    }

    /// <summary>A vector along axis 1 of a number of axes.</summary>
    static OnnxValue PerChannel(OnnxValue vector, int rank) => vector.Reshape(Shape.Create([(int)vector.Shape.Count, .. Enumerable.Repeat(1, rank - 2)]));

    static OnnxValue MeanVarianceNormalization(OnnxCall call)
    {
        int[] axes = [.. (call.Ints("axes") ?? [0, 2, 3]).Select(axis => call.X.Shape.Axis(call.Narrow(axis)))];
        // The definition adds 1e-9 to the deviation; under the root that is 1e-18.
        return Normalized(call.X, axes, 1e-18).Y;
    }

    static OnnxValue LpNormalization(OnnxCall call)
    {
        OnnxValue x = call.X;
        return x.With(x.Tensor / x.Tensor.Norm([x.Place(call.Axis("axis", -1))], call.Int("p", 2), keepDims: true));
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
