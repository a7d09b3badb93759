namespace Fovea.Tensors;

public partial class Tensor
{
    /// <summary>x tanh(log(1 + exp(x))) of every element (Misra, arXiv:1908.08681). NaN stays NaN, and minus infinity gives NaN.</summary>
    public Tensor Mish() => (this * Softplus().Tanh()).Labelled("Mish");
}
