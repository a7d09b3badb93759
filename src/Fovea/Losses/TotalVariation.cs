using Fovea.Tensors;

namespace Fovea.Losses;

public static partial class Loss
{
    /// <summary>
    /// Total variation: the mean absolute difference of neighbours in a column plus that of neighbours in a row, which is small for smooth images
    /// (Rudin et al. 1992, the anisotropic form). x (N, H, W, C), at least 2x2.
    /// </summary>
    public static Tensor TotalVariation(Tensor x)
    {
        if (x.Shape.Rank != 4 || x.Shape[1] < 2 || x.Shape[2] < 2) throw new ShapeException("TotalVariation", "needs images of at least 2x2 pixels", [("input", x.Shape, "expected (N, H, W, C)")]);
        (int height, int width) = (x.Shape[1], x.Shape[2]);
        Tensor down = x.Slice(1, 1, height - 1) - x.Slice(1, 0, height - 1), across = x.Slice(2, 1, width - 1) - x.Slice(2, 0, width - 1);
        return (down.Abs().Mean() + across.Abs().Mean()).Labelled("TotalVariation");
    }
}
