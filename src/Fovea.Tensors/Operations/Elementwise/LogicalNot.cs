namespace Fovea.Tensors;

public partial class Tensor
{
    /// <summary>1 where an element is 0, else 0: the opposite of a truth value. NaN counts as true, as in <see cref="Where"/>, and gives 0.</summary>
    public Tensor LogicalNot() => EqualTo(0).Labelled("LogicalNot");
}
