namespace Fovea.Tensors;

// Patches, and one matrix product for every output pixel.
public partial class Tensor
{
    /// <summary>
    /// A convolution without shared weights: every output pixel has kernels of its own. For a batch of images (N, H, W, Cin) gives (N, H', W', Cout) with
    /// y[n, i, j, k] = bias[i, j, k] + sum over u, v, c of weight[i, j, k, u, v, c] x[n, i S + u - P, j S + v - P, c], where x is 0 outside the image.
    /// </summary>
    /// <param name="weight">The kernels (H', W', Cout, kH, kW, Cin).</param>
    /// <param name="bias">One number an output element (H', W', Cout), or none.</param>
    /// <param name="stride">Steps of the window in rows and columns.</param>
    /// <param name="padding">Zeros around the image: one number, (rows, columns), four sides, or <see cref="Padding.Same"/>.</param>
    /// <param name="floor">Whether rows and columns at the end that no whole window covers may be left out; an error otherwise.</param>
    /// <exception cref="ShapeException">The shapes do not fit; the message has them all.</exception>
    public Tensor LocallyConnected2d(Tensor weight, Tensor? bias = null, Pair? stride = null, Padding padding = default, bool floor = false)
    {
        const string Name = "LocallyConnected2d", Layout = "(H', W', out, kH, kW, in)";
        Shape w = weight.Shape;
        if (w.Rank != 6) throw new ShapeException(Name, $"the weight needs six dimensions, it has {w.Rank}", [("weight", w, $"expected {Layout}")]);
        Window window = new Window((w[3], w[4]), stride ?? 1, padding, 1).Resolved(Name, Shape, floor);
        Pair output = (window.OutHeight(Shape[1]), window.OutWidth(Shape[2]));
        if (output != (w[0], w[1]) || Shape[3] != w[5])
            throw new ShapeException(Name, $"for this input the weight needs the shape ({output.Y}, {output.X}, {w[2]}, {w[3]}, {w[4]}, {Shape[3]})",
                [("input", Shape, "(N, H, W, C)"), ("weight", w, $"{Layout}, {window}")]);
        if (bias is not null && bias.Shape != [w[0], w[1], w[2]]) throw new ShapeException(Name, "the bias needs one number an output element", [("weight", w, Layout), ("bias", bias.Shape, "(H', W', out)")]);

        int pixels = checked(w[0] * w[1]), patch = checked(w[3] * w[4] * w[5]);
        Tensor patches = Apply(new UnfoldOp(Neighbourhood.Of(window, Shape)), this).Reshape([Shape[0], pixels, patch]).Transpose(1, 0, 2);
        Tensor y = patches.MatMul(weight.Reshape([pixels, w[2], patch]), transposeB: true).Transpose(1, 0, 2).Reshape([Shape[0], w[0], w[1], w[2]]);
        return (bias is null ? y : y + bias).Labelled(Name);
    }
}
