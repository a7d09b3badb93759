using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>Softmax exp(x_i) / sum_j exp(x_j) along an axis as a layer: scores become probabilities (deck 001).</summary>
public sealed class Softmax(int axis = -1) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Result(x.Softmax(axis));

    /// <inheritdoc/>
    public override string ToString() => axis == -1 ? "Softmax" : $"Softmax along axis {axis}";
}
