namespace Fovea.Tensors;

public partial class Tensor
{
    /// <summary>
    /// x sigmoid(<paramref name="beta"/> x) of every element: the sigmoid linear unit, also called Swish (Ramachandran et al., arXiv:1710.05941). With beta 1.702 it is close
    /// to <see cref="Gelu"/>. NaN stays NaN, and minus infinity gives NaN.
    /// </summary>
    public Tensor Silu(double beta = 1) => (this * (beta == 1 ? this : this * beta).Sigmoid()).Labelled("Silu");
}
