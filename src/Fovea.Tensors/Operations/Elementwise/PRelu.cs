namespace Fovea.Tensors;

public partial class Tensor
{
    /// <summary>
    /// The rectified unit with learned slopes: x from 0 on, <paramref name="slope"/> x below (He et al., arXiv:1502.01852). The slope is stretched to the elements' shape:
    /// (C) gives one a channel. NaN stays NaN.
    /// </summary>
    public Tensor PRelu(Tensor slope) => Where(this < 0, slope * this, this).Labelled("PRelu");
}
