using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>The logistic sigmoid 1 / (1 + exp(-x)) as a layer (deck 001).</summary>
public sealed class Sigmoid : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Result(x.Sigmoid());
}
