using Fovea.Tensors;

namespace Fovea.Losses;

public static partial class Loss
{
    /// <summary>
    /// Softmax cross-entropy, the mean of -log softmax(scores)[label]. Scores (N, classes) with labels (N), or, for a class at every pixel, (N, H, W, classes) with
    /// labels (N, H, W): then the mean is over all pixels too. Labels are whole numbers from 0. A score of -infinity rules a class out: the loss is infinite
    /// where that is the right class or the labels are smoothed.
    /// </summary>
    /// <param name="scores">The network's last layer, before any softmax.</param>
    /// <param name="labels">
    /// The right classes; or, in the shape of the scores, how much of each class is right, the sum over the classes 1: the mean of -sum target x log softmax.
    /// </param>
    /// <param name="smoothing">How much of the right classes' weight is shared equally by all classes, 0 to 1 (Szegedy et al. 2016, sec. 7).</param>
    /// <exception cref="ShapeException">The labels' shape is neither that of the scores nor that without their last dimension.</exception>
    /// <exception cref="FoveaException">The smoothing is not 0 to 1; or, when the loss is computed, a label is none of the classes.</exception>
    public static Tensor CrossEntropy(Tensor scores, Tensor labels, double smoothing = 0)
    {
        bool soft = labels.Shape == scores.Shape;
        if (scores.Shape.Rank < 2 || !(soft || labels.Shape.Sizes.SequenceEqual(scores.Shape.Sizes[..^1])))
            throw new ShapeException("CrossEntropy", "there must be one label, or one weight for each class, for each vector of scores",
                [("scores", scores.Shape, "(N, ..., classes)"), ("labels", labels.Shape, "(N, ...) or (N, ..., classes)")]);
        if (!(smoothing >= 0 && smoothing <= 1)) throw new FoveaException($"CrossEntropy: the smoothing must be 0 to 1, it is {smoothing}");
        int classes = scores.Shape[-1];
        Tensor logarithms = scores.LogSoftmax(-1);
        Tensor sum = soft || smoothing > 0
            ? OfEach(logarithms, (soft ? labels : labels.OneHot(classes)) * (1 - smoothing) + smoothing / classes).Sum()
            : OfEach(logarithms, labels).Sum();
        return (sum * ((double)classes / scores.Shape.Count)).Labelled("CrossEntropy");
    }

    /// <summary>
    /// The cross-entropy (N, ...) of every sample, from logarithms of probabilities (N, ..., classes) and labels (N, ...) or weights of all classes (N, ..., classes).
    /// </summary>
    internal static Tensor OfEach(Tensor logarithms, Tensor labels)
    {
        bool soft = labels.Shape == logarithms.Shape;
        // A product with the weight would be no number where a class of weight 0 has the probability 0: its logarithm is -infinity.
        Tensor counted = Tensor.Where(soft ? labels : labels.OneHot(logarithms.Shape[-1]), logarithms, 0);
        return -(soft ? counted * labels : counted).Sum([-1]);
    }
}
