using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>
/// Spatial pyramid pooling (He et al. 2014): the maximum over the cells of several grids, so that images of any size become vectors of one length:
/// (N, H, W, C) gives (N, C times the sum of n²) for grids of n x n cells, coarse to fine as they are listed, channels innermost.
/// Cell i of n covers rows floor(i H / n) to ceil((i + 1) H / n).
/// </summary>
public sealed class SpatialPyramidPool2d : Module
{
    readonly int[] levels;

    /// <summary>A pyramid of grids; 1, 2 and 4 cells a side where none are given.</summary>
    public SpatialPyramidPool2d(params int[] levels)
    {
        this.levels = levels.Length == 0 ? [1, 2, 4] : levels;
        if (this.levels.Any(level => level < 1)) throw new ShapeException("SpatialPyramidPool2d: a grid needs at least one cell a side");
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        if (x.Shape.Rank != 4) throw new ShapeException("SpatialPyramidPool2d", "the input needs four dimensions", [("input", x.Shape, "expected (N, H, W, C)")]);
        (int height, int width) = (x.Shape[1], x.Shape[2]);
        if (levels.Max() > Math.Min(height, width))
            throw new ShapeException("SpatialPyramidPool2d", $"a grid of {levels.Max()} cells a side is finer than the image", [("input", x.Shape, "(N, H, W, C)")]);
        Tensor[] grids = Array.ConvertAll(levels, level => x.AdaptiveMaxPool2d(level, level).Flatten());
        return Result(Tensor.Concat(1, grids), x);
    }

    /// <inheritdoc/>
    public override string ToString() => $"SpatialPyramidPool2d {string.Join(", ", levels)}";
}
