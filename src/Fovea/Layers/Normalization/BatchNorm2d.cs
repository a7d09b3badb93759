using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>
/// Batch normalisation per channel (Ioffe and Szegedy 2015, algorithm 1): (x - mean) / sqrt(variance + eps) weight + bias, with mean and variance of each channel
/// over the batch and all positions in training (variance over n), and running ones outside it. x (..., C); weight, bias, running_mean, running_var (C).
/// Every training pass, also one of several in a function, moves the running statistics by <c>momentum</c> (the variance over n - 1, as PyTorch does).
/// </summary>
public sealed class BatchNorm2d : Module
{
    readonly Variable weight, bias, running_mean, running_var;
    readonly double epsilon, momentum;

    /// <summary>A layer over <paramref name="channels"/> channels.</summary>
    /// <param name="channels">Channels of the input.</param>
    /// <param name="epsilon">Added to the variance, at least 0.</param>
    /// <param name="momentum">The share of the new statistics in the running ones, 0 to 1.</param>
    public BatchNorm2d(int channels, double epsilon = 1e-5, double momentum = 0.1)
    {
        if (channels < 1) throw new ShapeException($"BatchNorm2d: needs at least one channel, not {channels}");
        NormalizationNumbers.Check("BatchNorm2d", epsilon, momentum);
        (this.epsilon, this.momentum) = (epsilon, momentum);
        weight = Initializer.Ones.Make([channels], 1, 1);
        bias = Initializer.Zeros.Make([channels], 1, 1);
        running_mean = Initializer.Zeros.Make([channels], 1, 1);
        running_var = Initializer.Ones.Make([channels], 1, 1);
        running_mean.Trainable = running_var.Trainable = false;
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        if (x.Shape.Rank < 2 || x.Shape[-1] != weight.Shape[0])
            throw new ShapeException("BatchNorm2d", $"expects {weight.Shape[0]} channels.", [("input", x.Shape, "(N, ..., C)"), ("weight", weight.Shape, "(C)")]);
        return Result(Training
            ? Trained(x, weight, bias, running_mean, running_var, epsilon, momentum)
            : Evaluated(x, weight, bias, running_mean, running_var, epsilon));
    }

    /// <summary>Normalised with given statistics.</summary>
    internal static Tensor Evaluated(Tensor x, Tensor weight, Tensor bias, Tensor mean, Tensor variance, double epsilon) =>
        (x - mean) * (weight * (variance + epsilon).Rsqrt()) + bias;

    /// <summary>Normalised with the statistics of the batch, which also move the running ones.</summary>
    internal static Tensor Trained(Tensor x, Tensor weight, Tensor bias, Variable runningMean, Variable runningVariance, double epsilon, double momentum)
    {
        double n = x.Shape.Count / x.Shape[-1];
        if (n < 2) throw new ShapeException("BatchNorm2d", "needs at least two values a channel in training", [("input", x.Shape, "(N, ..., C)")], "call Train(false) before using a single sample");
        Tensor moments = x.ColumnMoments(), mean = moments[0], variance = moments[1];
        // Outside of functions this computes x, which the result is computed from later, once.
        Variable.Together(() =>
        {
            runningMean.Update(value => value * (1 - momentum) + mean * momentum);
            runningVariance.Update(value => value * (1 - momentum) + variance * (momentum * n / (n - 1)));
        }, x, mean, variance);
        return (x - mean) * (weight * (variance + epsilon).Rsqrt()) + bias;
    }

    /// <inheritdoc/>
    public override string ToString() => $"BatchNorm2d {weight.Shape[0]}";
}
