using Fovea.Data;

namespace Fovea.Tests.Data.Augmentation;

/// <summary>What every registered augmentation must keep, and what each does.</summary>
public class AugmentationsTests
{
    private const int Seed = 11;

    private static readonly Dictionary<string, float> NoValues = [];

    public static TheoryData<string> Names => [.. Augmentations.All.Select(e => e.Name)];

    public static TheoryData<string, int, int, int> NamesAndShapes
    {
        get
        {
            var table = new TheoryData<string, int, int, int>();
            foreach (AugmentationEntry entry in Augmentations.All.Where(e => e.Create(NoValues) is ISampleAugmentation))
                foreach ((int h, int w, int c) in new[] { (1, 1, 1), (1, 9, 1), (7, 1, 3), (5, 3, 2), (28, 28, 1), (13, 31, 3) }) table.Add(entry.Name, h, w, c);
            return table;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_text_of_an_augmentation_reads_as_the_same_one(string name)
    {
        IAugmentation made = Augmentations.Parse(name).Single();
        Assert.StartsWith(name + ":", made.ToString(), StringComparison.Ordinal);
        IAugmentation read = Augmentations.Parse(made.ToString()!).Single();
        Assert.Equal(made.ToString(), read.ToString());
        if (made is not ISampleAugmentation) return;
        float[] picture = Picture(9, 8, 3);
        Assert.Equal(Apply(made, picture, 9, 8, 3, 3), Apply(read, picture, 9, 8, 3, 3));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_parameter_has_a_range_and_a_default_within(string name)
    {
        AugmentationEntry entry = Augmentations.All.Single(e => e.Name == name);
        // All at once, as the lower end of a range may not be above its upper end.
        entry.Create(entry.Parameters.ToDictionary(p => p.Name, p => p.Minimum));
        entry.Create(entry.Parameters.ToDictionary(p => p.Name, p => p.Maximum));
        foreach (AugmentationParameter p in entry.Parameters)
        {
            Assert.InRange(p.Default, p.Minimum, p.Maximum);
            foreach (float bad in new[] { p.Minimum - 1, p.Maximum + 1, float.NaN, float.PositiveInfinity })
                Assert.Throws<FoveaException>(() => entry.Create(new Dictionary<string, float> { [p.Name] = bad }));
        }
    }

    [Theory]
    [MemberData(nameof(NamesAndShapes))]
    public void Every_value_is_written_within_0_and_1_and_by_the_key_alone(string name, int height, int width, int channels)
    {
        foreach (string text in new[] { name, Extreme(name) })
        {
            IAugmentation augmentation = Augmentations.Parse(text).Single();
            try
            {
                augmentation.Require(height, width, channels);
            }
            catch (FoveaException)
            {
                Assert.NotEqual(3, channels);
                continue;
            }
            float[] picture = Picture(height, width, channels), copy = [.. picture];
            for (int sample = 0; sample < 20; sample++)
            {
                float[] changed = Apply(augmentation, picture, height, width, channels, sample);
                Assert.All(changed, v => Assert.InRange(v, 0f, 1.000001f));
                Assert.Equal(changed, Apply(augmentation, picture, height, width, channels, sample));
            }
            Assert.Equal(copy, picture);
        }
    }

    [Theory]
    [InlineData("shift:maximum=0")]
    [InlineData("affine:degrees=0,scale=0,shear=0")]
    [InlineData("elastic:deviation=0")]
    [InlineData("flip:horizontal=0,vertical=0")]
    [InlineData("crop:padding=0")]
    [InlineData("noise:deviation=0")]
    [InlineData("rotation:degrees=0")]
    [InlineData("pca:deviation=0")]
    [InlineData("cutout:side=0")]
    [InlineData("erase:probability=0")]
    public void With_no_strength_nothing_changes(string text)
    {
        float[] picture = Picture(6, 7, 3);
        Assert.Equal(picture, Apply(Augmentations.Parse(text).Single(), picture, 6, 7, 3, 1));
    }

    [Theory]
    [InlineData("shift:maximum=9,fill=0.5")]
    [InlineData("affine:degrees=90,scale=0.5,shear=1,fill=0.5")]
    [InlineData("elastic:deviation=5,fill=0.5")]
    [InlineData("flip:vertical=0.5")]
    [InlineData("crop:padding=9,fill=0.5")]
    [InlineData("rotation:degrees=180,fill=0.5")]
    [InlineData("cutout")]
    [InlineData("erase:probability=1")]
    [InlineData("jitter:brightness=0,contrast=1,saturation=0")]
    public void A_constant_picture_stays_constant(string text)
    {
        float[] picture = new float[10 * 12];
        Array.Fill(picture, 0.5f);
        for (int sample = 0; sample < 50; sample++)
            Assert.All(Apply(Augmentations.Parse(text).Single(), picture, 10, 12, 1, sample), v => Assert.Equal(0.5f, v, 1e-6f));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Flips_mirror(int channels)
    {
        float[] picture = Picture(4, 5, channels);
        float[] both = Apply(new RandomFlip(1, 1), picture, 4, 5, channels, 0), across = Apply(new RandomFlip(1, 0), picture, 4, 5, channels, 0);
        for (int y = 0; y < 4; y++)
            for (int x = 0; x < 5; x++)
                for (int c = 0; c < channels; c++)
                {
                    Assert.Equal(picture[(y * 5 + x) * channels + c], across[(y * 5 + 4 - x) * channels + c]);
                    Assert.Equal(picture[(y * 5 + x) * channels + c], both[((3 - y) * 5 + 4 - x) * channels + c]);
                }
        int mirrored = Enumerable.Range(0, 1000).Count(s => Apply(new RandomFlip(0.3f), picture, 4, 5, channels, s)[0] != picture[0]);
        Assert.InRange(mirrored, 250, 350);
    }

    [Fact]
    public void Crops_are_all_shifts_by_whole_pixels()
    {
        float[] picture = new float[7 * 7];
        picture[3 * 7 + 3] = 1;
        var places = new Dictionary<int, int>();
        for (int sample = 0; sample < 2500; sample++)
        {
            float[] changed = Apply(new RandomCrop(2), picture, 7, 7, 1, sample);
            Assert.Equal(1, changed.Sum());
            int place = Array.IndexOf(changed, 1f);
            Assert.InRange(place % 7, 1, 5);
            Assert.InRange(place / 7, 1, 5);
            places[place] = places.GetValueOrDefault(place) + 1;
        }
        Assert.Equal(25, places.Count);
        Assert.All(places.Values, n => Assert.InRange(n, 60, 145));
    }

    [Fact]
    public void A_crop_can_leave_the_picture_altogether()
    {
        float[] picture = [1, 1, 1, 1];
        Assert.Contains(Enumerable.Range(0, 200), s => Apply(new RandomCrop(50, 0.25f), picture, 2, 2, 1, s).All(v => v == 0.25f));
    }

    [Fact]
    public void A_shift_moves_a_slope_by_one_distance_up_to_the_maximum()
    {
        float[] slope = Slope(20, 0.02f, 0.01f);
        float most = 0;
        for (int sample = 0; sample < 300; sample++)
        {
            float[] changed = Apply(new RandomShift(3), slope, 20, 20, 1, sample);
            float moved = changed[10 * 20 + 10] - slope[10 * 20 + 10];
            for (int y = 4; y < 16; y++)
                for (int x = 4; x < 16; x++) Assert.Equal(moved, changed[y * 20 + x] - slope[y * 20 + x], 1e-5f);
            most = MathF.Max(most, MathF.Abs(moved));
        }
        Assert.InRange(most, 0.07f, 0.09001f);
    }

    [Theory]
    [InlineData(30, 0, 0)]
    [InlineData(0, 0.2f, 0)]
    [InlineData(0, 0, 0.3f)]
    public void An_affine_change_turns_scales_and_slants_a_slope_about_the_middle(float degrees, float scale, float shear)
    {
        // A bilinear picture of a slope is again a slope, and its two derivatives tell what was done to the plane.
        float[] slope = Slope(21, 0.02f, 0);
        float largest = 0;
        for (int sample = 0; sample < 300; sample++)
        {
            float[] changed = Apply(new RandomAffine(degrees, scale, shear), slope, 21, 21, 1, sample);
            Assert.Equal(slope[10 * 21 + 10], changed[10 * 21 + 10], 1e-5f);
            float gx = (changed[10 * 21 + 12] - changed[10 * 21 + 8]) / 0.08f, gy = (changed[12 * 21 + 10] - changed[8 * 21 + 10]) / 0.08f;
            float amount;
            if (degrees > 0)
            {
                Assert.Equal(1, gx * gx + gy * gy, 1e-3f);
                amount = MathF.Abs(MathF.Atan2(gy, gx)) * 180 / MathF.PI / degrees;
            }
            else if (scale > 0)
            {
                Assert.Equal(0, gy, 1e-4f);
                amount = MathF.Abs(1 / gx - 1) / scale;
            }
            else
            {
                Assert.Equal(1, gx, 1e-4f);
                amount = MathF.Abs(gy) / shear;
            }
            Assert.InRange(amount, 0, 1.001f);
            largest = MathF.Max(largest, amount);
        }
        Assert.InRange(largest, 0.95f, 1.001f);
    }

    [Fact]
    public void An_elastic_change_displaces_by_its_deviation_and_smoothly()
    {
        float[] slope = Slope(40, 0.02f, 0);
        double squares = 0, steps = 0;
        int n = 0;
        for (int sample = 0; sample < 400; sample++)
        {
            float[] changed = Apply(new RandomElastic(1.5f, 8), slope, 40, 40, 1, sample);
            for (int y = 10; y < 30; y++)
                for (int x = 10; x < 30; x++, n++)
                {
                    double moved = (changed[y * 40 + x] - slope[y * 40 + x]) / 0.02, next = (changed[y * 40 + x + 1] - slope[y * 40 + x + 1]) / 0.02;
                    squares += moved * moved;
                    steps += (next - moved) * (next - moved);
                }
        }
        Assert.Equal(1.5, Math.Sqrt(squares / n), 0.1);
        Assert.InRange(Math.Sqrt(steps / n), 0.05, 0.35);
    }

    [Fact]
    public void Noise_has_its_deviation()
    {
        float[] grey = new float[10_000];
        Array.Fill(grey, 0.5f);
        float[] changed = Apply(new GaussianNoise(0.1f), grey, 100, 100, 1, 0);
        Assert.Equal(0.5, changed.Average(), 0.005);
        Assert.Equal(0.1, Math.Sqrt(changed.Average(v => (v - 0.5) * (v - 0.5))), 0.005);
    }

    [Fact]
    public void Lists_keep_their_order_and_their_values()
    {
        IReadOnlyList<IAugmentation> list = Augmentations.Parse(" noise : deviation = 0.25 + shift + crop:fill=1,padding=3");
        Assert.Equal(["noise:deviation=0.25", "shift:maximum=2,fill=0", "crop:padding=3,fill=1"], list.Select(a => a.ToString()!));
        Assert.Empty(Augmentations.Parse(""));
        Assert.Empty(Augmentations.Parse("  "));
    }

    [Theory]
    [InlineData("shfit", "did you mean 'shift'?")]
    [InlineData("shift:maximun=2", "did you mean 'maximum'?")]
    [InlineData("shift+", "unknown augmentation ''")]
    [InlineData("shift:", "is not a parameter")]
    [InlineData("shift:maximum", "is not a parameter")]
    [InlineData("shift:maximum=", "is not a parameter")]
    [InlineData("shift:maximum=two", "is not a parameter")]
    [InlineData("shift:maximum=1=2", "is not a parameter")]
    [InlineData("shift:maximum=1,maximum=2", "given twice")]
    [InlineData("shift:maximum=-1", "must be 0 to 1024")]
    [InlineData("shift:maximum=NaN", "must be 0 to 1024")]
    [InlineData("crop:padding=1.5", "whole number")]
    [InlineData("resized-crop:smallest=0.5,largest=0.25", "smallest is 0.5, more than largest, which is 0.25")]
    public void Mistakes_in_a_list_are_told(string text, string message) =>
        Assert.Contains(message, Assert.Throws<FoveaException>(() => Augmentations.Parse(text)).Message, StringComparison.Ordinal);

    private static string Extreme(string name)
    {
        AugmentationEntry entry = Augmentations.All.Single(e => e.Name == name);
        return entry.Create(entry.Parameters.ToDictionary(p => p.Name, p => p.Maximum)).ToString()!;
    }

    private static float[] Apply(IAugmentation augmentation, float[] picture, int height, int width, int channels, int sample)
    {
        float[] target = new float[picture.Length];
        Array.Fill(target, float.NaN);
        var random = new CounterRandom(Seed, 0, sample, RandomPurpose.Augmentation);
        ((ISampleAugmentation)augmentation).Apply(picture, target, height, width, channels, ref random);
        return target;
    }

    private static float[] Picture(int height, int width, int channels)
    {
        var random = new CounterRandom(1, 0, 0, RandomPurpose.None);
        float[] picture = new float[height * width * channels];
        for (int i = 0; i < picture.Length; i++) picture[i] = random.NextFloat();
        return picture;
    }

    private static float[] Slope(int size, float perColumn, float perRow)
    {
        float[] picture = new float[size * size];
        for (int y = 0; y < size; y++)
            for (int x = 0; x < size; x++) picture[y * size + x] = perColumn * x + perRow * y;
        return picture;
    }
}
