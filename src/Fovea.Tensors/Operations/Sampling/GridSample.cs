namespace Fovea.Tensors;

/// <summary>What <see cref="Tensor.GridSample"/> finds beyond the border of an image.</summary>
public enum GridBorder
{
    /// <summary>Zeros.</summary>
    Zeros,

    /// <summary>The pixel at the border.</summary>
    Edge,

    /// <summary>The image mirrored at its border: at the centres of the outermost pixels where corners are aligned, else at their outer edges.</summary>
    Reflect,
}

/// <summary>
/// The values of images (N, H, W, C) at positions (N, H', W', 2), given as (x, y) from -1 to 1 over the width and the height: gives (N, H', W', C).
/// </summary>
internal sealed partial record GridSampleOp(ResizeMode Mode, GridBorder Border, bool AlignCorners) : Operation
{
    internal override Shape Infer(ReadOnlySpan<Shape> x)
    {
        (Shape images, Shape grid) = (x[0], x[1]);
        if (images.Rank != 4 || grid.Rank != 4 || grid[3] != 2 || grid[0] != images[0])
            throw new ShapeException(Name, "the grid needs one pair (x, y) for each pixel of the result, for each image", [("input", images, "(N, H, W, C)"), ("grid", grid, "expected (N, H', W', 2)")]);
        if (images[1] == 0 || images[2] == 0) throw new ShapeException(Name, "the images have no pixels", [("input", images, "(N, H, W, C)")]);
        return [images[0], grid[1], grid[2], images[3]];
    }
}

public partial class Tensor
{
    /// <summary>
    /// Takes a batch of images (N, H, W, C) at the positions of a grid (N, H', W', 2): gives (N, H', W', C), as PyTorch's grid_sample defines it (Jaderberg et al., arXiv:1506.02025).
    /// A position is a pair (x, y): -1 is the left or upper border of the image, 1 the right or lower one.
    /// </summary>
    /// <param name="grid">The positions.</param>
    /// <param name="mode">How values are taken from the pixels around. The nearest pixel has no gradient with respect to the grid.</param>
    /// <param name="border">What stands beyond the image.</param>
    /// <param name="alignCorners">Whether -1 and 1 are the centres of the outermost pixels, or their outer edges.</param>
    /// <exception cref="ShapeException">This is no batch of images with pixels, or the grid does not fit it.</exception>
    public Tensor GridSample(Tensor grid, ResizeMode mode = ResizeMode.Bilinear, GridBorder border = GridBorder.Zeros, bool alignCorners = false) =>
        Apply(new GridSampleOp(mode, border, alignCorners), this, grid);
}
