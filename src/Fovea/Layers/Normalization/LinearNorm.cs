using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>Over what <see cref="LinearNorm"/> takes the smallest and the largest value.</summary>
public enum LinearNormOver
{
    /// <summary>All pixels of one image, channel by channel.</summary>
    Image,

    /// <summary>All images of the batch, pixel by pixel and channel by channel.</summary>
    Batch,
}

/// <summary>
/// Linear normalisation (deck 003): (I - min) / (max - min), 0 to 1, per image or per batch. Where all values are equal the result is 0.
/// x (N, H, W, C) keeps its shape.
/// </summary>
public sealed class LinearNorm(LinearNormOver over = LinearNormOver.Image) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        if (x.Shape.Rank != 4) throw new ShapeException("LinearNorm", "the input needs four dimensions", [("input", x.Shape, "expected (N, H, W, C)")]);
        int[] axes = over == LinearNormOver.Image ? [1, 2] : [0];
        Tensor low = x.Min(axes, keepDims: true), range = x.Max(axes, keepDims: true) - low;
        return Result((x - low) / Tensor.Where(range > 0, range, 1));
    }

    /// <inheritdoc/>
    public override string ToString() => $"LinearNorm per {over.ToString().ToLowerInvariant()}";
}
