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
        if (channels < 1 || window.Y < 1 || window.X < 1) throw new ShapeException($"LearnedPool2d: needs at least one channel and a window of 1x1, not {channels} and {window}");
        WindowNumbers.Check("LearnedPool2d", window, stride);
        (this.window, this.stride) = (window, stride ?? window);
        weight = new Variable([channels], values => values.Fill(1f / (window.Y * window.X)));
        bias = Initializer.Zeros.Make([channels], 1, 1);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        // One coefficient a channel would stretch over an image of one channel without a word.
        if (x.Shape.Rank != 4 || x.Shape[3] != weight.Shape[0])
            throw new ShapeException("LearnedPool2d", $"expects images of {weight.Shape[0]} channels.", [("input", x.Shape, "(N, H, W, C)"), ("weight", weight.Shape, "(C)")]);
        return Result(x.SumPool2d(window, stride) * weight + bias, x);
    }

    /// <inheritdoc/>
    public override string ToString() => $"LearnedPool2d {window}, stride {stride}";
}
