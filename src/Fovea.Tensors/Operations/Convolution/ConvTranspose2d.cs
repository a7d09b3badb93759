namespace Fovea.Tensors;

// The operation is the convolution's gradient with respect to its input, Conv2dInputGradientOp: every input element is spread over a window of the output.
public partial class Tensor
{
    /// <summary>
    /// The transposed convolution, which enlarges a batch of images (N, H, W, Cin): the adjoint of <see cref="Conv2d"/> with the same options. Every input pixel, times the
    /// kernels, is added to a window of the output, and <paramref name="bias"/> (Cout) to all. Gives (N, H', W', Cout) with
    /// H' = (H - 1) stride - padding + dilation (kH - 1) + outputPadding + 1.
    /// </summary>
    /// <param name="weight">
    /// The kernels (Cin, kH, kW, Cout / groups): what the convolution would take that goes from Cout back to Cin channels. (PyTorch's is (Cin, Cout / groups, kH, kW).)
    /// </param>
    /// <param name="bias">One number an output channel, or none.</param>
    /// <param name="stride">Distances of the windows in the output.</param>
    /// <param name="padding">What is cut from the sides of the output; <see cref="Padding.Same"/> gives H' = H stride.</param>
    /// <param name="outputPadding">Rows and columns more at the bottom and the right, less than the stride: of the sizes that a convolution would reduce to H, which one to return to.</param>
    /// <param name="dilation">Distance between neighbouring elements of a kernel.</param>
    /// <param name="groups">Into how many independent groups the channels are cut.</param>
    /// <exception cref="ShapeException">The shapes do not fit; the message has them all.</exception>
    public Tensor ConvTranspose2d(
        Tensor weight, Tensor? bias = null, Pair? stride = null, Padding padding = default, Pair? outputPadding = null, Pair? dilation = null, int groups = 1)
    {
        const string Name = "ConvTranspose2d", Layout = "(in, kH, kW, out / groups)";
        Shape w = weight.Shape;
        if (Shape.Rank != 4) throw new ShapeException(Name, $"the input needs four dimensions, it has {Shape.Rank}", [("input", Shape, "expected (N, H, W, C)")]);
        if (w.Rank != 4) throw new ShapeException(Name, $"the weight needs four dimensions, it has {w.Rank}", [("weight", w, $"expected {Layout}")]);
        if (groups < 1 || w[0] % groups != 0) throw new ShapeException(Name, $"{w[0]} input channels cannot be cut into {groups} groups", [("weight", w, Layout)]);
        if (Shape[1] == 0 || Shape[2] == 0) throw new ShapeException(Name, "the images have no pixels", [("input", Shape, "(N, H, W, C)")]);
        Window window = new((w[1], w[2]), stride ?? 1, padding, dilation ?? 1);
        window.CheckNumbers(Name);

        Pair more = outputPadding ?? 0;
        if (padding == Padding.Same)
        {
            if (more != 0) throw new ShapeException($"{Name}: padding \"same\" sets the output padding itself, it cannot be {more}");
            (int cutY, int moreY) = SameTransposed(w[1], window.Stride.Y, window.Dilation.Y);
            (int cutX, int moreX) = SameTransposed(w[2], window.Stride.X, window.Dilation.X);
            (window, more) = (window with { Padding = new Padding(cutY / 2, cutY - cutY / 2, cutX / 2, cutX - cutX / 2) }, (moreY, moreX));
        }
        if (more.Y < 0 || more.X < 0 || more.Y >= window.Stride.Y || more.X >= window.Stride.X)
            throw new ShapeException($"{Name}: the output padding must be from 0 to less than the stride {window.Stride}, it is {more}");

        long height = Enlarged(Shape[1], window.Kernel.Y, window.Stride.Y, window.Padding.Top, window.Padding.Bottom, window.Dilation.Y, more.Y);
        long width = Enlarged(Shape[2], window.Kernel.X, window.Stride.X, window.Padding.Left, window.Padding.Right, window.Dilation.X, more.X);
        if (height is < 1 or > int.MaxValue || width is < 1 or > int.MaxValue)
            throw new ShapeException(Name, $"the output would have {height} rows and {width} columns", [("input", Shape, "(N, H, W, C)"), ("weight", w, $"{Layout}, {window}")]);
        Shape output = [Shape[0], (int)height, (int)width, checked(w[3] * groups)];
        window = window.Resolved(Name, output, floor: true);
        Conv2dCheck.Channels(Name, Shape, w, Layout, window, groups, w[0]);
        if (bias is not null && bias.Shape != [output[3]]) throw new ShapeException(Name, $"the bias needs one number an output channel, {output[3]}", [("weight", w, Layout), ("bias", bias.Shape, "")]);
        Tensor y = Apply(new Conv2dInputGradientOp(window, groups, output), weight, this);
        return bias is null ? y : (y + bias).Labelled(Name);
    }

    static long Enlarged(int size, int kernel, int stride, int before, int after, int dilation, int more) =>
        (size - 1L) * stride - before - after + dilation * (kernel - 1L) + more + 1;

    /// <summary>What to cut, and what to add, so that the output has stride times the size of the input.</summary>
    static (int Cut, int More) SameTransposed(int kernel, int stride, int dilation)
    {
        int surplus = Window.Span(kernel, dilation) - stride;
        return (Math.Max(surplus, 0), Math.Max(-surplus, 0));
    }
}
