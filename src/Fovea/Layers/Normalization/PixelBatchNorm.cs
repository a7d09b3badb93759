using Fovea.Tensors;
using Fovea.Weights;

namespace Fovea.Layers;

/// <summary>
/// Batch normalisation as deck 003 writes it, per pixel: N(p) = (I(p) - mu(p)) / (sigma(p) + eps) gamma + beta, with mu and sigma of every pixel and channel over the
/// images of the batch, sigma² over n - 1; gamma and beta (C). Outside training running statistics (H, W, C) take their place.
/// </summary>
public sealed class PixelBatchNorm : Module
{
    readonly Variable weight, bias, running_mean, running_deviation;
    readonly double epsilon, momentum;

    /// <summary>A layer over images of a fixed size.</summary>
    /// <param name="height">Rows of an image.</param>
    /// <param name="width">Columns of an image.</param>
    /// <param name="channels">Channels of an image.</param>
    /// <param name="epsilon">Added to the deviation, at least 0.</param>
    /// <param name="momentum">The share of the new statistics in the running ones, 0 to 1.</param>
    public PixelBatchNorm(int height, int width, int channels, double epsilon = 1e-5, double momentum = 0.1)
    {
        if (height < 1 || width < 1 || channels < 1) throw new ShapeException($"PixelBatchNorm: the images must be at least 1x1 with one channel, not {height}x{width}x{channels}");
        NormalizationNumbers.Check("PixelBatchNorm", epsilon, momentum);
        (this.epsilon, this.momentum) = (epsilon, momentum);
        weight = Initializer.Ones.Make([channels], 1, 1);
        bias = Initializer.Zeros.Make([channels], 1, 1);
        running_mean = Initializer.Zeros.Make([height, width, channels], 1, 1);
        running_deviation = Initializer.Ones.Make([height, width, channels], 1, 1);
        running_mean.Trainable = running_deviation.Trainable = false;
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        if (x.Shape.Rank != 4 || !x.Shape.Sizes[1..].SequenceEqual(running_mean.Shape.Sizes))
            throw new ShapeException("PixelBatchNorm", "expects images of the size it was made for.", [("input", x.Shape, "(N, H, W, C)"), ("statistics", running_mean.Shape, "(H, W, C)")]);
        if (!Training) return Result((x - running_mean) / (running_deviation + epsilon) * weight + bias);
        if (x.Shape[0] < 2) throw new ShapeException("PixelBatchNorm", "needs at least two images in training", [("input", x.Shape, "(N, H, W, C)")], "call Train(false) before using a single image");

        Tensor mean = x.Mean([0]), centred = x - mean;
        Tensor variance = centred.Square().Sum([0]) * (1.0 / (x.Shape[0] - 1));
        // The slope of a root is infinite at 0: a pixel that is the same in all images has deviation 0 and passes no gradient through it.
        Tensor varies = variance > 0, deviation = Tensor.Where(varies, Tensor.Where(varies, variance, 1).Sqrt(), 0);
        // Outside of functions this computes x, which the result is computed from later, once.
        Variable.Together(() =>
        {
            running_mean.Update(value => value * (1 - momentum) + mean * momentum);
            running_deviation.Update(value => value * (1 - momentum) + deviation * momentum);
        }, x, mean, deviation);
        return Result(centred / (deviation + epsilon) * weight + bias);
    }

    /// <summary>The statistics lie in files as maps (C, H, W).</summary>
    protected override WorldLayout LayoutOf(Variable variable) => variable.Shape.Rank == 3 ? WorldLayout.Permuted(variable.Shape, 2, 0, 1) : base.LayoutOf(variable);

    /// <inheritdoc/>
    public override string ToString() => $"PixelBatchNorm {running_mean.Shape}";
}
