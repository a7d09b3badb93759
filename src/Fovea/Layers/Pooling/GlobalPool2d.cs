using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>The mean of every channel over the whole image: (N, H, W, C) becomes (N, 1, 1, C).</summary>
public sealed class GlobalAvgPool2d : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Result(x.GlobalAvgPool2d(), x);
}

/// <summary>The maximum of every channel over the whole image: (N, H, W, C) becomes (N, 1, 1, C).</summary>
public sealed class GlobalMaxPool2d : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Result(x.GlobalMaxPool2d(), x);
}
