using Fovea.Tensors;
using static Fovea.Onnx.Elementwise;

namespace Fovea.Onnx;

/// <summary>Activations, and the softmax over an axis.</summary>
internal static class ActivationOperators
{
    public static readonly OnnxOperator[] All =
    [
        Unary("Relu", x => x.Relu(), x => Math.Max(x, 0), x => Math.Max(x, 0)),
        Unary("Sigmoid", x => x.Sigmoid()),
        Unary("Tanh", x => x.Tanh()),
        Unary("Softplus", x => x.Softplus()),
        new("LeakyRelu", call => call.X.With(call.X.Tensor.LeakyRelu(call.Float("alpha", 0.01f)))),
        new("Elu", call => call.X.With(call.X.Tensor.Elu(call.Float("alpha", 1)))),
        new("HardSigmoid", call => call.X.With(call.X.Tensor.HardSigmoid(call.Float("alpha", 0.2f), call.Float("beta", 0.5f)))),
        Unary("HardSwish", x => x.HardSwish()),
        Unary("Mish", x => x.Mish()),
        Unary("Softsign", x => x.Softsign()),
        new("Gelu", call => call.X.With(call.Text("approximate", "none") == "tanh" ? call.X.Tensor.GeluByTanh() : call.X.Tensor.Gelu())),
        new("Selu", call => call.X.With(call.X.Tensor.Selu(call.Float("alpha", 1.67326319217681884765625), call.Float("gamma", 1.05070102214813232421875)))),
        new("Celu", call => call.X.With(call.X.Tensor.Celu(call.Float("alpha", 1)))),
        new("ThresholdedRelu", call => call.X.With(call.X.Tensor.ThresholdedRelu(call.Float("alpha", 1)))),
        new("Shrink", call => call.X.With(call.X.Tensor.Shrink(call.Float("lambd", 0.5), call.Float("bias", 0)))),
        new("PRelu", call => Map([call[1], call.X], x => x[1].PRelu(x[0]))) { Weights = [1] },
        new("Clip", Clip) { Options = [1, 2], IsElementwise = true },
        new("Softmax", call => Softmax(call, (x, axis) => x.Softmax(axis))),
        new("LogSoftmax", call => Softmax(call, (x, axis) => x.LogSoftmax(axis))),
        new("Hardmax", call => Softmax(call, Hardmax)),
    ];

    static OnnxValue Clip(OnnxCall call)
    {
        // Bounds were options until they became inputs.
        if (call.Opset >= 11 && (Follows(call.Optional(1)) || Follows(call.Optional(2)))) return Clipped(call);
        double min = call.Opset < 11 ? call.Float("min", double.NegativeInfinity) : call.Numbers(1) is [var low, ..] ? low : double.NegativeInfinity;
        double max = call.Opset < 11 ? call.Float("max", double.PositiveInfinity) : call.Numbers(2) is [var high, ..] ? high : double.PositiveInfinity;
        // Where they cross, all become the upper one.
        return Map([call.X], x => x[0].Clamp(Math.Min(min, max), max), x => Math.Min(Math.Max(x[0], min), max));
    }

    static bool Follows(OnnxValue? bound) => bound is { IsKnown: false };

    /// <summary>Bounds that follow from the data.</summary>
    static OnnxValue Clipped(OnnxCall call)
    {
        OnnxValue x = call.X;
        if (call.Optional(1) is { } low) x = Map([low, x], v => Tensor.Maximum(v[1], v[0]));
        return call.Optional(2) is { } high ? Map([high, x], v => Tensor.Minimum(v[1], v[0])) : x;
    }

    /// <summary>1 at the first of the largest along an axis, 0 elsewhere.</summary>
    static Tensor Hardmax(Tensor x, int axis)
    {
        int[] along = [.. Enumerable.Repeat(1, x.Shape.Rank)];
        along[axis] = x.Shape[axis];
        return x.ArgMax(axis, keepDims: true).EqualTo(Tensor.Arange(x.Shape[axis]).Reshape(Shape.Create(along)));
    }

    static OnnxValue Softmax(OnnxCall call, Func<Tensor, int, Tensor> softmax)
    {
        OnnxValue x = call.X;
        int axis = x.Shape.Axis(call.Axis("axis", call.Opset < 13 ? 1 : -1));
        long inner = x.Shape.Sizes[(axis + 1)..].ToArray().Aggregate(1L, (product, size) => product * size);
        if (call.Opset >= 13 || inner == 1) return x.With(softmax(x.Tensor, x.Place(axis)));
        // The first versions took all axes from this one on as one.
        OnnxValue rows = x.Reshape([(int)(x.Shape.Count / Math.Max(1, inner * x.Shape[axis])), checked((int)(inner * x.Shape[axis]))]);
        return rows.With(softmax(rows.Tensor, rows.Place(1))).Reshape(x.Shape);
    }
}
