using Fovea.Data;
using Fovea.Tests.Training;

namespace Fovea.Tests.Data.Augmentation;

/// <summary>Mixtures of two samples, and what the loader makes of them.</summary>
public class MixingTests
{
    [Fact]
    public void MixUp_blends_by_a_share_of_the_beta_distribution()
    {
        var shares = new List<double>();
        for (int sample = 0; sample < 4000; sample++)
        {
            float[] picture = [1, 0, 0.5f], other = [0, 1, 0.5f];
            float share = Mix(new MixUp(0.4f), picture, other, 1, 3, 1, sample);
            Assert.Equal([share, 1 - share, 0.5f], picture, (a, b) => Math.Abs(a - b) < 1e-6);
            shares.Add(share);
        }
        // Beta(a, a): mean 1/2, variance 1 / (4 (2a + 1)).
        Assert.Equal(0.5, shares.Average(), 0.02);
        Assert.Equal(1 / (4 * 1.8), shares.Average(s => (s - 0.5) * (s - 0.5)), 0.004);
        Assert.InRange(Enumerable.Range(0, 4000).Count(s => Mix(new MixUp(1, 0.25f), [1], [0], 1, 1, 1, s) == 1), 2900, 3100);
    }

    [Fact]
    public void CutMix_puts_in_a_rectangle_and_says_its_area()
    {
        var shares = new List<double>();
        for (int sample = 0; sample < 3000; sample++)
        {
            float[] picture = new float[20 * 30 * 2], other = [.. Enumerable.Repeat(1f, picture.Length)];
            float share = Mix(new CutMix(1, 1), picture, other, 20, 30, 2, sample);
            int[] taken = [.. Enumerable.Range(0, 600).Where(i => picture[2 * i] == 1)];
            Assert.Equal(1 - taken.Length / 600.0, share, 1e-6);
            Assert.All(Enumerable.Range(0, 600), i => Assert.Equal(picture[2 * i], picture[2 * i + 1]));
            if (taken.Length > 0)
                Assert.Equal(taken.Length, (taken.Max(i => i / 30) - taken.Min(i => i / 30) + 1) * (taken.Max(i => i % 30) - taken.Min(i => i % 30) + 1));
            shares.Add(share);
        }
        // The share of the rectangle is uniform before it is cut off at the border; after that, by a simulation with numpy.
        Assert.Equal(0.693, shares.Average(), 0.015);
    }

    [Theory]
    [InlineData("mixup")]
    [InlineData("cutmix:probability=1")]
    [InlineData("mixup:strength=1+cutmix")]
    public void Classes_are_mixed_as_the_pictures_are(string list)
    {
        // Every pixel of a sample is its class.
        MemoryDataSet data = new("classes", 6, 6, 1, [.. Enumerable.Range(0, 21).SelectMany(i => Enumerable.Repeat((byte)(i % 3 * 100), 36))], [.. Enumerable.Range(0, 21).Select(i => i % 3)],
            ["a", "b", "c"], [0], [1]);
        DataLoader loader = new(data, 8, shuffle: true, seed: 4, augmentations: Augmentations.Parse(list), threads: 2);
        int mixed = 0;
        for (int epoch = 0; epoch < 4; epoch++)
            foreach (Batch batch in loader.Epoch(epoch))
                for (int i = 0; i < batch.Count; i++)
                {
                    float[] targets = batch.Targets![(3 * i)..(3 * i + 3)];
                    Assert.Equal(1, targets.Sum(), 1e-5);
                    Assert.Equal(batch.Indices[i] % 3, batch.Labels[i]);
                    Assert.True(targets[(int)batch.Labels[i]] >= 0);
                    Assert.Equal(targets.Select((share, c) => share * c * 100 / 255f).Sum(), batch.Images.AsSpan(36 * i, 36).ToArray().Average(), 1e-5f);
                    if (targets.Count(t => t > 0) > 1) mixed++;
                }
        Assert.InRange(mixed, 20, 84);
    }

    [Fact]
    public void Without_mixing_there_are_no_targets()
    {
        Assert.Null(new DataLoader(new ToyData(8), 4).Epoch(0).First().Targets);
        DataLoader loader = new(new ToyData(1), 4, augmentations: [new MixUp()]);
        Assert.Equal([1, 0], loader.Epoch(0).Single().Targets![..2]);
    }

    [Theory]
    [InlineData("flip+resized-crop", "put it first")]
    [InlineData("scaled-crop+resized-crop", "stands after scaled-crop")]
    [InlineData("mixup+flip", "put mixup:strength=0.2,probability=1 last")]
    public void An_order_that_makes_no_sense_is_told(string list, string message) =>
        Assert.Contains(message, Assert.Throws<FoveaException>(() => new DataLoader(new ToyData(8), 4, augmentations: Augmentations.Parse(list))).Message, StringComparison.Ordinal);

    private static float Mix(IMixingAugmentation augmentation, float[] picture, float[] other, int height, int width, int channels, int sample)
    {
        var random = new CounterRandom(2, 0, sample, RandomPurpose.Augmentation);
        return augmentation.Mix(picture, other, height, width, channels, ref random);
    }
}
