using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>Enlarges images by a whole factor, repeating pixels or interpolating between them: (N, H, W, C) gives (N, f H, f W, C).</summary>
public sealed class Upsample2d : Module
{
    readonly int factor;
    readonly ResizeMode mode;

    /// <summary>A layer that enlarges by <paramref name="factor"/>, at least 1, in rows and columns.</summary>
    public Upsample2d(int factor, ResizeMode mode = ResizeMode.Nearest)
    {
        if (factor < 1) throw new ShapeException($"Upsample2d: the factor must be at least 1, it is {factor}");
        (this.factor, this.mode) = (factor, mode);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        if (x.Shape.Rank != 4) throw new ShapeException("Upsample2d", "the input needs four dimensions", [("input", x.Shape, "expected (N, H, W, C)")]);
        return Result(x.Resize2d(checked(x.Shape[1] * factor), checked(x.Shape[2] * factor), mode));
    }

    /// <inheritdoc/>
    public override string ToString() => $"Upsample2d x{factor}, {mode}";
}
