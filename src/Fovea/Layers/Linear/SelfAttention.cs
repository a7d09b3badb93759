using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>
/// Multi-head self-attention (Vaswani et al. 2017, sec. 3.2): every token asks all tokens and takes a mean of their values, weighted by
/// softmax(q kᵀ / sqrt(d)). x (N, tokens, features) keeps its shape. An image (N, H, W, C) is taken as H W tokens.
/// </summary>
public sealed class SelfAttention : Module
{
    readonly int heads;
    readonly Variable in_proj_weight, in_proj_bias;
    readonly Linear out_proj;

    /// <summary>Attention over tokens of <paramref name="features"/> numbers in <paramref name="heads"/> heads, which share the features among them.</summary>
    public SelfAttention(int features, int heads = 1)
    {
        if (features < 1 || heads < 1 || features % heads != 0) throw new ShapeException($"SelfAttention: {features} features cannot be shared by {heads} heads");
        this.heads = heads;
        in_proj_weight = Initializer.XavierUniform.Make([3 * features, features], features, 3 * features);
        in_proj_bias = Initializer.Zeros.Make([3 * features], features, 1);
        out_proj = new Linear(features, features, biasInitializer: Initializer.Zeros);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        int features = in_proj_weight.Shape[1], size = features / heads;
        if (x.Shape.Rank is not (3 or 4) || x.Shape[-1] != features)
            throw new ShapeException("SelfAttention", $"expects tokens of {features} features.", [("input", x.Shape, "(N, tokens, features) or (N, H, W, features)")]);
        (int n, int tokens) = (x.Shape[0], x.Shape.Rank == 3 ? x.Shape[1] : checked(x.Shape[1] * x.Shape[2]));
        Tensor projected = (x.MatMul(in_proj_weight, transposeB: true) + in_proj_bias).Reshape(n, tokens, 3, heads, size).Transpose(2, 0, 3, 1, 4);
        Tensor Part(int part) => projected.Slice(0, part, 1).Reshape(n, heads, tokens, size);
        // The queries are fewer numbers than the weights, so they are the ones to scale.
        Tensor weights = (Part(0) * (1 / Math.Sqrt(size))).MatMul(Part(1), transposeB: true).Softmax(-1);
        return out_proj.Forward(Result(weights.MatMul(Part(2)).Transpose(0, 2, 1, 3).Reshape(x.Shape), x));
    }

    /// <inheritdoc/>
    public override string ToString() => $"SelfAttention {in_proj_weight.Shape[1]}, {heads} head{(heads == 1 ? "" : "s")}";
}
