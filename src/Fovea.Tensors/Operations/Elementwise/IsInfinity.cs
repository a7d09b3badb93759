namespace Fovea.Tensors;

public partial class Tensor
{
    /// <summary>1 where an element is one of the infinities that are asked for, else 0. It has no gradient.</summary>
    /// <param name="positive">Whether plus infinity counts.</param>
    /// <param name="negative">Whether minus infinity counts.</param>
    public Tensor IsInfinity(bool positive = true, bool negative = true)
    {
        if (!positive && !negative) return Zeros(Shape);
        Tensor size = positive && negative ? Abs() : positive ? this : -this;
        return size.EqualTo(double.PositiveInfinity).Labelled("IsInfinity");
    }
}
