using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>Several nodes as one: operators of ONNX Runtime, which its tools and some exporters write.</summary>
internal static class FusedOperators
{
    const string Microsoft = "com.microsoft";

    public static readonly OnnxOperator[] All =
    [
        new("Gelu", call => call.X.With(call.X.Tensor.Gelu())) { Domain = Microsoft },
        new("FastGelu", call => Biased(call, x => x.GeluByTanh())) { Domain = Microsoft, Weights = [1] },
        new("BiasGelu", call => Biased(call, x => x.Gelu())) { Domain = Microsoft, Weights = [1] },
        new("QuickGelu", call => call.X.With(call.X.Tensor.Silu(call.Float("alpha", 1.702)))) { Domain = Microsoft },
        new("FusedConv", FusedConv) { Domain = Microsoft, Kernels = [1], Weights = [2], Refused = "volumes" },
        new("FusedMatMul", Product) { Domain = Microsoft, Weights = [1], Refused = "transposed batches" },
        new("TransposeMatMul", Product) { Domain = Microsoft, Weights = [1] },
        new("FusedGemm", call => Activated(call, ProductOperators.Gemm(call), name => call.Float($"activation_{name}", double.NaN))) { Domain = Microsoft, Weights = [1, 2] },
        new("SkipLayerNormalization", call => Skipped(call, centres: true)) { Domain = Microsoft, Weights = [2, 3, 4] },
        new("SkipSimplifiedLayerNormalization", call => Skipped(call, centres: false)) { Domain = Microsoft, Weights = [2, 3] },
        new("SimplifiedLayerNormalization", call => NormalizationOperators.Affine(OverRoot(call.X, call.Axis("axis", -1), call), call[1], null)) { Weights = [1] },
        new("Attention", SelfAttention) { Domain = Microsoft, Weights = [1, 2], Refused = "masks, pasts and biases of positions" },
        new("MultiHeadAttention", MultiHeadAttention) { Domain = Microsoft, Weights = [3], Refused = "masks, pasts, biases of positions and packed inputs" },
    ];

    static OnnxValue Biased(OnnxCall call, Func<Tensor, Tensor> activation) => call.Optional(1) is { } bias
        ? Elementwise.Map([bias, call.X], x => activation(x[1] + x[0]))
        : call.X.With(activation(call.X.Tensor));

    static OnnxValue FusedConv(OnnxCall call)
    {
        OnnxValue y = ConvolutionOperators.Convolved(call, call.X, call[1], call.Optional(2)?.Logical);
        if (call.Optional(3) is { } sum) y = Elementwise.Map([sum, y], x => x[1] + x[0]);
        float[] parameters = call.Floats("activation_params") ?? [];
        int next = 0;
        return Activated(call, y, _ => next < parameters.Length ? parameters[next++] : double.NaN);
    }

    /// <summary>An activation by its name; its numbers, by theirs, are NaN where the node does not give them.</summary>
    static OnnxValue Activated(OnnxCall call, OnnxValue x, Func<string, double> number)
    {
        double Number(string name, double otherwise) => number(name) is var given && double.IsNaN(given) ? otherwise : given;
        Tensor y = x.Tensor;
        return x.With(call.Text("activation", "") switch
        {
            "" => y,
            "Relu" => y.Relu(),
            "Tanh" => y.Tanh(),
            "Sigmoid" => y.Sigmoid(),
            "LeakyRelu" => y.LeakyRelu(Number("alpha", 0.01f)),
            "Clip" => y.Clamp(Number("min", double.NegativeInfinity), Number("max", double.PositiveInfinity)),
            "HardSigmoid" => y.HardSigmoid(Number("alpha", 0.2f), Number("beta", 0.5)),
            var other => throw call.Unsupported($"the activation '{other}'"),
        });
    }

    static OnnxValue Product(OnnxCall call)
    {
        if (call.Flag("transBatchA") || call.Flag("transBatchB")) throw call.Unsupported("transposed batches");
        OnnxValue y = ProductOperators.Product(call.Flag("transA") ? Turned(call[0]) : call[0], call.Flag("transB") ? Turned(call[1]) : call[1]);
        return call.Float("alpha", 1) is not 1 and var alpha ? y.With(y.Tensor * alpha) : y;
    }

    static OnnxValue Turned(OnnxValue matrices) =>
        matrices.Rank < 2 ? matrices : matrices.Transpose([.. Enumerable.Range(0, matrices.Rank - 2), matrices.Rank - 1, matrices.Rank - 2]);

    /// <summary>The sum of an input, what skips to it, and a bias, normalised; the sum itself is the fourth output.</summary>
    static OnnxValue[] Skipped(OnnxCall call, bool centres)
    {
        OnnxValue sum = Elementwise.Map([call.X, call[1]], x => x[0] + x[1]);
        if (call.Optional(centres ? 4 : 3) is { } bias) sum = Elementwise.Map([bias, sum], x => x[1] + x[0]);
        if (!centres) return [NormalizationOperators.Affine(OverRoot(sum, -1, call), call[2], null), sum, sum, sum];
        (OnnxValue y, OnnxValue mean, OnnxValue inverse) = NormalizationOperators.Normalized(sum, [sum.Rank - 1], call.Float("epsilon", 1e-12f));
        return [NormalizationOperators.Affine(y, call[2], call.Optional(3)), mean, inverse, sum];
    }

    /// <summary>The value over the root of the mean of its squares along the axes from one on.</summary>
    static OnnxValue OverRoot(OnnxValue x, int axis, OnnxCall call)
    {
        int first = x.Shape.Axis(axis);
        int[] places = [.. Enumerable.Range(first, x.Rank - first).Select(x.Place).Order()];
        return x.With(x.Tensor * (x.Tensor.Square().Mean(places, keepDims: true) + call.Float("epsilon", 1e-5f)).Rsqrt());
    }

    static OnnxValue SelfAttention(OnnxCall call)
    {
        Refuse(call, first: 3);
        if (call.Ints("qkv_hidden_sizes") is { Length: > 0 }) throw call.Unsupported("different sizes of queries, keys and values");
        Tensor all = call.X.Logical.MatMul(call[1].Logical);
        if (call.Optional(2) is { } bias) all += bias.Logical;
        Tensor[] parts = all.Split(-1, 3);
        return Attended(call, parts[0], parts[1], parts[2], call.Flag("unidirectional"));
    }

    static OnnxValue MultiHeadAttention(OnnxCall call)
    {
        Refuse(call, first: 4);
        if (call.X.Rank != 3 || call.Optional(1) is not { Rank: 3 } || call.Optional(2) is not { Rank: 3 }) throw call.Unsupported("inputs that are packed or given head by head");
        Tensor[] qkv = [call.X.Logical, call[1].Logical, call[2].Logical];
        if (call.Optional(3) is { } bias)
        {
            Tensor[] parts = bias.Logical.Split(0, [qkv[0].Shape[-1], qkv[1].Shape[-1], qkv[2].Shape[-1]]);
            for (int i = 0; i < qkv.Length; i++) qkv[i] += parts[i];
        }
        return Attended(call, qkv[0], qkv[1], qkv[2], call.Flag("unidirectional"));
    }

    static void Refuse(OnnxCall call, int first)
    {
        for (int input = first; input < call.Count; input++)
            if (call.Optional(input) is not null) throw call.Unsupported($"input {input}, a mask, past or bias of positions");
    }

    /// <summary>softmax(Q K' scale) V for each head; queries, keys and values are (N, tokens, heads x size).</summary>
    static OnnxValue Attended(OnnxCall call, Tensor queries, Tensor keys, Tensor values, bool onlyBefore)
    {
        int heads = call.Axis("num_heads", 1);
        if (heads < 1 || queries.Shape[-1] % heads != 0 || values.Shape[-1] % heads != 0) throw call.Bad($"cuts {queries.Shape[-1]} features into {heads} heads");
        Tensor Heads(Tensor x) => x.Reshape(x.Shape[0], x.Shape[1], heads, x.Shape[2] / heads).Transpose(0, 2, 1, 3);
        double scale = call.Float("scale", 0) is not 0 and var given ? given : 1 / Math.Sqrt(queries.Shape[-1] / heads);
        Tensor scores = Heads(queries).MatMul(Heads(keys), transposeB: true) * scale;
        if (onlyBefore) scores += (1 - Tensor.Ones([scores.Shape[-2], scores.Shape[-1]]).LowerTriangle(scores.Shape[-1] - scores.Shape[-2])) * -1e30;
        Tensor y = scores.Softmax().MatMul(Heads(values)).Transpose(0, 2, 1, 3);
        return new OnnxValue(y.Reshape(y.Shape[0], y.Shape[1], values.Shape[-1]), call.X.Type);
    }
}
