using System.Numerics.Tensors;

namespace Fovea.Data;

/// <summary>
/// Blends a picture with another one of its batch, and its class with the other's: Zhang, Cisse, Dauphin, Lopez-Paz, "mixup: beyond empirical risk
/// minimization", ICLR 2018. The share of the first picture is of the distribution Beta(strength, strength), drawn for each picture.
/// </summary>
public sealed class MixUp : IMixingAugmentation
{
    internal static AugmentationEntry Entry { get; } = new("mixup", "blends the picture with another one of its batch, and the classes with it",
        [
            new("strength", 0.2f, 0.001f, 100, "alpha of the paper: the share is of Beta(alpha, alpha), near 0 or 1 for small ones, near a half for large ones"),
            new("probability", 1, 0, 1, "how often"),
        ], v => new MixUp(v[0], v[1]));

    private readonly float[] values;

    /// <summary>A new share for each picture.</summary>
    /// <param name="strength">Alpha of the paper; 0.001 to 100.</param>
    /// <param name="probability">How often; 0 to 1.</param>
    /// <exception cref="FoveaException">A value is out of range.</exception>
    public MixUp(float strength = 0.2f, float probability = 1) => values = Entry.Check(strength, probability);

    /// <inheritdoc/>
    public override string ToString() => Entry.Describe(values);

    /// <inheritdoc/>
    public float Mix(Span<float> picture, ReadOnlySpan<float> other, int height, int width, int channels, ref CounterRandom random)
    {
        if (random.NextFloat() >= values[1]) return 1;
        float share = random.NextBeta(values[0], values[0]);
        TensorPrimitives.Subtract(picture, other, picture);
        TensorPrimitives.MultiplyAdd(picture, share, other, picture);
        return share;
    }
}
