namespace Fovea.Tensors;

public partial class Tensor
{
    /// <summary>x max(0, min(1, x / 6 + 1 / 2)) of every element (Howard et al., arXiv:1905.02244). NaN stays NaN, and minus infinity gives NaN.</summary>
    public Tensor HardSwish() => (this * HardSigmoid()).Labelled("HardSwish");
}
