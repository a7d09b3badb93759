namespace Fovea.Tensors;

/// <summary>How a resized image takes its values from the pixels around.</summary>
public enum ResizeMode
{
    /// <summary>One pixel: of n rows resized to m, row i takes row floor(i n / m).</summary>
    Nearest,

    /// <summary>The four pixels around, weighted by nearness; linear along rows and columns. Reducing an image leaves pixels out, nothing is blurred before.</summary>
    Bilinear,
}

/// <summary>Images of another size, without antialiasing; how rows and columns map is in <see cref="ResizeAxis"/>. The adjoint of <see cref="Resize2dGradientOp"/>.</summary>
internal sealed partial record Resize2dOp(Pair Size, ResizeMode Mode, bool AlignCorners) : Operation
{
    internal override Shape Infer(ReadOnlySpan<Shape> x) => [x[0][0], Size.Y, Size.X, x[0][3]];

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) =>
        [Tensor.Apply(new Resize2dGradientOp((x[0].Shape[1], x[0].Shape[2]), Size, Mode, AlignCorners), dy)];

    // In every mode, images of the same size are the same images.
    internal override int? Simplify(GraphBuilder graph, ReadOnlySpan<int> x, Shape y) => graph.ShapeOf(x[0]) == y ? x[0] : null;
}

/// <summary>Adds every pixel of dy, weighted, to the pixels of an image of size Input from which <see cref="Resize2dOp"/> took it; its adjoint.</summary>
internal sealed partial record Resize2dGradientOp(Pair Input, Pair Size, ResizeMode Mode, bool AlignCorners) : Operation
{
    internal override Shape Infer(ReadOnlySpan<Shape> x) => [x[0][0], Input.Y, Input.X, x[0][3]];

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) => [Tensor.Apply(new Resize2dOp(Size, Mode, AlignCorners), dy)];

    internal override int? Simplify(GraphBuilder graph, ReadOnlySpan<int> x, Shape y) => graph.ShapeOf(x[0]) == y ? x[0] : null;
}

/// <summary>From which two positions along one dimension every output position takes its value, and with which share from the second.</summary>
internal sealed class ResizeAxis
{
    public ResizeAxis(int input, int output, ResizeMode mode, bool alignCorners)
    {
        (First, Second, Share) = (new int[output], new int[output], new double[output]);
        for (int i = 0; i < output; i++)
        {
            // Nearest in whole numbers: rounding must not move a pixel.
            if (mode == ResizeMode.Nearest) First[i] = Second[i] = (int)((long)i * input / output);
            else
            {
                double at = alignCorners ? output == 1 ? 0 : (double)i * (input - 1) / (output - 1) : Math.Max(0, (i + 0.5) * input / output - 0.5);
                First[i] = Math.Min((int)at, input - 1);
                Second[i] = Math.Min(First[i] + 1, input - 1);
                Share[i] = at - First[i];
            }
        }
    }

    public int[] First { get; }

    public int[] Second { get; }

    /// <summary>The weight of the second, 0 to 1; the first has the rest.</summary>
    public double[] Share { get; }
}

public partial class Tensor
{
    /// <summary>
    /// A batch of images (N, H, W, C) with another number of rows and columns: gives (N, height, width, C), as PyTorch's interpolate defines it. Bilinear row i of m stands at row
    /// (i + 0.5) H / m - 0.5 of the H rows, or at i (H - 1) / (m - 1) where corners are aligned; outside the image the border repeats.
    /// </summary>
    /// <param name="height">Rows of the result.</param>
    /// <param name="width">Columns of the result.</param>
    /// <param name="mode">How values are taken from the pixels around.</param>
    /// <param name="alignCorners">Whether the centres of the corner pixels, not the corners of the image, stay in place. For <see cref="ResizeMode.Bilinear"/> only.</param>
    /// <exception cref="ShapeException">This is no batch of images with pixels, a size is less than 1, or corners are to be aligned in a mode that cannot.</exception>
    public Tensor Resize2d(int height, int width, ResizeMode mode = ResizeMode.Nearest, bool alignCorners = false)
    {
        if (Shape.Rank != 4) throw new ShapeException("Resize2d", $"the input needs four dimensions, it has {Shape.Rank}", [("input", Shape, "expected (N, H, W, C)")]);
        if (Shape[1] == 0 || Shape[2] == 0) throw new ShapeException("Resize2d", "the images have no pixels", [("input", Shape, "(N, H, W, C)")]);
        if (height < 1 || width < 1) throw new ShapeException("Resize2d", $"the size must be at least 1x1, it is {height}x{width}", [("input", Shape, "(N, H, W, C)")]);
        if (alignCorners && mode != ResizeMode.Bilinear) throw new ShapeException($"Resize2d: corners cannot be aligned in mode {mode}", "alignCorners goes with ResizeMode.Bilinear");
        return Apply(new Resize2dOp((height, width), mode, alignCorners), this);
    }
}
