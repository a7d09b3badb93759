namespace Fovea.Tensors;

/// <summary>
/// Cross-correlation of a batch of images with a bank of kernels (deck 001, "Convolution Layer"):
/// y[n, i, j, k] = sum over u, v, c of w[k, u, v, c] x[n, i S + u D - P, j S + v D - P, c], where x is 0 outside the image.
/// x is (N, H, W, Cin), w (Cout, kH, kW, Cin / groups); output channels of a group see the input channels of that group only.
/// </summary>
internal sealed partial record Conv2dOp(Window Window, int Groups) : Operation
{
    internal override Shape Infer(ReadOnlySpan<Shape> x)
    {
        (Shape input, Shape weight) = (x[0], x[1]);
        return [input[0], Window.OutHeight(input[1]), Window.OutWidth(input[2]), weight[0]];
    }

    internal override long MultiplyAdds(ReadOnlySpan<Shape> x, Shape y) => y.Count * x[1][1] * x[1][2] * x[1][3];

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) =>
    [
        Tensor.Apply(new Conv2dInputGradientOp(Window, Groups, x[0].Shape), x[1], dy),
        Tensor.Apply(new Conv2dWeightGradientOp(Window, Groups, x[1].Shape), x[0], dy),
    ];
}

public partial class Tensor
{
    /// <summary>
    /// Correlates a batch of images (N, H, W, Cin) with a bank of kernels <paramref name="weight"/> (Cout, kH, kW, Cin / groups), without flipping them, and adds
    /// <paramref name="bias"/> (Cout): gives (N, H', W', Cout) with H' = (H - dilated kH + padding) / stride + 1. Outside the image there are zeros.
    /// </summary>
    /// <param name="weight">The kernels.</param>
    /// <param name="bias">One number an output channel, or none.</param>
    /// <param name="stride">Steps of the window in rows and columns.</param>
    /// <param name="padding">Zeros around the image: one number, (rows, columns), four sides, or <see cref="Padding.Same"/>.</param>
    /// <param name="dilation">Distance between neighbouring elements of a kernel.</param>
    /// <param name="groups">Into how many independent groups the channels are cut.</param>
    /// <param name="floor">Whether rows and columns at the end that no whole window covers may be left out; an error otherwise.</param>
    /// <exception cref="ShapeException">The shapes do not fit; the message has them all.</exception>
    public Tensor Conv2d(Tensor weight, Tensor? bias = null, Pair? stride = null, Padding padding = default, Pair? dilation = null, int groups = 1, bool floor = false)
    {
        Shape w = weight.Shape;
        if (w.Rank != 4) throw new ShapeException("Conv2d", $"the weight needs four dimensions, it has {w.Rank}", [("weight", w, "expected (out, kH, kW, in)")]);
        Window window = new Window((w[1], w[2]), stride ?? 1, padding, dilation ?? 1).Resolved("Conv2d", Shape, floor);
        if (groups < 1 || w[0] % groups != 0) throw new ShapeException("Conv2d", $"{w[0]} output channels cannot be cut into {groups} groups", [("weight", w, "(out, kH, kW, in)")]);
        Conv2dCheck.Channels("Conv2d", Shape, w, "(out, kH, kW, in)", window, groups, w[3] * groups);
        if (bias is not null && bias.Shape != [w[0]]) throw new ShapeException("Conv2d", "the bias needs one number an output channel", [("weight", w, "(out, kH, kW, in)"), ("bias", bias.Shape, "")]);
        Tensor y = Apply(new Conv2dOp(window, groups), this, weight);
        return bias is null ? y : (y + bias).Labelled("Conv2d");
    }
}

/// <summary>What convolution and transposed convolution check alike.</summary>
static class Conv2dCheck
{
    public static void Channels(string operation, Shape input, Shape weight, string layout, Window window, int groups, int expected)
    {
        if (input[3] == expected) return;
        string? hint = (input[3], expected) switch
        {
            (4, 3) => "an image with an alpha channel has 4 channels; drop it with ToRgb().",
            (3, 1) => "a colour image has 3 channels; make it grey with ToGray().",
            _ when input[1] == expected => "images are channels last here, (N, H, W, C); Transpose(0, 2, 3, 1) turns (N, C, H, W) into that.",
            _ => null,
        };
        throw new ShapeException(operation, $"input has {input[3]} channels, the layer expects {expected}.",
            [("input", input, "(N, H, W, C)"), ("weight", weight, $"{layout}, stride {window.Stride}, padding {window.Padding}{(groups == 1 ? "" : $", groups {groups}")}")], hint);
    }
}
