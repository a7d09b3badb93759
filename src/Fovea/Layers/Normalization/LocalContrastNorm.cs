using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>
/// Local contrast normalisation (Jarrett et al. 2009, sec. 2.2, with a uniform window for each channel): v = x - mean of x over the neighbourhood, then
/// v / max(c, s), where s is the root of the mean of v² over the neighbourhood (plus <c>epsilon</c>) and c the mean of s over the image, each channel for itself.
/// Only pixels inside the image count, so an even image gives 0 up to its border.
/// </summary>
public sealed class LocalContrastNorm(Adjacency adjacency, double epsilon = 1e-8) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        Tensor centred = x - x.AvgPool2d(adjacency, countPadding: false);
        Tensor deviation = (centred.Square().AvgPool2d(adjacency, countPadding: false) + epsilon).Sqrt();
        return Result(centred / Tensor.Maximum(deviation, deviation.Mean([1, 2], keepDims: true)), x);
    }

    /// <inheritdoc/>
    public override string ToString() => $"LocalContrastNorm {adjacency}";
}
