namespace Fovea.Tensors;

public partial class Tensor
{
    /// <summary>
    /// The scaled exponential linear unit: <paramref name="scale"/> times <see cref="Elu"/> of every element, with the two numbers that keep mean 0 and variance 1 from layer to
    /// layer (Klambauer et al., arXiv:1706.02515). NaN stays NaN.
    /// </summary>
    /// <exception cref="FoveaException">Alpha is negative or not finite.</exception>
    public Tensor Selu(double alpha = 1.67326324235437728, double scale = 1.05070098735548049) => (scale * Elu(alpha)).Labelled("Selu");
}
