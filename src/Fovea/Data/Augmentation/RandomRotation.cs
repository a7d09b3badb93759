namespace Fovea.Data;

/// <summary>Turns the picture about its middle by a random angle (bilinear).</summary>
public sealed class RandomRotation : ISampleAugmentation
{
    internal static AugmentationEntry Entry { get; } = new("rotation", "turns the picture about its middle by a random angle",
        [
            new("degrees", 15, 0, 180, "degrees to either side at most"),
            new("fill", 0, 0, 1, "the value of what comes in at the border"),
        ], v => new RandomRotation(v[0], v[1]));

    private readonly float[] values;

    /// <summary>A new angle for each picture.</summary>
    /// <param name="degrees">Degrees to either side at most; 0 to 180.</param>
    /// <param name="fill">The value of what comes in at the border; 0 to 1.</param>
    /// <exception cref="FoveaException">A value is out of range.</exception>
    public RandomRotation(float degrees = 15, float fill = 0) => values = Entry.Check(degrees, fill);

    /// <inheritdoc/>
    public override string ToString() => Entry.Describe(values);

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<float> source, Span<float> target, int height, int width, int channels, ref CounterRandom random)
    {
        (double sin, double cos) = Math.SinCos(random.NextFloat(-values[0], values[0]) * Math.PI / 180);
        Sampling.Affine(source, target, height, width, channels, (float)cos, (float)sin, -(float)sin, (float)cos, values[1]);
    }
}
