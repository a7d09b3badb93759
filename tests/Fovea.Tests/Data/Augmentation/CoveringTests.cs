using Fovea.Data;

namespace Fovea.Tests.Data.Augmentation;

/// <summary>Squares and rectangles that cover a part of the picture.</summary>
public class CoveringTests
{
    [Fact]
    public void A_cutout_is_a_square_about_any_pixel()
    {
        var sizes = new Dictionary<int, int>();
        int[] covered = new int[100];
        for (int sample = 0; sample < 4000; sample++)
        {
            bool[] hidden = Covered(new RandomCutout(0.4f, 0.25f), 10, sample, v => Assert.Equal(0.25f, v));
            (int rows, int columns) = Extent(hidden, 10);
            Assert.Equal(hidden.Count(h => h), rows * columns);
            Assert.InRange(rows, 2, 4);
            sizes[rows * columns] = sizes.GetValueOrDefault(rows * columns) + 1;
            for (int i = 0; i < 100; i++) covered[i] += hidden[i] ? 1 : 0;
        }
        // Centres are uniform: 7 of the 10 places along an axis leave the square whole.
        Assert.InRange(sizes[16], 1840, 2080);
        Assert.All(covered, n => Assert.InRange(n, 100, 900));
    }

    [Fact]
    public void An_erased_rectangle_lies_inside_and_has_area_and_shape_from_their_ranges()
    {
        var augmentation = new RandomErasing(0.7f, 0.1f, 0.3f, 2, 0.5f, 0.25f);
        var areas = new List<double>();
        int untouched = 0;
        var values = new List<float>();
        for (int sample = 0; sample < 2000; sample++)
        {
            bool[] hidden = Covered(augmentation, 40, sample, values.Add);
            if (!hidden.Contains(true))
            {
                untouched++;
                continue;
            }
            (int rows, int columns) = Extent(hidden, 40);
            Assert.Equal(hidden.Count(h => h), rows * columns);
            Assert.InRange((double)rows / columns, 0.45, 2.2);
            areas.Add(rows * columns / 1600.0);
        }
        Assert.InRange(untouched, 530, 670);
        Assert.Equal(0.2, areas.Average(), 0.006);
        Assert.InRange(areas.Min(), 0.09, 0.11);
        Assert.InRange(areas.Max(), 0.29, 0.31);
        Assert.InRange(values.Min(), 0.25f, 0.251f);
        Assert.InRange(values.Max(), 0.749f, 0.75f);
        Assert.Equal(0.5, values.Average(), 0.002);
    }

    private static bool[] Covered(ISampleAugmentation augmentation, int size, int sample, Action<float> look)
    {
        // No pixel has the value of a cover.
        float[] picture = [.. Enumerable.Repeat(0.9f, size * size)], target = new float[picture.Length];
        var random = new CounterRandom(3, 0, sample, RandomPurpose.Augmentation);
        augmentation.Apply(picture, target, size, size, 1, ref random);
        foreach (float value in target)
            if (value != 0.9f) look(value);
        return Array.ConvertAll(target, v => v != 0.9f);
    }

    private static (int Rows, int Columns) Extent(bool[] hidden, int size)
    {
        int[] places = [.. Enumerable.Range(0, hidden.Length).Where(i => hidden[i])];
        return (places.Max(i => i / size) - places.Min(i => i / size) + 1, places.Max(i => i % size) - places.Min(i => i % size) + 1);
    }
}
