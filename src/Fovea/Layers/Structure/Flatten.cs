using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>Makes a vector of every image: (N, H, W, C) becomes (N, H W C), channels innermost.</summary>
public sealed class Flatten : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Result(x.Flatten());
}
