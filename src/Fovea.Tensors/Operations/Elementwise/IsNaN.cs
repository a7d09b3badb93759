namespace Fovea.Tensors;

public partial class Tensor
{
    /// <summary>1 where an element is NaN, else 0. It has no gradient.</summary>
    public Tensor IsNaN() => NotEqualTo(this).Labelled("IsNaN");
}
