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
        new("HardSigmoid", call => call.X.With(HardSigmoid(call.X.Tensor, call.Float("alpha", 0.2f), call.Float("beta", 0.5f)))),
        new("HardSwish", call => call.X.With(call.X.Tensor * HardSigmoid(call.X.Tensor, 1 / 6.0, 0.5))),
        new("Clip", Clip) { Options = [1, 2], IsElementwise = true },
        new("Softmax", call => Softmax(call, (x, axis) => x.Softmax(axis))),
        new("LogSoftmax", call => Softmax(call, (x, axis) => x.LogSoftmax(axis))),
    ];

    static Tensor HardSigmoid(Tensor x, double alpha, double beta) => (alpha * x + beta).Clamp(0, 1);

    static OnnxValue Clip(OnnxCall call)
    {
        // Bounds were options until they became inputs.
        double min = call.Opset < 11 ? call.Float("min", double.NegativeInfinity) : call.Numbers(1) is [var low, ..] ? low : double.NegativeInfinity;
        double max = call.Opset < 11 ? call.Float("max", double.PositiveInfinity) : call.Numbers(2) is [var high, ..] ? high : double.PositiveInfinity;
        // Where they cross, all become the upper one.
        return Map([call.X], x => x[0].Clamp(Math.Min(min, max), max), x => Math.Min(Math.Max(x[0], min), max));
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
