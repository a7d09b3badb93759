using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>
/// Instance normalisation (Ulyanov et al. 2016, eq. 2): (x - mean) / sqrt(variance + eps) of every channel of every image by itself, in training and outside alike; then times
/// weight plus bias where that is asked for. x (N, H, W, C); weight, bias (C).
/// </summary>
public sealed class InstanceNorm2d : Module
{
    readonly Variable? weight, bias;
    readonly int channels;
    readonly double epsilon;

    /// <summary>A layer over <paramref name="channels"/> channels.</summary>
    /// <param name="channels">Channels of the input.</param>
    /// <param name="epsilon">Added to the variance, at least 0.</param>
    /// <param name="affine">Whether there are weight and bias; as in PyTorch there are none unless asked for.</param>
    public InstanceNorm2d(int channels, double epsilon = 1e-5, bool affine = false)
    {
        if (channels < 1) throw new ShapeException($"InstanceNorm2d: needs at least one channel, not {channels}");
        NormalizationNumbers.Check("InstanceNorm2d", epsilon);
        (this.channels, this.epsilon) = (channels, epsilon);
        if (!affine) return;
        weight = Initializer.Ones.Make([channels], 1, 1);
        bias = Initializer.Zeros.Make([channels], 1, 1);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        if (x.Shape.Rank != 4 || x.Shape[-1] != channels) throw new ShapeException("InstanceNorm2d", $"expects images of {channels} channels.", [("input", x.Shape, "(N, H, W, C)")]);
        return Result(GroupNorm.Normalized("InstanceNorm2d", x, channels, epsilon, weight, bias), x);
    }

    /// <inheritdoc/>
    public override string ToString() => $"InstanceNorm2d {channels}";
}
