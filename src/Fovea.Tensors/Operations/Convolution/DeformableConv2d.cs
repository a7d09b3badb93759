namespace Fovea.Tensors;

// Every displaced pixel is taken from the image by GridSample; what is left is a matrix product.
public partial class Tensor
{
    /// <summary>
    /// The convolution of <see cref="Conv2d"/> whose windows are not rigid: every element of a window is displaced by an offset of its own, and may be weighted (Dai et al., arXiv:1703.06211; Zhu et al.,
    /// arXiv:1811.11168). Pixels between pixels are interpolated, beyond the image there are zeros. Gives (N, H', W', Cout).
    /// </summary>
    /// <param name="weight">The kernels (Cout, kH, kW, Cin / groups).</param>
    /// <param name="offsets">(N, H', W', G kH kW 2): for each of G groups of input channels and each element of the window, row by row, its displacement in rows and in columns.</param>
    /// <param name="mask">(N, H', W', G kH kW): the weight of each such element, or none.</param>
    /// <param name="bias">One number an output channel, or none.</param>
    /// <param name="stride">Steps of the window in rows and columns.</param>
    /// <param name="padding">Zeros around the image.</param>
    /// <param name="dilation">Distance between neighbouring elements of a window that is not displaced.</param>
    /// <param name="groups">Into how many independent groups the channels are cut.</param>
    /// <exception cref="ShapeException">The shapes do not fit; the message has them all.</exception>
    public Tensor DeformableConv2d(Tensor weight, Tensor offsets, Tensor? mask = null, Tensor? bias = null, Pair? stride = null, Padding padding = default, Pair? dilation = null, int groups = 1)
    {
        const string Name = "DeformableConv2d";
        if (weight.Shape.Rank != 4) throw new ShapeException(Name, $"the weight needs four dimensions, it has {weight.Shape.Rank}", [("weight", weight.Shape, "expected (out, kH, kW, in)")]);
        Window window = new Window((weight.Shape[1], weight.Shape[2]), stride ?? 1, padding, dilation ?? 1).Resolved(Name, Shape, floor: true);
        (int n, int height, int width, int channels) = (Shape[0], window.OutHeight(Shape[1]), window.OutWidth(Shape[2]), Shape[3]);
        int points = window.Kernel.Y * window.Kernel.X, sets = offsets.Shape.Rank == 4 ? offsets.Shape[3] / (2 * points) : 0;
        (string, Shape, string)[] shapes = [("input", Shape, "(N, H, W, C)"), ("weight", weight.Shape, "(out, kH, kW, in)"), ("offsets", offsets.Shape, ""), ("mask", mask?.Shape ?? Shape.Scalar, mask is null ? "none" : "")];
        if (sets < 1 || channels % sets != 0 || offsets.Shape != [n, height, width, 2 * points * sets]) throw new ShapeException(Name, $"needs offsets (N, {height}, {width}, groups {points} 2)", shapes);
        if (mask is not null && mask.Shape != [n, height, width, points * sets]) throw new ShapeException(Name, $"needs a mask (N, {height}, {width}, {points * sets})", shapes);
        if (groups < 1 || channels % groups != 0 || weight.Shape[0] % groups != 0 || weight.Shape[3] != channels / groups) throw new ShapeException(Name, $"cannot cut the channels into {groups} groups", shapes);

        // Where the elements of a rigid window stand, as (x, y): (H', W' points, 2).
        Tensor Places(int outputs, int step, int kernel, int apart, int before) => (Arange(outputs, step: step).Unsqueeze(-1) + Arange(kernel, step: apart) - before).Reshape(outputs, kernel);
        Tensor rows = Places(height, window.Stride.Y, window.Kernel.Y, window.Dilation.Y, window.Padding.Top).Reshape(height, 1, window.Kernel.Y, 1);
        Tensor columns = Places(width, window.Stride.X, window.Kernel.X, window.Dilation.X, window.Padding.Left).Reshape(1, width, 1, window.Kernel.X);
        Shape each = [height, width, window.Kernel.Y, window.Kernel.X];
        Tensor places = Stack(-1, columns.BroadcastTo(each), rows.BroadcastTo(each)).Reshape(height, width * points, 2);

        Tensor apart = offsets.Reshape(n, height, width, sets, points, 2).Flip(-1);
        Tensor[] taken = new Tensor[sets];
        for (int set = 0; set < sets; set++)
        {
            Tensor at = places + apart.Slice(3, set, 1).Reshape(n, height, width * points, 2);
            // From pixels, counted from the first one's centre, to -1 at the left edge and 1 at the right one.
            Tensor grid = (at * 2 + 1) / From((float)Shape[2], Shape[1]) - 1;
            taken[set] = Slice(3, set * (channels / sets), channels / sets).GridSample(grid).Reshape(n, height, width, points, channels / sets);
            if (mask is not null) taken[set] *= mask.Reshape(n, height, width, sets, points, 1).Slice(3, set, 1).Reshape(n, height, width, points, 1);
        }
        Tensor windows = Concat(-1, taken);
        Tensor[] results = new Tensor[groups];
        for (int group = 0; group < groups; group++)
        {
            Tensor own = windows.Slice(4, group * (channels / groups), channels / groups).Reshape(n, height, width, points * (channels / groups));
            results[group] = own.MatMul(weight.Slice(0, group * (weight.Shape[0] / groups), weight.Shape[0] / groups).Reshape(weight.Shape[0] / groups, -1), transposeB: true);
        }
        Tensor y = Concat(-1, results);
        return (bias is null ? y : y + bias).Labelled(Name);
    }
}
