using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>
/// Learned pooling, the subsampling of LeNet-5 (LeCun et al. 1998, sec. II.B): the sum of a window times a coefficient of its channel plus a bias of its channel.
/// Weight (C), bias (C). It starts as the mean of the window.
/// </summary>
public sealed class LearnedPool2d : Module
{
    readonly Variable weight, bias;
    readonly Pair window, stride;

    /// <summary>A window over images of <paramref name="channels"/> channels; the stride is the window where none is given.</summary>
    public LearnedPool2d(int channels, Pair window, Pair? stride = null)
    {
        (this.window, this.stride) = (window, stride ?? window);
        weight = new Variable(Enumerable.Repeat(1f / (window.Y * window.X), channels).ToArray(), [channels]);
        bias = Initializer.Zeros.Make([channels], 1, 1);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Result(x.AvgPool2d(window, stride) * (weight * (double)(window.Y * window.X)) + bias, x);

    /// <inheritdoc/>
    public override string ToString() => $"LearnedPool2d {window}, stride {stride}";
}
