namespace Fovea.Data;

/// <summary>Turns, enlarges or shrinks, and slants the picture about its middle by random amounts (bilinear).</summary>
public sealed class RandomAffine : ISampleAugmentation
{
    internal static AugmentationEntry Entry { get; } = new("affine", "turns, scales and slants the picture about its middle by random amounts",
        [
            new("degrees", 10, 0, 180, "degrees to either side at most"),
            new("scale", 0.1f, 0, 0.9f, "larger or smaller by at most this part"),
            new("shear", 0, 0, 2, "columns that a row moves per row of distance from the middle, at most"),
            new("fill", 0, 0, 1, "the value of what comes in at the border"),
        ], v => new RandomAffine(v[0], v[1], v[2], v[3]));

    private readonly float[] values;

    /// <summary>Turns by an angle, scales by a factor of 1 - <paramref name="scale"/> to 1 + <paramref name="scale"/>, and slants.</summary>
    /// <param name="degrees">Degrees to either side at most; 0 to 180.</param>
    /// <param name="scale">Larger or smaller by at most this part; 0 to 0.9.</param>
    /// <param name="shear">Columns that a row moves per row of distance from the middle, at most; 0 to 2.</param>
    /// <param name="fill">The value of what comes in at the border; 0 to 1.</param>
    /// <exception cref="FoveaException">A value is out of range.</exception>
    public RandomAffine(float degrees = 10, float scale = 0.1f, float shear = 0, float fill = 0) => values = Entry.Check(degrees, scale, shear, fill);

    /// <inheritdoc/>
    public override string ToString() => Entry.Describe(values);

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<float> source, Span<float> target, int height, int width, int channels, ref CounterRandom random)
    {
        double angle = random.NextFloat(-values[0], values[0]) * Math.PI / 180;
        float scale = random.NextFloat(1 - values[1], 1 + values[1]), shear = random.NextFloat(-values[2], values[2]);
        // From target to source: back from turn and scale, then back from the slant.
        float cos = (float)Math.Cos(angle) / scale, sin = (float)Math.Sin(angle) / scale;
        Sampling.Affine(source, target, height, width, channels, cos + shear * sin, sin - shear * cos, -sin, cos, values[3]);
    }
}
