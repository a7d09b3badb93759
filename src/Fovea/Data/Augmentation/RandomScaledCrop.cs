using Fovea.Imaging;

namespace Fovea.Data;

/// <summary>
/// Resizes the whole picture and cuts a sample out of it at a random place: with one size as in Krizhevsky et al. 2012 (the shorter side 256 for samples of
/// 224), with sizes from a range as in Simonyan and Zisserman 2015 (256 to 512) and He et al. 2016 (256 to 480).
/// </summary>
public sealed class RandomScaledCrop : IFramingAugmentation
{
    internal static AugmentationEntry Entry { get; } = new("scaled-crop", "resizes the whole picture and cuts the sample's size out of it at a random place",
        [
            new("smallest", 8f / 7, 1, 16, "the smallest length of the shorter side, in sides of the sample"),
            new("largest", 8f / 7, 1, 16, "the largest length of the shorter side, in sides of the sample"),
        ], v => new RandomScaledCrop(v[0], v[1]));

    private readonly float[] values;

    /// <summary>A new size and place for each picture.</summary>
    /// <param name="smallest">The smallest length of the shorter side, in sides of the sample; 1 to 16.</param>
    /// <param name="largest">The largest; 1 to 16.</param>
    /// <exception cref="FoveaException">A value is out of range.</exception>
    public RandomScaledCrop(float smallest = 8f / 7, float largest = 8f / 7)
    {
        values = Entry.Check(smallest, largest);
        Entry.CheckOrder(values, 0, 1);
    }

    /// <inheritdoc/>
    public override string ToString() => Entry.Describe(values);

    /// <inheritdoc/>
    public Framing Frame(int height, int width, int toHeight, int toWidth, ref CounterRandom random)
    {
        float factor = random.NextFloat(values[0], values[1]);
        // The side that is the shorter one in proportion to the sample's gets the length; the other follows, rounded down.
        bool isWide = (long)width * toHeight >= (long)height * toWidth;
        (int side, int other, int least) = isWide ? (height, width, toWidth) : (width, height, toHeight);
        int shorter = (int)MathF.Round((isWide ? toHeight : toWidth) * factor), longer = Math.Max(least, Preparation.InProportion(other, side, shorter));
        (int rows, int columns) = isWide ? (shorter, longer) : (longer, shorter);
        Region window = new(random.NextInt(rows - toHeight + 1), random.NextInt(columns - toWidth + 1), toHeight, toWidth);
        return new Framing(new Region(0, 0, height, width), rows, columns, window);
    }
}
