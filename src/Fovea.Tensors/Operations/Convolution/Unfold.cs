namespace Fovea.Tensors;

/// <summary>
/// The patches of a batch of images: y[n, i, j, k C + c] = x[n, i S + d[k].Y, j S + d[k].X, c] for displacement number k, 0 outside the image.
/// The adjoint of <see cref="FoldOp"/>.
/// </summary>
internal sealed partial record UnfoldOp(Neighbourhood Neighbourhood) : Operation
{
    internal override Shape Infer(ReadOnlySpan<Shape> x) => Neighbourhood.Pooled(x[0]).With(-1, checked(Neighbourhood.Adjacency.Count * x[0][3]));

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) => [Tensor.Apply(new FoldOp(Neighbourhood, x[0].Shape), dy)];
}

/// <summary>Adds every patch to the place from which <see cref="UnfoldOp"/> takes it; its adjoint.</summary>
internal sealed partial record FoldOp(Neighbourhood Neighbourhood, Shape Image) : Operation
{
    internal override Shape Infer(ReadOnlySpan<Shape> x)
    {
        Shape patches = Neighbourhood.Pooled(Image).With(-1, checked(Neighbourhood.Adjacency.Count * Image[3]));
        return x[0] == patches ? Image : throw new ShapeException(Name, $"patches of images {Image} have the shape {patches}", [("input", x[0], "(N, H', W', window C)")]);
    }

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) => [Tensor.Apply(new UnfoldOp(Neighbourhood), dy)];
}

public partial class Tensor
{
    /// <summary>
    /// The patch around every pixel of a batch of images (N, H, W, C) as a vector: gives (N, H', W', kH kW C), the window row by row and the channels of a pixel together,
    /// with H' = (H - dilated kH + padding) / stride + 1. A matrix product with flattened kernels makes a convolution of it.
    /// </summary>
    /// <param name="window">Rows and columns of a patch.</param>
    /// <param name="stride">Steps from patch to patch.</param>
    /// <param name="padding">Zeros around the image: one number, (rows, columns), four sides, or <see cref="Padding.Same"/>.</param>
    /// <param name="dilation">Distance between neighbouring elements of a patch.</param>
    /// <param name="floor">Whether rows and columns at the end that no whole window covers may be left out; an error otherwise.</param>
    /// <exception cref="ShapeException">This is no batch of images, or the window does not tile it.</exception>
    public Tensor Unfold(Pair window, Pair? stride = null, Padding padding = default, Pair? dilation = null, bool floor = false) =>
        Apply(new UnfoldOp(Neighbourhood.Of(new Window(window, stride ?? 1, padding, dilation ?? 1).Resolved("Unfold", Shape, floor), Shape)), this);

    /// <summary>
    /// The patch around every <paramref name="stride"/>-th pixel p of a batch of images (N, H, W, C), (A, I) at p in deck 003: gives (N, ceil(H / stride), ceil(W / stride), |A| C), the adjacents
    /// in reading order, zeros outside. Padding is as in <see cref="MaxPool2d(Adjacency, Pair?, Padding?, bool)"/>.
    /// </summary>
    /// <exception cref="ShapeException">This is no batch of images, or the rectangle around the adjacency does not tile it.</exception>
    public Tensor Unfold(Adjacency adjacency, Pair? stride = null, Padding? padding = null, bool floor = false) =>
        Apply(new UnfoldOp(Neighbourhood.Of("Unfold", adjacency, Shape, stride ?? 1, padding, floor)), this);

    /// <summary>
    /// The opposite of <see cref="Unfold(Pair, Pair?, Padding, Pair?, bool)"/>, and its gradient: adds patches (N, H', W', kH kW C) up to images (N, height, width, C). Where patches overlap the
    /// result is a sum, not a mean.
    /// </summary>
    /// <param name="height">Rows of the images.</param>
    /// <param name="width">Columns of the images.</param>
    /// <param name="window">Rows and columns of a patch.</param>
    /// <param name="stride">Steps from patch to patch.</param>
    /// <param name="padding">What the patches reach over the images.</param>
    /// <param name="dilation">Distance between neighbouring elements of a patch.</param>
    /// <exception cref="ShapeException">Images of this size do not have so many patches, or the last dimension is no multiple of the window.</exception>
    public Tensor Fold(int height, int width, Pair window, Pair? stride = null, Padding padding = default, Pair? dilation = null)
    {
        if (Shape.Rank != 4) throw new ShapeException("Fold", $"the input needs four dimensions, it has {Shape.Rank}", [("input", Shape, "expected (N, H', W', window C)")]);
        long count = (long)window.Y * window.X;
        if (count < 1 || Shape[3] % count != 0) throw new ShapeException("Fold", $"{Shape[3]} numbers are no patch of a window {window.Y}x{window.X}", [("input", Shape, "(N, H', W', window C)")]);
        if (height < 1 || width < 1) throw new ShapeException($"Fold: images must be at least 1x1, not {height}x{width}");
        Shape image = [Shape[0], height, width, (int)(Shape[3] / count)];
        return Apply(new FoldOp(Neighbourhood.Of(new Window(window, stride ?? 1, padding, dilation ?? 1).Resolved("Fold", image, floor: true), image), image), this);
    }
}
