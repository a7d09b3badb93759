using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>Exponential linear unit as a layer: x where positive, alpha (exp(x) - 1) elsewhere (deck 002).</summary>
public sealed class Elu(double alpha = 1) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Result(x.Elu(alpha));

    /// <inheritdoc/>
    public override string ToString() => $"Elu {alpha}";
}
