namespace Fovea.Tensors;

public partial class Tensor
{
    /// <summary>1 where one and only one of two truth values is true, that is not 0, else 0; the two are stretched to a common shape. NaN counts as true. It has no gradient.</summary>
    public Tensor LogicalXor(Tensor other) => EqualTo(0).NotEqualTo(other.EqualTo(0)).Labelled("LogicalXor");
}
