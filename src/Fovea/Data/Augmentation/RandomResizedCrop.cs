using Fovea.Imaging;

namespace Fovea.Data;

/// <summary>
/// Cuts a rectangle of random size, shape and place out of the whole picture and resizes it to the sample's size: Szegedy et al., "Going deeper with
/// convolutions", CVPR 2015, section 6; drawn as torchvision's <c>RandomResizedCrop</c> draws it.
/// </summary>
public sealed class RandomResizedCrop : IFramingAugmentation
{
    private const int Attempts = 10;

    internal static AugmentationEntry Entry { get; } = new("resized-crop", "cuts a rectangle of random size, shape and place out of the whole picture and resizes it",
        [
            new("smallest", 0.08f, 0.001f, 1, "the smallest share of the picture's area"),
            new("largest", 1, 0.001f, 1, "the largest share of the picture's area"),
            new("ratio", 4f / 3, 1, 100, "how many times as long as the other a side may be"),
        ], v => new RandomResizedCrop(v[0], v[1], v[2]));

    private readonly float[] values;

    /// <summary>A new rectangle for each picture.</summary>
    /// <param name="smallest">The smallest share of the picture's area; 0.001 to 1.</param>
    /// <param name="largest">The largest share of the picture's area; 0.001 to 1.</param>
    /// <param name="ratio">How many times as long as the other a side may be; 1 to 100.</param>
    /// <exception cref="FoveaException">A value is out of range.</exception>
    public RandomResizedCrop(float smallest = 0.08f, float largest = 1, float ratio = 4f / 3)
    {
        values = Entry.Check(smallest, largest, ratio);
        Entry.CheckOrder(values, 0, 1);
    }

    /// <inheritdoc/>
    public override string ToString() => Entry.Describe(values);

    /// <inheritdoc/>
    public Framing Frame(int height, int width, int toHeight, int toWidth, ref CounterRandom random)
    {
        float bound = MathF.Log(values[2]);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            double area = (double)height * width * random.NextFloat(values[0], values[1]), ratio = Math.Exp(random.NextFloat(-bound, bound));
            int columns = (int)Math.Round(Math.Sqrt(area * ratio)), rows = (int)Math.Round(Math.Sqrt(area / ratio));
            if (columns < 1 || rows < 1 || columns > width || rows > height) continue;
            return Part(new Region(random.NextInt(height - rows + 1), random.NextInt(width - columns + 1), rows, columns));
        }
        // A picture of such proportions: the largest rectangle about its middle that they allow.
        double shape = (double)width / height;
        (int high, int wide) = shape < 1 / values[2] ? ((int)Math.Round(width * (double)values[2]), width)
            : shape > values[2] ? (height, (int)Math.Round(height * (double)values[2])) : (height, width);
        return Part(new Region((height - high) / 2, (width - wide) / 2, high, wide));

        Framing Part(Region region) => new(region, toHeight, toWidth, new Region(0, 0, toHeight, toWidth));
    }
}
