namespace Fovea.Tensors;

public partial class Tensor
{
    /// <summary>
    /// Every element brought closer to 0 by <paramref name="by"/> where it lies farther from 0 than <paramref name="threshold"/>, and 0 for all others: the hard threshold
    /// with by = 0, the soft one with by = threshold. NaN gives 0.
    /// </summary>
    /// <exception cref="FoveaException">The threshold is negative or NaN.</exception>
    public Tensor Shrink(double threshold = 0.5, double by = 0)
    {
        if (!(threshold >= 0)) throw new FoveaException($"Shrink: the threshold must be a number from 0 on, got {threshold}");
        return Where(this < -threshold, this + by, Where(this > threshold, this - by, 0)).Labelled("Shrink");
    }
}
