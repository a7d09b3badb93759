using Fovea.Compute;

namespace Fovea.Tensors;

/// <summary>y[n, i, j, c] = the largest of what output pixel (i, j) sees in channel c (deck 003, "Pooling"); NaN where it sees one.</summary>
internal sealed record MaxPool2dOp(Neighbourhood Neighbourhood) : Operation, IReferenceOperation, ICpuOperation
{
    internal override Shape Infer(ReadOnlySpan<Shape> x) => Neighbourhood.Pooled(x[0]);

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) => [Tensor.Apply(new MaxPool2dGradientOp(Neighbourhood), x[0], dy)];

    internal override int? Simplify(GraphBuilder graph, ReadOnlySpan<int> x, Shape y) => Neighbourhood.IsIdentity(graph.ShapeOf(x[0])) ? x[0] : null;

    public void Reference(ReferenceArray[] x, ReferenceArray y) =>
        Neighbourhood.Visit(x[0].Shape, (output, seen) => y[output] = x[0][FirstMaximum(x[0], seen)]);

    public unsafe CpuKernel Cpu(CpuSite site)
    {
        PoolGeometry geometry = Neighbourhood.Geometry(site.Inputs[0]);
        return (x, y, scratch) => Compute.Pooling.Max(geometry, x[0], y);
    }

    /// <summary>Where the first of the largest is; the first NaN where there is one.</summary>
    public static long FirstMaximum(ReferenceArray x, List<(long At, int)> seen)
    {
        long best = seen[0].At;
        foreach (var (at, _) in seen)
            if (x[at] > x[best] || (double.IsNaN(x[at]) && !double.IsNaN(x[best]))) best = at;
        return best;
    }
}

/// <summary>
/// The gradient of <see cref="MaxPool2dOp"/>: each element of dy is added where the first maximum was. Operands are the input, which decides the places, and dy.
/// </summary>
internal sealed record MaxPool2dGradientOp(Neighbourhood Neighbourhood) : Operation, IReferenceOperation, ICpuOperation
{
    internal override Shape Infer(ReadOnlySpan<Shape> x) => x[0];

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) => [null, Tensor.Apply(new MaxPool2dSelectOp(Neighbourhood), x[0], dy)];

    public void Reference(ReferenceArray[] x, ReferenceArray y) =>
        Neighbourhood.Visit(x[0].Shape, (output, seen) => y[MaxPool2dOp.FirstMaximum(x[0], seen)] += x[1][output]);

    public unsafe CpuKernel Cpu(CpuSite site)
    {
        PoolGeometry geometry = Neighbourhood.Geometry(site.Inputs[0]);
        return (x, y, scratch) => Compute.Pooling.MaxGradient(geometry, x[0], x[1], y);
    }
}

/// <summary>
/// The adjoint of <see cref="MaxPool2dGradientOp"/> in dy: the value of the second operand where the first maximum of the first operand is.
/// </summary>
internal sealed record MaxPool2dSelectOp(Neighbourhood Neighbourhood) : Operation, IReferenceOperation, ICpuOperation
{
    internal override Shape Infer(ReadOnlySpan<Shape> x) => Neighbourhood.Pooled(x[0]);

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) => [null, Tensor.Apply(new MaxPool2dGradientOp(Neighbourhood), x[0], dy)];

    public void Reference(ReferenceArray[] x, ReferenceArray y) =>
        Neighbourhood.Visit(x[0].Shape, (output, seen) => y[output] = x[1][MaxPool2dOp.FirstMaximum(x[0], seen)]);

    public unsafe CpuKernel Cpu(CpuSite site)
    {
        PoolGeometry geometry = Neighbourhood.Geometry(site.Inputs[0]);
        return (x, y, scratch) => Compute.Pooling.MaxSelect(geometry, x[0], x[1], y);
    }
}

public partial class Tensor
{
    /// <summary>
    /// The largest value of each channel in each window of a batch of images (N, H, W, C): gives (N, H', W', C) with H' = (H - dilated height + padding) / stride + 1.
    /// Padding counts as absent, never as zero. The gradient goes to the first maximum of a window in reading order.
    /// </summary>
    /// <param name="window">Rows and columns of the window.</param>
    /// <param name="stride">Steps of the window in rows and columns; the window's size where none is given.</param>
    /// <param name="padding">Absent pixels around the image: one number, (rows, columns), four sides, or <see cref="Padding.Same"/>.</param>
    /// <param name="dilation">Distance between neighbouring elements of the window.</param>
    /// <param name="floor">Whether rows and columns at the end that no whole window covers may be left out; an error otherwise.</param>
    /// <exception cref="ShapeException">This is no batch of images, the window does not tile it, or a window would hold padding only.</exception>
    public Tensor MaxPool2d(Pair window, Pair? stride = null, Padding padding = default, Pair? dilation = null, bool floor = false) =>
        Apply(new MaxPool2dOp(Neighbourhood.Of(new Window(window, stride ?? window, padding, dilation ?? 1).Resolved("MaxPool2d", Shape, floor), Shape).NeverEmpty("MaxPool2d", Shape)), this);

    /// <summary>
    /// The largest value of each channel among the adjacents B(p) of every <paramref name="stride"/>-th pixel p of a batch of images (N, H, W, C) (deck 003, "Pooling").
    /// Adjacents outside the image are absent. The gradient goes to the first maximum in reading order.
    /// </summary>
    /// <param name="adjacency">B, with its origin at the pixel.</param>
    /// <param name="stride">From one pixel p to the next, in rows and columns.</param>
    /// <param name="padding">
    /// Without it the pixels are the first, the (1 + stride)-th and so on, ceil(H / stride) by ceil(W / stride) of them: stride 1 keeps the size.
    /// With it the rectangle around the adjacency walks over the padded image like a window; <see cref="Padding.None"/> keeps to pixels all of whose adjacents exist.
    /// </param>
    /// <param name="floor">With padding given: whether rows and columns at the end that no whole window covers may be left out; an error otherwise.</param>
    /// <exception cref="ShapeException">This is no batch of images, the rectangle does not tile it, or a pixel has no adjacent inside the image.</exception>
    public Tensor MaxPool2d(Adjacency adjacency, Pair? stride = null, Padding? padding = null, bool floor = false) =>
        Apply(new MaxPool2dOp(Neighbourhood.Of("MaxPool2d", adjacency, Shape, stride ?? 1, padding, floor).NeverEmpty("MaxPool2d", Shape)), this);
}
