using Fovea.Tensors;

namespace Fovea.Losses;

public static partial class Loss
{
    /// <summary>The mean of (prediction - target)² over all elements (deck 002, "MSE").</summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static Tensor Squared(Tensor prediction, Tensor target)
    {
        CheckSame("Squared", prediction, target);
        return (prediction - target).Square().Mean().Labelled("Squared");
    }

    /// <summary>The mean of (scores - one-hot label)² over all elements: squared error for a classifier, as in 1998.</summary>
    /// <exception cref="ShapeException">There is not one label for each vector of scores.</exception>
    public static Tensor SquaredToClass(Tensor scores, Tensor labels) => Squared(scores, labels.OneHot(scores.Shape[-1]));
}
