namespace Fovea.Tensors;

public partial class Tensor
{
    /// <summary>
    /// The p-norm of each channel in each window of a batch of images (N, H, W, C), (sum of |x|^p)^(1/p) with zeros outside: gives (N, H', W', C) as <see cref="SumPool2d(Pair, Pair?, Padding, Pair?, bool)"/>.
    /// </summary>
    /// <inheritdoc cref="SumPool2d(Pair, Pair?, Padding, Pair?, bool)"/>
    /// <exception cref="FoveaException">p is less than 1.</exception>
    public Tensor LpPool2d(Pair window, double p = 2, Pair? stride = null, Padding padding = default, Pair? dilation = null, bool floor = false) =>
        Powers("LpPool2d", p).SumPool2d(window, stride, padding, dilation, floor).Pow(1 / p).Labelled("LpPool2d");
}
