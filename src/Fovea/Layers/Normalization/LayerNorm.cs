using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>
/// Layer normalisation (Ba et al. 2016): (x - mean) / sqrt(variance + eps) weight + bias over the last dimension of every sample. Weight, bias (features).
/// </summary>
public sealed class LayerNorm : Module
{
    readonly Variable weight, bias;
    readonly double epsilon;

    /// <summary>A layer over the last <paramref name="features"/> numbers.</summary>
    public LayerNorm(int features, double epsilon = 1e-5)
    {
        if (features < 1) throw new ShapeException($"LayerNorm: needs at least one feature, not {features}");
        NormalizationNumbers.Check("LayerNorm", epsilon);
        this.epsilon = epsilon;
        weight = Initializer.Ones.Make([features], 1, 1);
        bias = Initializer.Zeros.Make([features], 1, 1);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        if (x.Shape.Rank < 1 || x.Shape[-1] != weight.Shape[0])
            throw new ShapeException("LayerNorm", $"expects {weight.Shape[0]} features.", [("input", x.Shape, "(..., features)"), ("weight", weight.Shape, "(features)")]);
        Tensor centred = x - x.Mean([-1], keepDims: true);
        Tensor scale = (centred.Square().Mean([-1], keepDims: true) + epsilon).Rsqrt();
        return Result(centred * scale * weight + bias);
    }

    /// <inheritdoc/>
    public override string ToString() => $"LayerNorm {weight.Shape[0]}";
}
