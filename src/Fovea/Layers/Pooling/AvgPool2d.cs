using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>Mean over a window or an adjacency as a layer (decks 001 and 003); see <see cref="Tensor.AvgPool2d(Pair, Pair?, Padding, Pair?, bool, bool)"/>.</summary>
public sealed class AvgPool2d : Module
{
    readonly Func<Tensor, Tensor> pool;
    readonly string text;

    /// <summary>A window of rows and columns; the stride is the window where none is given. Padding counts as zeros unless <paramref name="countPadding"/> is false.</summary>
    /// <exception cref="ShapeException">Window, stride or dilation are less than 1.</exception>
    public AvgPool2d(Pair window, Pair? stride = null, Padding padding = default, Pair? dilation = null, bool countPadding = true, bool floor = false)
    {
        WindowNumbers.Check("AvgPool2d", window, stride, dilation);
        (pool, text) = (x => x.AvgPool2d(window, stride, padding, dilation, countPadding, floor),
            $"AvgPool2d {window}, stride {stride ?? window}" + (padding == default ? "" : $", padding {padding}") + ((dilation ?? 1) == 1 ? "" : $", dilation {dilation}"));
    }

    /// <summary>
    /// Any adjacency around every pixel, or around every so many; with padding given its rectangle walks like a window instead, and only whole ones count.
    /// What lies outside the image is zeros unless <paramref name="countPadding"/> is false.
    /// </summary>
    /// <exception cref="ShapeException">The stride is less than 1.</exception>
    public AvgPool2d(Adjacency adjacency, Pair? stride = null, Padding? padding = null, bool countPadding = true, bool floor = false)
    {
        WindowNumbers.Check("AvgPool2d", window: null, stride);
        (pool, text) = (x => x.AvgPool2d(adjacency, stride, padding, countPadding, floor),
            $"AvgPool2d {adjacency}, stride {stride ?? 1}" + (padding is null ? "" : $", padding {padding}"));
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Result(pool(x));

    /// <inheritdoc/>
    public override string ToString() => text;
}
