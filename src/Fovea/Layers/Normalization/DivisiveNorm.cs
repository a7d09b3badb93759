using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>
/// Divisive normalisation (deck 003): N(p) = I(p) / sqrt(sum over q in C(p) of I²(q)), channel by channel, where C is an adjacency; it lifts subtle and isolated
/// activations. <c>epsilon</c> is added under the root, so that an empty neighbourhood gives 0. Outside the image there are zeros.
/// </summary>
public sealed class DivisiveNorm(Adjacency adjacency, double epsilon = 1e-8) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Result(x * (x.Square().SumPool2d(adjacency) + epsilon).Rsqrt(), x);

    /// <inheritdoc/>
    public override string ToString() => $"DivisiveNorm {adjacency}";
}
