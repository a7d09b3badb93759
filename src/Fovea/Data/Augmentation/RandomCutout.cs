namespace Fovea.Data;

/// <summary>
/// Covers a square about a random pixel, which may reach over the border: DeVries and Taylor, "Improved regularization of convolutional neural networks with
/// cutout", 2017, arXiv 1708.04552 (their squares are half as long as the sides of CIFAR-10).
/// </summary>
public sealed class RandomCutout : ISampleAugmentation
{
    internal static AugmentationEntry Entry { get; } = new("cutout", "covers a square about a random pixel",
        [
            new("side", 0.5f, 0, 2, "the square's side, as a share of the picture's shorter side"),
            new("fill", 0.5f, 0, 1, "the value of what is covered"),
        ], v => new RandomCutout(v[0], v[1]));

    private readonly float[] values;

    /// <summary>A new place for each picture.</summary>
    /// <param name="side">The square's side, as a share of the picture's shorter side; 0 to 2.</param>
    /// <param name="fill">The value of what is covered; 0 to 1.</param>
    /// <exception cref="FoveaException">A value is out of range.</exception>
    public RandomCutout(float side = 0.5f, float fill = 0.5f) => values = Entry.Check(side, fill);

    /// <inheritdoc/>
    public override string ToString() => Entry.Describe(values);

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<float> source, Span<float> target, int height, int width, int channels, ref CounterRandom random)
    {
        source.CopyTo(target);
        int side = (int)MathF.Round(values[0] * Math.Min(height, width)), top = random.NextInt(height) - side / 2, left = random.NextInt(width) - side / 2;
        int first = Math.Max(0, left), count = Math.Min(width, left + side) - first;
        if (count <= 0) return;
        for (int y = Math.Max(0, top); y < Math.Min(height, top + side); y++) target.Slice((y * width + first) * channels, count * channels).Fill(values[1]);
    }
}
