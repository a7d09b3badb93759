namespace Fovea.Data;

/// <summary>
/// Puts a rectangle of another picture of the batch in the place of the picture's own, and mixes the classes by area: Yun, Han, Oh, Chun, Choe, Yoo, "CutMix:
/// regularization strategy to train strong classifiers with localizable features", ICCV 2019. The share that stays is of Beta(strength, strength), the
/// rectangle has the picture's proportions and lies about a random pixel; what reaches over the border is cut off and counts as the first picture's.
/// </summary>
public sealed class CutMix : IMixingAugmentation
{
    internal static AugmentationEntry Entry { get; } = new("cutmix", "puts a rectangle of another picture of the batch into the picture, and mixes the classes by area",
        [
            new("strength", 1, 0.001f, 100, "alpha of the paper: the share that stays is of Beta(alpha, alpha)"),
            new("probability", 0.5f, 0, 1, "how often"),
        ], v => new CutMix(v[0], v[1]));

    private readonly float[] values;

    /// <summary>A new rectangle for each picture.</summary>
    /// <param name="strength">Alpha of the paper; 0.001 to 100.</param>
    /// <param name="probability">How often; 0 to 1.</param>
    /// <exception cref="FoveaException">A value is out of range.</exception>
    public CutMix(float strength = 1, float probability = 0.5f) => values = Entry.Check(strength, probability);

    /// <inheritdoc/>
    public override string ToString() => Entry.Describe(values);

    /// <inheritdoc/>
    public float Mix(Span<float> picture, ReadOnlySpan<float> other, int height, int width, int channels, ref CounterRandom random)
    {
        if (random.NextFloat() >= values[1]) return 1;
        float side = MathF.Sqrt(1 - random.NextBeta(values[0], values[0]));
        int rows = (int)(height * side), columns = (int)(width * side), top = random.NextInt(height) - rows / 2, left = random.NextInt(width) - columns / 2;
        int first = Math.Max(0, left), end = Math.Min(width, left + columns), above = Math.Max(0, top), below = Math.Min(height, top + rows);
        if (end <= first || below <= above) return 1;
        for (int y = above; y < below; y++)
        {
            int at = (y * width + first) * channels, length = (end - first) * channels;
            other.Slice(at, length).CopyTo(picture[at..]);
        }
        return 1 - (float)((double)(below - above) * (end - first) / ((double)height * width));
    }
}
