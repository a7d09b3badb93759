using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>
/// Leaky ReLU as a layer: x where positive, slope times x elsewhere. Deck 001 writes eps x + (1 - eps) max(0, x), deck 002 max(0.1 x, x): the same function for a slope of 0 to 1.
/// </summary>
public sealed class LeakyRelu(double slope = 0.01) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Result(x.LeakyRelu(slope));

    /// <inheritdoc/>
    public override string ToString() => $"LeakyRelu {slope}";
}
