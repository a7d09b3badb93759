using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>
/// Group normalisation (Wu and He 2018, eq. 7): (x - mean) / sqrt(variance + eps) weight + bias, with mean and variance of every sample over all positions and the channels of
/// one group; in training and outside alike. x (N, ..., C); weight, bias (C).
/// </summary>
public sealed class GroupNorm : Module
{
    readonly Variable? weight, bias;
    readonly int groups, channels;
    readonly double epsilon;

    /// <summary>A layer over <paramref name="channels"/> channels, of which neighbours are in one of <paramref name="groups"/> groups.</summary>
    /// <param name="groups">Into how many equal groups the channels are cut; one group is a layer normalisation over all positions.</param>
    /// <param name="channels">Channels of the input.</param>
    /// <param name="epsilon">Added to the variance, at least 0.</param>
    /// <param name="affine">Whether there are weight and bias.</param>
    /// <exception cref="ShapeException">The channels cannot be cut into the groups.</exception>
    public GroupNorm(int groups, int channels, double epsilon = 1e-5, bool affine = true)
    {
        if (groups < 1 || channels < 1 || channels % groups != 0) throw new ShapeException($"GroupNorm: {channels} channels cannot be cut into {groups} groups");
        NormalizationNumbers.Check("GroupNorm", epsilon);
        (this.groups, this.channels, this.epsilon) = (groups, channels, epsilon);
        if (!affine) return;
        weight = Initializer.Ones.Make([channels], 1, 1);
        bias = Initializer.Zeros.Make([channels], 1, 1);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        if (x.Shape.Rank < 2 || x.Shape[-1] != channels) throw new ShapeException("GroupNorm", $"expects {channels} channels.", [("input", x.Shape, "(N, ..., C)")]);
        return Result(Normalized("GroupNorm", x, groups, epsilon, weight, bias), x);
    }

    /// <summary>The normalisation itself; of each channel alone where there are as many groups as channels.</summary>
    internal static Tensor Normalized(string layer, Tensor x, int groups, double epsilon, Tensor? weight, Tensor? bias)
    {
        if (x.Shape[0] > 0 && x.Shape.Count / x.Shape[0] / groups < 2)
            throw new ShapeException(layer, "needs at least two values a sample and group", [("input", x.Shape, $"(N, ..., C), {groups} group{(groups == 1 ? "" : "s")}")]);
        Tensor grouped = x.Reshape(x.Shape[0], -1, groups, x.Shape[-1] / groups);
        // Over positions first, then over channels: whole rows are added, and nothing has to be turned.
        static Tensor MeanOf(Tensor y) => y.Mean([1], keepDims: true).Mean([3], keepDims: true);
        Tensor centred = grouped - MeanOf(grouped), scale = (MeanOf(centred.Square()) + epsilon).Rsqrt();
        Tensor y = (centred * scale).Reshape(x.Shape);
        return weight is null || bias is null ? y : y * weight + bias;
    }

    /// <inheritdoc/>
    public override string ToString() => $"GroupNorm {channels}, {groups} group{(groups == 1 ? "" : "s")}";
}
