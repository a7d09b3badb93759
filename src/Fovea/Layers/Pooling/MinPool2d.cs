using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>Minimum over a window or an adjacency as a layer (deck 003); see <see cref="Tensor.MinPool2d(Pair, Pair?, Padding, Pair?, bool)"/>.</summary>
public sealed class MinPool2d : Module
{
    readonly Func<Tensor, Tensor> pool;
    readonly string text;

    /// <summary>A window of rows and columns; the stride is the window where none is given.</summary>
    /// <exception cref="ShapeException">Window, stride or dilation are less than 1.</exception>
    public MinPool2d(Pair window, Pair? stride = null, Padding padding = default, Pair? dilation = null, bool floor = false)
    {
        WindowNumbers.Check("MinPool2d", window, stride, dilation);
        (pool, text) = (x => x.MinPool2d(window, stride, padding, dilation, floor),
            $"MinPool2d {window}, stride {stride ?? window}" + (padding == default ? "" : $", padding {padding}") + ((dilation ?? 1) == 1 ? "" : $", dilation {dilation}"));
    }

    /// <summary>
    /// Any adjacency around every pixel, or around every so many; with padding given its rectangle walks like a window instead, and only whole ones count.
    /// What lies outside the image is absent.
    /// </summary>
    /// <exception cref="ShapeException">The stride is less than 1.</exception>
    public MinPool2d(Adjacency adjacency, Pair? stride = null, Padding? padding = null, bool floor = false)
    {
        WindowNumbers.Check("MinPool2d", window: null, stride);
        (pool, text) = (x => x.MinPool2d(adjacency, stride, padding, floor),
            $"MinPool2d {adjacency}, stride {stride ?? 1}" + (padding is null ? "" : $", padding {padding}"));
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Result(pool(x), x);

    /// <inheritdoc/>
    public override string ToString() => text;
}
