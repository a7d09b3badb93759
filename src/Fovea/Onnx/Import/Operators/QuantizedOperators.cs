using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>
/// Numbers of few bits: q stands for scale (q - zero). They are computed as the real numbers that they stand for, or as whole numbers that are held as real ones; sums are exact to 2^24.
/// </summary>
internal static class QuantizedOperators
{
    const string Microsoft = "com.microsoft";

    public static readonly OnnxOperator[] All =
    [
        new("QuantizeLinear", QuantizeLinear) { Options = [1, 2], Refused = "types of 4 bits, and floats of 8" },
        new("DequantizeLinear", call => Real(call, call.X, call[1], call.Optional(2))) { Options = [1, 2], Refused = "types of 4 bits, and floats of 8" },
        new("QuantizeLinear", QuantizeLinear) { Domain = Microsoft, Options = [1, 2] },
        new("DequantizeLinear", call => Real(call, call.X, call[1], call.Optional(2))) { Domain = Microsoft, Options = [1, 2] },
        new("DynamicQuantizeLinear", DynamicQuantizeLinear),
        new("MatMulInteger", call => ProductOperators.Product(Whole(call.X, call.Optional(2), -2), Whole(call[1], call.Optional(3), -1)).As(OnnxElementType.Int32)),
        new("ConvInteger", call => ConvolutionOperators.Convolved(call, Whole(call.X, call.Optional(2), 1), Whole(call[1], call.Optional(3), 0), null).As(OnnxElementType.Int32)) { Refused = "volumes" },
        new("QLinearMatMul", call => Quantized(call, ProductOperators.Product(Real(call, 0), Real(call, 3)), 6)) { Options = [1, 2, 4, 5, 6, 7] },
        new("QLinearConv", QLinearConv) { Options = [1, 2, 4, 5, 6, 7, 8], Refused = "volumes" },
        Binary("QLinearAdd", (a, b) => a + b),
        Binary("QLinearMul", (a, b) => a * b),
        Unary("QLinearSigmoid", (_, x) => x.With(x.Tensor.Sigmoid())),
        Unary("QLinearLeakyRelu", (call, x) => x.With(x.Tensor.LeakyRelu(call.Float("alpha", 0.01f)))),
        Unary("QLinearAveragePool", PoolingOperators.Average),
        Unary("QLinearGlobalAveragePool", (call, x) => call.Flag("channels_last") ? throw call.Unsupported("channels_last") : PoolingOperators.Global(call, x, (tensor, axes) => tensor.Mean(axes, keepDims: true))),
        new("QLinearConcat", call => Quantized(call, OnnxValue.Concat(call.Axis("axis", 0), [.. Enumerable.Range(0, (call.Count - 2) / 3).Select(i => Real(call, 2 + 3 * i))]), 0)) { Domain = Microsoft },
        new("MatMulIntegerToFloat", MatMulIntegerToFloat) { Domain = Microsoft, Options = [3, 5] },
        new("DynamicQuantizeMatMul", DynamicQuantizeMatMul) { Domain = Microsoft, Options = [2, 3] },
        new("QGemm", QGemm) { Domain = Microsoft, Options = [1, 2, 4, 5, 6, 7, 8] },
    ];

    static OnnxOperator Unary(string name, Func<OnnxCall, OnnxValue, OnnxValue> of) => new(name, call => Quantized(call, of(call, Real(call, 0)), 3)) { Domain = Microsoft, Options = [1, 2, 3, 4] };

    static OnnxOperator Binary(string name, Func<Tensor, Tensor, Tensor> of) =>
        new(name, call => Quantized(call, Elementwise.Map([Real(call, 0), Real(call, 3)], x => of(x[0], x[1])), 6)) { Domain = Microsoft, Options = [1, 2, 4, 5, 6, 7] };

    static OnnxValue QuantizeLinear(OnnxCall call)
    {
        OnnxElementType type = call.Optional(2)?.Type ?? (OnnxElementType)call.Int("output_dtype", (long)OnnxElementType.UInt8);
        return Quantized(call, call.X, call[1], call.Optional(2), type);
    }

    /// <summary>Zero is in the range, so that it is exact.</summary>
    static OnnxValue[] DynamicQuantizeLinear(OnnxCall call)
    {
        Tensor x = call.X.Tensor, low = Tensor.Minimum(x.Min(), 0), high = Tensor.Maximum(x.Max(), 0);
        Tensor scale = (high - low) / 255;
        scale = Tensor.Where(scale.EqualTo(0), 1, scale);
        Tensor zero = (-low / scale).Round().Clamp(0, 255);
        return [call.X.With(((x / scale).Round() + zero).Clamp(0, 255), OnnxElementType.UInt8), new OnnxValue(scale, call.X.Type), new OnnxValue(zero, OnnxElementType.UInt8)];
    }

    static OnnxValue QLinearConv(OnnxCall call)
    {
        // The bias counts in products of both scales.
        OnnxValue whole = ConvolutionOperators.Convolved(call, Whole(call.X, call[2], 1), Whole(call[3], call[5], 0), call.Optional(8)?.Logical);
        OnnxValue scale = Elementwise.Map([call[1], Along(call[4], 1, whole.Rank)], s => s[0] * s[1], s => s[0] * s[1]);
        return Quantized(call, Elementwise.Map([scale, whole], v => v[1] * v[0], type: scale.Type), 6);
    }

    static OnnxValue MatMulIntegerToFloat(OnnxCall call) =>
        Scaled(ProductOperators.Product(Whole(call.X, call.Optional(4), -2), Whole(call[1], call.Optional(5), -1)), call[2], call[3], call.Optional(6));

    static OnnxValue DynamicQuantizeMatMul(OnnxCall call)
    {
        OnnxValue[] quantized = DynamicQuantizeLinear(call);
        return Scaled(ProductOperators.Product(Whole(quantized[0], quantized[2], -2), Whole(call[1], call.Optional(3), -1)), quantized[1], call[2], call.Optional(4));
    }

    /// <summary>Whole numbers as real ones, by the scales of both factors, plus a bias.</summary>
    static OnnxValue Scaled(OnnxValue whole, OnnxValue left, OnnxValue right, OnnxValue? bias)
    {
        OnnxValue y = Elementwise.Map([left, right, whole], v => v[2] * (v[0] * v[1]), type: left.Type);
        return bias is null ? y : Elementwise.Map([bias, y], v => v[1] + v[0]);
    }

    static OnnxValue QGemm(OnnxCall call)
    {
        OnnxValue a = Whole(call.X, call[2], -2), b = Whole(call[3], call[5], call.Flag("transB") ? 0 : -1);
        OnnxValue y = ProductOperators.Product(call.Flag("transA") ? a.Transpose([1, 0]) : a, call.Flag("transB") ? b.Transpose([1, 0]) : b);
        if (call.Optional(6) is { } bias) y = Elementwise.Map([bias, y], v => v[1] + v[0]);
        double alpha = call.Float("alpha", 1);
        OnnxValue scale = Elementwise.Map([call[1], call[4]], s => s[0] * s[1] * alpha, s => s[0] * s[1] * alpha);
        y = Elementwise.Map([scale, y], v => v[1] * v[0], type: scale.Type);
        return call.Optional(7) is null ? y : Quantized(call, y, 7);
    }

    /// <summary>The real numbers that an input stands for, whose scale and zero are the inputs behind it.</summary>
    static OnnxValue Real(OnnxCall call, int input) => Real(call, call[input], call[input + 1], call[input + 2]);

    static OnnxValue Real(OnnxCall call, OnnxValue q, OnnxValue scale, OnnxValue? zero)
    {
        OnnxValue factor = Blocks(call, scale, q);
        return zero is null
            ? Elementwise.Map([q, factor], x => x[0] * x[1], x => x[0] * x[1], type: scale.Type)
            : Elementwise.Map([q, factor, Blocks(call, zero, q)], x => (x[0] - x[2]) * x[1], x => (x[0] - x[2]) * x[1], type: scale.Type);
    }

    /// <summary>Whole numbers less their zero, of which there may be one for each position along an axis.</summary>
    static OnnxValue Whole(OnnxValue q, OnnxValue? zero, int axis) => zero is null ? q : Elementwise.Map([Along(zero, q.Shape.Axis(axis), q.Rank), q], x => x[1] - x[0], x => x[1] - x[0]);

    /// <summary>A result as numbers of few bits, by the scale and zero that are two inputs.</summary>
    static OnnxValue Quantized(OnnxCall call, OnnxValue real, int scale) => Quantized(call, real, call[scale], call.Optional(scale + 1), call.Optional(scale + 1)?.Type ?? OnnxElementType.UInt8);

    static OnnxValue Quantized(OnnxCall call, OnnxValue real, OnnxValue scale, OnnxValue? zero, OnnxElementType type)
    {
        (double lowest, double highest) = WholeNumbers.Range(call, type);
        // Half a step goes to the even neighbour; a zero is added behind.
        return zero is null
            ? Elementwise.Map([real, Blocks(call, scale, real)], x => (x[0] / x[1]).Round().Clamp(lowest, highest), type: type)
            : Elementwise.Map([real, Blocks(call, scale, real), Blocks(call, zero, real)], x => ((x[0] / x[1]).Round() + x[2]).Clamp(lowest, highest), type: type);
    }

    /// <summary>Scales or zeros of a value: one for all, one for each position along an axis, or one for each block of neighbours along it.</summary>
    static OnnxValue Blocks(OnnxCall call, OnnxValue numbers, OnnxValue x)
    {
        if (numbers.Shape.Count == 1) return numbers.Reshape(Shape.Scalar);
        int axis = x.Shape.Axis(call.Axis("axis", 1)), block = call.Axis("block_size", 0);
        if (numbers.Rank == 1 && block == 0) return Along(numbers, axis, x.Rank);
        if (numbers.Rank != x.Rank || block < 1) throw call.Bad($"has scales {numbers.Shape} for {x.Shape}");
        OnnxValue apart = numbers.Unsqueeze([axis + 1]);
        OnnxValue repeated = apart.BroadcastTo(apart.Shape.With(axis + 1, block)).Reshape(numbers.Shape.With(axis, checked(numbers.Shape[axis] * block)));
        return repeated.Slice(axis, 0, x.Shape[axis]);
    }

    /// <summary>A vector along an axis of several; a single number as it is.</summary>
    static OnnxValue Along(OnnxValue vector, int axis, int rank)
    {
        if (vector.Shape.Count == 1) return vector.Reshape(Shape.Scalar);
        int[] sizes = [.. Enumerable.Repeat(1, rank)];
        sizes[axis] = (int)vector.Shape.Count;
        return vector.Reshape(Shape.Create(sizes));
    }
}
