using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>Mean over a window or an adjacency as a layer (decks 001 and 003); see <see cref="Tensor.AvgPool2d(Pair, Pair?, Padding, Pair?, bool, bool)"/>.</summary>
public sealed class AvgPool2d : Module
{
    readonly Func<Tensor, Tensor> pool;
    readonly string text;

    /// <summary>A window of rows and columns; the stride is the window where none is given. Padding counts as zeros unless <paramref name="countPadding"/> is false.</summary>
    public AvgPool2d(Pair window, Pair? stride = null, Padding padding = default, Pair? dilation = null, bool countPadding = true, bool floor = false) =>
        (pool, text) = (x => x.AvgPool2d(window, stride, padding, dilation, countPadding, floor), $"AvgPool2d {window}, stride {stride ?? window}");

    /// <summary>Any adjacency around every pixel.</summary>
    public AvgPool2d(Adjacency adjacency, Pair? stride = null) => (pool, text) = (x => x.AvgPool2d(adjacency, stride), $"AvgPool2d {adjacency}, stride {stride ?? 1}");

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Result(pool(x));

    /// <inheritdoc/>
    public override string ToString() => text;
}
