using Fovea.Tensors;

namespace Fovea.Losses;

public static partial class Loss
{
    /// <summary>The mean of |prediction - target| over all elements, L1 (deck 002, "Learning to See in the Dark").</summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static Tensor Absolute(Tensor prediction, Tensor target)
    {
        CheckSame("Absolute", prediction, target);
        return (prediction - target).Abs().Mean().Labelled("Absolute");
    }
}
