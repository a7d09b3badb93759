namespace Fovea.Data;

/// <summary>
/// Covers a rectangle of random size, shape and place, with some probability: Zhong, Zheng, Kang, Li, Yang, "Random erasing data augmentation", AAAI 2020;
/// drawn as torchvision's <c>RandomErasing</c> draws it.
/// </summary>
public sealed class RandomErasing : ISampleAugmentation
{
    private const int Attempts = 10;

    internal static AugmentationEntry Entry { get; } = new("erase", "covers a rectangle of random size, shape and place with some probability",
        [
            new("probability", 0.5f, 0, 1, "how often"),
            new("smallest", 0.02f, 0.001f, 1, "the smallest share of the picture's area"),
            new("largest", 0.33f, 0.001f, 1, "the largest share of the picture's area"),
            new("ratio", 3.3f, 1, 100, "how many times as long as the other a side may be"),
            new("fill", 0.5f, 0, 1, "the value of what is covered"),
            new("spread", 0, 0, 1, "the values lie this far from the fill at most, each drawn for itself; cut off at 0 and 1"),
        ], v => new RandomErasing(v[0], v[1], v[2], v[3], v[4], v[5]));

    private readonly float[] values;

    /// <summary>A new rectangle for each picture.</summary>
    /// <param name="probability">How often; 0 to 1.</param>
    /// <param name="smallest">The smallest share of the picture's area; 0.001 to 1.</param>
    /// <param name="largest">The largest share of the picture's area; 0.001 to 1.</param>
    /// <param name="ratio">How many times as long as the other a side may be; 1 to 100.</param>
    /// <param name="fill">The value of what is covered; 0 to 1.</param>
    /// <param name="spread">The values lie this far from the fill at most, each drawn for itself; 0 to 1.</param>
    /// <exception cref="FoveaException">A value is out of range.</exception>
    public RandomErasing(float probability = 0.5f, float smallest = 0.02f, float largest = 0.33f, float ratio = 3.3f, float fill = 0.5f, float spread = 0)
    {
        values = Entry.Check(probability, smallest, largest, ratio, fill, spread);
        Entry.CheckOrder(values, 1, 2);
    }

    /// <inheritdoc/>
    public override string ToString() => Entry.Describe(values);

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<float> source, Span<float> target, int height, int width, int channels, ref CounterRandom random)
    {
        source.CopyTo(target);
        if (random.NextFloat() >= values[0]) return;
        float bound = MathF.Log(values[3]);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            double area = (double)height * width * random.NextFloat(values[1], values[2]), ratio = Math.Exp(random.NextFloat(-bound, bound));
            int rows = (int)Math.Round(Math.Sqrt(area * ratio)), columns = (int)Math.Round(Math.Sqrt(area / ratio));
            if (rows < 1 || columns < 1 || rows >= height || columns >= width) continue;
            int top = random.NextInt(height - rows + 1), left = random.NextInt(width - columns + 1);
            for (int y = top; y < top + rows; y++) Cover(target.Slice((y * width + left) * channels, columns * channels), ref random);
            return;
        }
    }

    private void Cover(Span<float> row, ref CounterRandom random)
    {
        (float fill, float spread) = (values[4], values[5]);
        if (spread == 0) row.Fill(fill);
        else foreach (ref float value in row) value = Math.Clamp(random.NextFloat(fill - spread, fill + spread), 0, 1);
    }
}
