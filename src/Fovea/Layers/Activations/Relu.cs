using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>The rectified linear unit max(0, x) as a layer (deck 001).</summary>
public sealed class Relu : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Result(x.Relu());
}
