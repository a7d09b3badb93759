namespace Fovea.Tensors;

public partial class Tensor
{
    /// <summary>x / (1 + |x|) of every element, -1 to 1. NaN stays NaN, and an infinity gives NaN.</summary>
    public Tensor Softsign() => (this / (1 + Abs())).Labelled("Softsign");
}
