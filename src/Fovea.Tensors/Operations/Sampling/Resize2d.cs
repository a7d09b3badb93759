namespace Fovea.Tensors;

/// <summary>Images of another size; how rows and columns map is in <see cref="ResizeAxis"/>. The adjoint of <see cref="Resize2dGradientOp"/>.</summary>
internal sealed partial record Resize2dOp(Pair Size, Resampling How) : Operation
{
    internal override Shape Infer(ReadOnlySpan<Shape> x) => [x[0][0], Size.Y, Size.X, x[0][3]];

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) => [Tensor.Apply(new Resize2dGradientOp((x[0].Shape[1], x[0].Shape[2]), Size, How), dy)];

    internal override int? Simplify(GraphBuilder graph, ReadOnlySpan<int> x, Shape y)
    {
        if (graph.ShapeOf(x[0]) != y) return null;
        var (rows, columns) = Axes(graph.ShapeOf(x[0]));
        return rows.IsIdentity && columns.IsIdentity ? x[0] : null;
    }

    (ResizeAxis Rows, ResizeAxis Columns) Axes(Shape input) => (How.Rows(input[1], Size.Y), How.Columns(input[2], Size.X));
}

/// <summary>Adds every pixel of dy, weighted, to the pixels of an image of size Input from which <see cref="Resize2dOp"/> took it; its adjoint.</summary>
internal sealed partial record Resize2dGradientOp(Pair Input, Pair Size, Resampling How) : Operation
{
    internal override Shape Infer(ReadOnlySpan<Shape> x) => [x[0][0], Input.Y, Input.X, x[0][3]];

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) => [Tensor.Apply(new Resize2dOp(Size, How), dy)];

    (ResizeAxis Rows, ResizeAxis Columns) Axes() => (How.Rows(Input.Y, Size.Y).Transposed(), How.Columns(Input.X, Size.X).Transposed());
}

public partial class Tensor
{
    /// <summary>
    /// A batch of images (N, H, W, C) with another number of rows and columns: gives (N, height, width, C), as PyTorch's interpolate defines it, without antialiasing. Row i of m takes
    /// row floor(i H / m) for <see cref="ResizeMode.Nearest"/>; otherwise it stands at (i + 0.5) H / m - 0.5 of the H rows, or at i (H - 1) / (m - 1) where corners are aligned.
    /// Outside the image the border repeats.
    /// </summary>
    /// <param name="height">Rows of the result.</param>
    /// <param name="width">Columns of the result.</param>
    /// <param name="mode">How values are taken from the pixels around.</param>
    /// <param name="alignCorners">Whether the centres of the corner pixels, not the corners of the image, stay in place. Not for <see cref="ResizeMode.Nearest"/>.</param>
    /// <exception cref="ShapeException">This is no batch of images with pixels, a size is less than 1, or corners are to be aligned in a mode that cannot.</exception>
    public Tensor Resize2d(int height, int width, ResizeMode mode = ResizeMode.Nearest, bool alignCorners = false)
    {
        if (alignCorners && mode == ResizeMode.Nearest) throw new ShapeException($"Resize2d: corners cannot be aligned in mode {mode}", "alignCorners goes with ResizeMode.Bilinear and ResizeMode.Bicubic");
        Resampling how = mode == ResizeMode.Nearest
            ? new() { Mode = mode, Coordinates = ResizeCoordinates.Asymmetric, Rounding = ResizeRounding.Floor }
            : new() { Mode = mode, Coordinates = alignCorners ? ResizeCoordinates.AlignCorners : ResizeCoordinates.HalfPixel };
        return Resize2d(height, width, how);
    }

    /// <summary>A batch of images (N, H, W, C) with another number of rows and columns: gives (N, height, width, C).</summary>
    /// <param name="height">Rows of the result.</param>
    /// <param name="width">Columns of the result.</param>
    /// <param name="how">How pixels map and are weighted.</param>
    /// <exception cref="ShapeException">This is no batch of images with pixels, a size is less than 1, or a scale is not above 0.</exception>
    public Tensor Resize2d(int height, int width, Resampling how)
    {
        if (Shape.Rank != 4) throw new ShapeException("Resize2d", $"the input needs four dimensions, it has {Shape.Rank}", [("input", Shape, "expected (N, H, W, C)")]);
        if (Shape[1] == 0 || Shape[2] == 0) throw new ShapeException("Resize2d", "the images have no pixels", [("input", Shape, "(N, H, W, C)")]);
        if (height < 1 || width < 1) throw new ShapeException("Resize2d", $"the size must be at least 1x1, it is {height}x{width}", [("input", Shape, "(N, H, W, C)")]);
        if (how.Scale is { } scale && !(scale.Y > 0 && scale.X > 0 && double.IsFinite(scale.Y) && double.IsFinite(scale.X)))
            throw new ShapeException("Resize2d", $"scales must be numbers above 0, they are {scale.Y} and {scale.X}", [("input", Shape, "(N, H, W, C)")]);
        Tensor resized = Apply(new Resize2dOp((height, width), how), this);
        if (how.Coordinates != ResizeCoordinates.Crop || how.Beyond == 0) return resized;
        return Where(Inside(how.Rows(Shape[1], height)).Reshape(height, 1, 1) * Inside(how.Columns(Shape[2], width)).Reshape(width, 1), resized, how.Beyond).Labelled("Resize2d");
    }

    static Tensor Inside(ResizeAxis axis) => From([.. axis.Inside.Select(inside => inside ? 1f : 0)]);
}
