using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>Enlarges images by a whole factor, repeating pixels or interpolating between them: (N, H, W, C) gives (N, f H, f W, C).</summary>
public sealed class Upsample2d(int factor, ResizeMode mode = ResizeMode.Nearest) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Result(x.Resize2d(x.Shape[1] * factor, x.Shape[2] * factor, mode));

    /// <inheritdoc/>
    public override string ToString() => $"Upsample2d x{factor}, {mode}";
}
