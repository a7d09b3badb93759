using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Models;

/// <summary>
/// A layer of C-cells (Fukushima 1980, eq. 4 and 5): a cell answers when any S-cell of its plane nearby does, so the feature may lie a little to the side; it is inhibited by what
/// all planes show there on average, and saturates. p = sum d u over the window, its mean over all planes, y = f(max(0, (1 + p) / (1 + mean) - 1)) with
/// f(x) = x / (1/2 + x). x (N, H, W, planes) gives (N, H/2, W/2, planes), rounded up. Nothing is learned.
/// </summary>
public sealed class ComplexCells : Module
{
    const int Window = 5, Step = 2;

    readonly Tensor near = Neighbourhood.Falling(Window, perStep: 0.8, sum: 10);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        int planes = x.Shape[-1];
        Tensor pooled = x.Conv2d(near.BroadcastTo([planes, Window, Window, 1]), stride: Step, padding: Window / 2, groups: planes, floor: true);
        Tensor mean = pooled.Mean([-1], keepDims: true);
        Tensor excited = ((pooled - mean) / (1 + mean)).Relu();
        return Result(excited / (0.5 + excited), x);
    }

    /// <inheritdoc/>
    public override string ToString() => $"ComplexCells {Window}x{Window}, stride {Step}";
}

/// <summary>The fixed synapses c and d of the neocognitron, which fall with the distance from the middle of the window.</summary>
static class Neighbourhood
{
    /// <summary>A kernel (1, kH, kW, 1) that falls by a factor with each step of distance.</summary>
    public static Tensor Falling(Pair window, double perStep, double sum)
    {
        double[] values = new double[window.Y * window.X];
        for (int y = 0; y < window.Y; y++)
            for (int x = 0; x < window.X; x++)
                values[y * window.X + x] = Math.Pow(perStep, double.Hypot(y - (window.Y - 1) / 2.0, x - (window.X - 1) / 2.0));
        double scale = sum / values.Sum();
        return Tensor.From(Array.ConvertAll(values, value => value * scale), [1, window.Y, window.X, 1]);
    }
}
