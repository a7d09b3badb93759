using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>Means over a grid of so many windows, for images of any size, as a layer; see <see cref="Tensor.AdaptiveAvgPool2d"/>.</summary>
public sealed class AdaptiveAvgPool2d : Module
{
    readonly int outHeight, outWidth;

    /// <summary>A layer whose result has so many rows and columns.</summary>
    /// <exception cref="ShapeException">A size is less than 1.</exception>
    public AdaptiveAvgPool2d(int outHeight, int outWidth)
    {
        WindowNumbers.CheckSize("AdaptiveAvgPool2d", (outHeight, outWidth));
        (this.outHeight, this.outWidth) = (outHeight, outWidth);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Result(x.AdaptiveAvgPool2d(outHeight, outWidth), x);

    /// <inheritdoc/>
    public override string ToString() => $"AdaptiveAvgPool2d to {outHeight}x{outWidth}";
}

/// <summary>Maxima over a grid of so many windows, for images of any size, as a layer; see <see cref="Tensor.AdaptiveMaxPool2d"/>.</summary>
public sealed class AdaptiveMaxPool2d : Module
{
    readonly int outHeight, outWidth;

    /// <summary>A layer whose result has so many rows and columns.</summary>
    /// <exception cref="ShapeException">A size is less than 1.</exception>
    public AdaptiveMaxPool2d(int outHeight, int outWidth)
    {
        WindowNumbers.CheckSize("AdaptiveMaxPool2d", (outHeight, outWidth));
        (this.outHeight, this.outWidth) = (outHeight, outWidth);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Result(x.AdaptiveMaxPool2d(outHeight, outWidth), x);

    /// <inheritdoc/>
    public override string ToString() => $"AdaptiveMaxPool2d to {outHeight}x{outWidth}";
}
