namespace Fovea.Data;

/// <summary>Moves the picture by a random part of pixels to either side, up or down (bilinear).</summary>
public sealed class RandomShift : ISampleAugmentation
{
    internal static AugmentationEntry Entry { get; } = new("shift", "moves the picture by a random distance, also parts of pixels",
        [
            new("maximum", 2, 0, 1024, "pixels to every side at most"),
            new("fill", 0, 0, 1, "the value of what comes in at the border"),
        ], v => new RandomShift(v[0], v[1]));

    private readonly float[] values;

    /// <summary>A new distance for each picture, in x and in y.</summary>
    /// <param name="maximum">Pixels to every side at most; 0 to 1024.</param>
    /// <param name="fill">The value of what comes in at the border; 0 to 1.</param>
    /// <exception cref="FoveaException">A value is out of range.</exception>
    public RandomShift(float maximum = 2, float fill = 0) => values = Entry.Check(maximum, fill);

    /// <inheritdoc/>
    public override string ToString() => Entry.Describe(values);

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<float> source, Span<float> target, int height, int width, int channels, ref CounterRandom random)
    {
        float dx = random.NextFloat(-values[0], values[0]), dy = random.NextFloat(-values[0], values[0]);
        for (int y = 0, at = 0; y < height; y++)
            for (int x = 0; x < width; x++, at += channels)
                Sampling.Bilinear(source, height, width, x - dx, y - dy, values[1], target.Slice(at, channels));
    }
}
