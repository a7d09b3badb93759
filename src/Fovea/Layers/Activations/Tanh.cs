using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>The hyperbolic tangent as a layer (deck 001).</summary>
public sealed class Tanh : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Result(x.Tanh());
}
