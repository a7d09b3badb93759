namespace Fovea.Data;

/// <summary>
/// Pads the picture on every side and cuts a picture of the old size out of it at a random place: a shift by whole pixels, which blurs nothing.
/// </summary>
public sealed class RandomCrop : ISampleAugmentation
{
    internal static AugmentationEntry Entry { get; } = new("crop", "pads the picture and cuts the old size out at a random place (whole pixels)",
        [
            new("padding", 4, 0, 1024, "pixels on every side; whole"),
            new("fill", 0, 0, 1, "the value of the padding"),
        ], v => new RandomCrop(Whole(v[0]), v[1]));

    private readonly float[] values;

    /// <summary>A new place for each picture.</summary>
    /// <param name="padding">Pixels on every side; 0 to 1024.</param>
    /// <param name="fill">The value of the padding; 0 to 1.</param>
    /// <exception cref="FoveaException">A value is out of range.</exception>
    public RandomCrop(int padding = 4, float fill = 0) => values = Entry.Check(padding, fill);

    /// <inheritdoc/>
    public override string ToString() => Entry.Describe(values);

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<float> source, Span<float> target, int height, int width, int channels, ref CounterRandom random)
    {
        int padding = (int)values[0], top = random.NextInt(2 * padding + 1) - padding, left = random.NextInt(2 * padding + 1) - padding;
        target.Fill(values[1]);
        int first = Math.Max(0, -left), count = Math.Min(width, width - left) - first;
        if (count <= 0) return;
        for (int y = Math.Max(0, -top); y < Math.Min(height, height - top); y++)
            source.Slice(((y + top) * width + first + left) * channels, count * channels).CopyTo(target[((y * width + first) * channels)..]);
    }

    private static int Whole(float padding) => padding == MathF.Truncate(padding)
        ? (int)padding
        : throw new FoveaException(FormattableString.Invariant($"augmentation crop: padding must be a whole number, not {padding}"));
}
