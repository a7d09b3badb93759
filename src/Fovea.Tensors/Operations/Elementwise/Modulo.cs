namespace Fovea.Tensors;

public partial class Tensor
{
    /// <summary>
    /// The remainder of a division whose quotient is rounded down, as in Python: it has the sign of <paramref name="divisor"/>. NaN for a division by 0 and of an infinity.
    /// The two are stretched to a common shape. (The remainder with the sign of the dividend is the operator %.)
    /// </summary>
    public Tensor Modulo(Tensor divisor)
    {
        Tensor rest = this % divisor;
        return Where((rest * divisor.Sign()) < 0, rest + divisor, rest).Labelled("Modulo");
    }
}
