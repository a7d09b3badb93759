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
    /// <param name="labels">The right classes.</param>
    /// <param name="smoothing">How much of the right class's weight is shared equally by all classes, 0 to 1 (Szegedy et al. 2016, sec. 7).</param>
    /// <exception cref="ShapeException">The labels' shape is not that of the scores without their last dimension.</exception>
    /// <exception cref="FoveaException">The smoothing is not 0 to 1; or, when the loss is computed, a label is none of the classes.</exception>
    public static Tensor CrossEntropy(Tensor scores, Tensor labels, double smoothing = 0)
    {
        if (scores.Shape.Rank < 2 || !labels.Shape.Sizes.SequenceEqual(scores.Shape.Sizes[..^1]))
            throw new ShapeException("CrossEntropy", "there must be one label for each vector of scores", [("scores", scores.Shape, "(N, ..., classes)"), ("labels", labels.Shape, "(N, ...)")]);
        if (!(smoothing >= 0 && smoothing <= 1)) throw new FoveaException($"CrossEntropy: the smoothing must be 0 to 1, it is {smoothing}");
        int classes = scores.Shape[-1];
        Tensor logarithms = scores.LogSoftmax(-1);
        Tensor sum = smoothing > 0
            ? -(logarithms * (labels.OneHot(classes) * (1 - smoothing) + smoothing / classes)).Sum()
            : OfEach(logarithms, labels).Sum();
        return (sum * (1.0 / labels.Shape.Count)).Labelled("CrossEntropy");
    }

    /// <summary>The cross-entropy (N, ...) of every sample, from logarithms of probabilities (N, ..., classes) and labels (N, ...).</summary>
    internal static Tensor OfEach(Tensor logarithms, Tensor labels) =>
        // A product with the indicator would be no number where another class has the probability 0: its logarithm is -infinity.
        -Tensor.Where(labels.OneHot(logarithms.Shape[-1]), logarithms, 0).Sum([-1]);
}
