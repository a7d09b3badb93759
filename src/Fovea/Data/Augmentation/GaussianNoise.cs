namespace Fovea.Data;

/// <summary>Adds normally distributed noise to every value, then cuts off what leaves 0 to 1.</summary>
public sealed class GaussianNoise : ISampleAugmentation
{
    internal static AugmentationEntry Entry { get; } = new("noise", "adds normally distributed noise, and cuts off at 0 and 1",
        [new("deviation", 0.05f, 0, 1, "the standard deviation of the noise; the pixels' range is 1")], v => new GaussianNoise(v[0]));

    private readonly float[] values;

    /// <summary>New noise for each picture.</summary>
    /// <param name="deviation">The standard deviation of the noise, where the pixels' range is 1; 0 to 1.</param>
    /// <exception cref="FoveaException">The value is out of range.</exception>
    public GaussianNoise(float deviation = 0.05f) => values = Entry.Check(deviation);

    /// <inheritdoc/>
    public override string ToString() => Entry.Describe(values);

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<float> source, Span<float> target, int height, int width, int channels, ref CounterRandom random)
    {
        for (int i = 0; i < target.Length; i++) target[i] = Math.Clamp(source[i] + values[0] * random.NextGaussian(), 0, 1);
    }
}
