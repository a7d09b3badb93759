namespace Fovea.Tensors;

public partial class Tensor
{
    /// <summary>1 where either of two truth values is true, that is not 0, else 0; the two are stretched to a common shape. NaN counts as true. It has no gradient.</summary>
    public Tensor LogicalOr(Tensor other) => Maximum(NotEqualTo(0), other.NotEqualTo(0)).Labelled("LogicalOr");
}
