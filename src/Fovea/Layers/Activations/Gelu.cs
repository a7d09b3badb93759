using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>The Gaussian error linear unit x Phi(x) as a layer (Hendrycks and Gimpel 2016).</summary>
public sealed class Gelu : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Result(x.Gelu());
}
