namespace Fovea.Tensors;

public partial class Tensor
{
    /// <summary>Every element above <paramref name="threshold"/>, and 0 for all others (Konda et al., arXiv:1402.3337). The gradient on the threshold is 0.</summary>
    public Tensor ThresholdedRelu(double threshold = 1) => Where(this > threshold, this, 0).Labelled("ThresholdedRelu");
}
