using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>Gives its input as it is: the branch that a residual block goes around.</summary>
public sealed class Identity : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x;
}
