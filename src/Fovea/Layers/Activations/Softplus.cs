using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>Soft ReLU log(1 + exp(x)) as a layer (deck 001).</summary>
public sealed class Softplus : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Result(x.Softplus());
}
