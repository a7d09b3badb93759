namespace Fovea.Tensors;

public partial class Tensor
{
    /// <summary>1 where both of two truth values are true, that is not 0, else 0; the two are stretched to a common shape. NaN counts as true. It has no gradient.</summary>
    public Tensor LogicalAnd(Tensor other) => (NotEqualTo(0) * other.NotEqualTo(0)).Labelled("LogicalAnd");
}
