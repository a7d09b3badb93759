using Fovea.Compute;

namespace Fovea.Tensors;

/// <summary>
/// y[n, i, j, c] = the sum of what output pixel (i, j) sees in channel c over a divisor: 1, the number of displacements, or how many of them lie inside the
/// image (deck 003, "Average pooling").
/// </summary>
internal sealed record AvgPool2dOp(Neighbourhood Neighbourhood, AverageDivisor Divisor) : Operation, IReferenceOperation, ICpuOperation
{
    public override string Name => Divisor == AverageDivisor.One ? "SumPool2d" : "AvgPool2d";

    internal override Shape Infer(ReadOnlySpan<Shape> x) => Neighbourhood.Pooled(x[0]);

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) => [Tensor.Apply(new AvgPool2dGradientOp(Neighbourhood, Divisor, x[0].Shape), dy)];

    internal override int? Simplify(GraphBuilder graph, ReadOnlySpan<int> x, Shape y) => Neighbourhood.IsIdentity(graph.ShapeOf(x[0])) ? x[0] : null;

    public void Reference(ReferenceArray[] x, ReferenceArray y) => Neighbourhood.Visit(x[0].Shape, (output, seen) =>
    {
        foreach (var (at, _) in seen) y[output] += x[0][at] / Denominator(seen.Count);
    });

    public unsafe CpuKernel Cpu(CpuSite site)
    {
        PoolGeometry geometry = Neighbourhood.Geometry(site.Inputs[0]);
        AverageDivisor divisor = Divisor;
        return (x, y, scratch) => Compute.Pooling.Average(geometry, divisor, x[0], y);
    }

    /// <summary>What is divided by where so many pixels lie inside.</summary>
    public double Denominator(int inside) => Divisor switch
    {
        AverageDivisor.One => 1,
        AverageDivisor.Window => Neighbourhood.Adjacency.Count,
        _ => inside,
    };
}

/// <summary>The gradient of <see cref="AvgPool2dOp"/>, and its adjoint: each element of dy, over the divisor, is added to all pixels that were seen.</summary>
internal sealed record AvgPool2dGradientOp(Neighbourhood Neighbourhood, AverageDivisor Divisor, Shape Input) : Operation, IReferenceOperation, ICpuOperation
{
    internal override Shape Infer(ReadOnlySpan<Shape> x) => Input;

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) => [Tensor.Apply(new AvgPool2dOp(Neighbourhood, Divisor), dy)];

    public void Reference(ReferenceArray[] x, ReferenceArray y)
    {
        AvgPool2dOp pool = new(Neighbourhood, Divisor);
        Neighbourhood.Visit(Input, (output, seen) =>
        {
            foreach (var (at, _) in seen) y[at] += x[0][output] / pool.Denominator(seen.Count);
        });
    }

    public unsafe CpuKernel Cpu(CpuSite site)
    {
        PoolGeometry geometry = Neighbourhood.Geometry(Input);
        AverageDivisor divisor = Divisor;
        return (x, y, scratch) => Compute.Pooling.AverageGradient(geometry, divisor, x[0], y);
    }
}

public partial class Tensor
{
    /// <summary>
    /// The mean of each channel in each window of a batch of images (N, H, W, C): gives (N, H', W', C) with H' = (H - dilated height + padding) / stride + 1.
    /// </summary>
    /// <param name="window">Rows and columns of the window.</param>
    /// <param name="stride">Steps of the window in rows and columns; the window's size where none is given.</param>
    /// <param name="padding">Zeros around the image: one number, (rows, columns), four sides, or <see cref="Padding.Same"/>.</param>
    /// <param name="dilation">Distance between neighbouring elements of the window.</param>
    /// <param name="countPadding">Whether padding counts as zeros in the mean (PyTorch's count_include_pad), or is left out of it.</param>
    /// <param name="floor">Whether rows and columns at the end that no whole window covers may be left out; an error otherwise.</param>
    /// <exception cref="ShapeException">This is no batch of images, the window does not tile it, or padding is not counted and a window would hold nothing else.</exception>
    public Tensor AvgPool2d(Pair window, Pair? stride = null, Padding padding = default, Pair? dilation = null, bool countPadding = true, bool floor = false) =>
        Averaged(Neighbourhood.Of(new Window(window, stride ?? window, padding, dilation ?? 1).Resolved("AvgPool2d", Shape, floor), Shape), countPadding);

    /// <summary>
    /// The mean of each channel over the adjacents B(p) of every <paramref name="stride"/>-th pixel p of a batch of images (N, H, W, C) (deck 003, "Average pooling": the sum
    /// over |B|). Which pixels these are, and what padding means, is as in <see cref="MaxPool2d(Adjacency, Pair?, Padding?, bool)"/>.
    /// </summary>
    /// <param name="adjacency">B, with its origin at the pixel.</param>
    /// <param name="stride">From one pixel p to the next, in rows and columns.</param>
    /// <param name="padding">Padding for the rectangle around the adjacency; without it there are ceil(H / stride) by ceil(W / stride) pixels.</param>
    /// <param name="countPadding">Whether adjacents outside the image count as zeros, or are left out of the mean.</param>
    /// <param name="floor">With padding given: whether rows and columns at the end that no whole window covers may be left out; an error otherwise.</param>
    /// <exception cref="ShapeException">This is no batch of images, the rectangle does not tile it, or padding is not counted and a pixel has no adjacent inside the image.</exception>
    public Tensor AvgPool2d(Adjacency adjacency, Pair? stride = null, Padding? padding = null, bool countPadding = true, bool floor = false) =>
        Averaged(Neighbourhood.Of("AvgPool2d", adjacency, Shape, stride ?? 1, padding, floor), countPadding);

    /// <summary>The sum of each channel in each window of a batch of images (N, H, W, C), zeros outside: <see cref="AvgPool2d(Pair, Pair?, Padding, Pair?, bool, bool)"/> without dividing.</summary>
    /// <inheritdoc cref="AvgPool2d(Pair, Pair?, Padding, Pair?, bool, bool)"/>
    public Tensor SumPool2d(Pair window, Pair? stride = null, Padding padding = default, Pair? dilation = null, bool floor = false) =>
        Apply(new AvgPool2dOp(Neighbourhood.Of(new Window(window, stride ?? window, padding, dilation ?? 1).Resolved("SumPool2d", Shape, floor), Shape), AverageDivisor.One), this);

    /// <summary>The sum of each channel over the adjacents of every stride-th pixel: <see cref="AvgPool2d(Adjacency, Pair?, Padding?, bool, bool)"/> without dividing.</summary>
    /// <inheritdoc cref="AvgPool2d(Adjacency, Pair?, Padding?, bool, bool)"/>
    public Tensor SumPool2d(Adjacency adjacency, Pair? stride = null, Padding? padding = null, bool floor = false) =>
        Apply(new AvgPool2dOp(Neighbourhood.Of("SumPool2d", adjacency, Shape, stride ?? 1, padding, floor), AverageDivisor.One), this);

    Tensor Averaged(Neighbourhood neighbourhood, bool countPadding) => countPadding
        ? Apply(new AvgPool2dOp(neighbourhood, AverageDivisor.Window), this)
        : Apply(new AvgPool2dOp(neighbourhood.NeverEmpty("AvgPool2d", Shape), AverageDivisor.Inside), this);
}
