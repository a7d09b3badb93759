using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>
/// Maxout max(w1ᵀx + b1, w2ᵀx + b2, ...) (deck 002; Goodfellow et al. 2013): a linear layer with several pieces for each output, of which the largest counts.
/// x (..., in) gives (..., out).
/// </summary>
public sealed class Maxout : Module
{
    readonly Linear pieces;
    readonly int count;

    /// <summary>A layer with <paramref name="count"/> pieces for each of the outputs.</summary>
    public Maxout(int inFeatures, int outFeatures, int count = 2)
    {
        if (inFeatures < 1 || outFeatures < 1) throw new ShapeException($"Maxout: needs at least one input and one output, not {inFeatures} and {outFeatures}");
        if (count < 1) throw new ShapeException($"Maxout: needs at least one piece, not {count}");
        this.count = count;
        pieces = new Linear(inFeatures, checked(outFeatures * count));
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        Tensor y = pieces.Forward(x);
        return Result(y.Reshape([.. y.Shape.Sizes[..^1], y.Shape[-1] / count, count]).Max([-1]));
    }

    /// <inheritdoc/>
    public override string ToString() => $"Maxout, {count} pieces";
}
