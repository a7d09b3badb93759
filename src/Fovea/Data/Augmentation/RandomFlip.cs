namespace Fovea.Data;

/// <summary>Mirrors the picture left to right, or top to bottom, with some probability.</summary>
public sealed class RandomFlip : ISampleAugmentation
{
    internal static AugmentationEntry Entry { get; } = new("flip", "mirrors the picture with some probability",
        [
            new("horizontal", 0.5f, 0, 1, "the probability of exchanging left and right"),
            new("vertical", 0, 0, 1, "the probability of exchanging top and bottom"),
        ], v => new RandomFlip(v[0], v[1]));

    private readonly float[] values;

    /// <summary>Exchanges left and right, and top and bottom, each with a probability of its own.</summary>
    /// <param name="horizontal">The probability of exchanging left and right; 0 to 1.</param>
    /// <param name="vertical">The probability of exchanging top and bottom; 0 to 1.</param>
    /// <exception cref="FoveaException">A value is out of range.</exception>
    public RandomFlip(float horizontal = 0.5f, float vertical = 0) => values = Entry.Check(horizontal, vertical);

    /// <inheritdoc/>
    public override string ToString() => Entry.Describe(values);

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<float> source, Span<float> target, int height, int width, int channels, ref CounterRandom random)
    {
        bool isMirrored = random.NextFloat() < values[0], isUpsideDown = random.NextFloat() < values[1];
        int stride = width * channels;
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<float> from = source.Slice((isUpsideDown ? height - 1 - y : y) * stride, stride);
            Span<float> to = target.Slice(y * stride, stride);
            if (!isMirrored || channels == 1)
            {
                from.CopyTo(to);
                if (isMirrored) to.Reverse();
            }
            else
                for (int x = 0; x < width; x++) from.Slice((width - 1 - x) * channels, channels).CopyTo(to[(x * channels)..]);
        }
    }
}
