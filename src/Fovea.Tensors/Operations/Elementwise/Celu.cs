namespace Fovea.Tensors;

public partial class Tensor
{
    /// <summary>
    /// The continuously differentiable exponential linear unit: x above 0, <paramref name="alpha"/> (exp(x / alpha) - 1) elsewhere (Barron, arXiv:1704.07483). NaN stays NaN.
    /// </summary>
    /// <exception cref="FoveaException">Alpha is not above 0, or not finite.</exception>
    public Tensor Celu(double alpha = 1)
    {
        if (!(alpha > 0) || double.IsInfinity(alpha)) throw new FoveaException($"Celu: alpha must be a number above 0, got {alpha}");
        // Not simply alpha Elu(x / alpha): x / alpha may overflow above 0.
        return alpha == 1 ? Elu().Labelled("Celu") : Where(this > 0, this, alpha * (this * (1 / alpha)).Elu()).Labelled("Celu");
    }
}
