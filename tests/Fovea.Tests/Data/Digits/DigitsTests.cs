using System.Numerics.Tensors;
using System.Security.Cryptography;
using Fovea.Data;
using DigitSet = Fovea.Data.Digits;

namespace Fovea.Tests.Data.Digits;

public class DigitsTests
{
    [Fact]
    public void The_first_samples_never_change()
    {
        // Same seed, same bits, on every machine and in every version; if this fails, everybody's generated data have changed.
        Assert.Equal("5fc90eb71d11200330c097c51761bffc6a4ce8a715e39640905cc42525385e27",
            Convert.ToHexStringLower(SHA256.HashData(Pixels(new DigitSet(2000)))));
    }

    [Fact]
    public void A_sample_depends_on_seed_part_and_index_alone()
    {
        byte[] hundred = Pixels(new DigitSet(100)), thousand = Pixels(new DigitSet(1000));
        Assert.Equal(hundred, thousand[..hundred.Length]);
        byte[] alone = new byte[784];
        new DigitSet(1000).Draw(57, alone);
        Assert.Equal(alone, hundred[(57 * 784)..(58 * 784)]);
        Assert.NotEqual(hundred, Pixels(new DigitSet(100, seed: 2)));
        Assert.NotEqual(hundred, Pixels(new DigitSet(100, train: false)));
    }

    [Fact]
    public void No_two_samples_are_alike()
    {
        HashSet<string> seen = [];
        foreach (DigitSet set in new[] { new DigitSet(2000), new DigitSet(2000, train: false), new DigitSet(2000, seed: 2) })
            for (int i = 0; i < set.Count; i++)
            {
                byte[] picture = new byte[784];
                set.Draw(i, picture);
                Assert.True(seen.Add(Convert.ToHexString(SHA256.HashData(picture))), $"{set.Describe(i)} was there before");
            }
    }

    [Fact]
    public void Reading_from_many_threads_gives_what_drawing_gives()
    {
        var set = new DigitSet(500);
        byte[] expected = Pixels(new DigitSet(500));
        Parallel.For(0, 4 * set.Count, new ParallelOptions { MaxDegreeOfParallelism = 4 }, k =>
        {
            int i = k % set.Count;
            float[] pixels = new float[784];
            set.Read(i, pixels, out int label);
            for (int p = 0; p < 784; p++) Assert.Equal(expected[i * 784 + p] / 255f, pixels[p]);
            Assert.Equal(set.Draw(i, new byte[784]), label);
        });
    }

    [Fact]
    public void Every_ten_samples_hold_each_digit_once_in_no_fixed_order()
    {
        var set = new DigitSet(1000);
        byte[] picture = new byte[784];
        int[] labels = [.. Enumerable.Range(0, 1000).Select(i => set.Draw(i, picture))];
        for (int block = 0; block < 1000; block += 10) Assert.Equal(Enumerable.Range(0, 10), labels[block..(block + 10)].Order());
        Assert.True(Enumerable.Range(0, 100).Select(b => labels[b * 10]).Distinct().Count() == 10);
    }

    [Fact]
    public void Every_picture_shows_bright_ink_on_black()
    {
        var set = new DigitSet(5000);
        byte[] picture = new byte[784];
        for (int i = 0; i < set.Count; i++)
        {
            set.Draw(i, picture);
            Assert.True(picture.Max() >= 100, $"{set.Describe(i)}: nothing is brighter than {picture.Max()}");
            Assert.InRange(picture.Count(p => p > 80), 15, 350);
        }
    }

    [Fact]
    public void Mean_and_deviation_are_those_of_the_training_samples()
    {
        (double[] mean, double[] deviation) = new DigitSet(10_000).MeasureChannels();
        var set = new DigitSet(0);
        Assert.Equal(set.Mean[0], mean[0], 0.001);
        Assert.Equal(set.Deviation[0], deviation[0], 0.001);
    }

    [Fact]
    public void The_way_through_files_changes_nothing()
    {
        using var folder = new TemporaryFolder();
        var set = new DigitSet(300);
        IdxImages.Write(set, folder["i.gz"], folder["l.gz"]);
        Assert.Equal(Pixels(set), IdxFile.Read(folder["i.gz"]).Values);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(DigitSet.MaxCount + 1)]
    public void Counts_out_of_range_are_refused(int count) => Assert.Throws<FoveaException>(() => new DigitSet(count));

    [Fact]
    public void A_linear_classifier_learns_them_but_stays_under_93_percent()
    {
        const int Train = 20_000, Test = 5_000, Epochs = 4;
        var random = new CounterRandom(1, 0, 0, RandomPurpose.None);
        float[][] weights = [.. Enumerable.Range(0, 10).Select(_ => new float[784])];
        float[] bias = new float[10], scores = new float[10], pixels = new float[784];
        var training = new DigitSet(Train);
        for (int epoch = 0; epoch < Epochs; epoch++)
            for (int step = 0; step < Train; step++)
            {
                training.Read(random.NextInt(Train), pixels, out int label);
                Score(weights, bias, pixels, scores);
                TensorPrimitives.SoftMax(scores, scores);
                scores[label] -= 1;
                float rate = 0.02f * (Epochs - epoch) / Epochs;
                for (int c = 0; c < 10; c++)
                {
                    TensorPrimitives.MultiplyAdd(pixels, -rate * scores[c], weights[c], weights[c]);
                    bias[c] -= rate * scores[c];
                }
            }
        var test = new DigitSet(Test, train: false);
        int right = 0;
        for (int i = 0; i < Test; i++)
        {
            test.Read(i, pixels, out int label);
            Score(weights, bias, pixels, scores);
            if (TensorPrimitives.IndexOfMax(scores) == label) right++;
        }
        Assert.InRange((double)right / Test, 0.78, 0.92);
    }

    private static void Score(float[][] weights, float[] bias, float[] pixels, float[] scores)
    {
        for (int c = 0; c < 10; c++) scores[c] = TensorPrimitives.Dot<float>(weights[c], pixels) + bias[c];
    }

    private static byte[] Pixels(DigitSet set)
    {
        byte[] pixels = new byte[set.Count * 784];
        for (int i = 0; i < set.Count; i++) set.Draw(i, pixels.AsSpan(i * 784, 784));
        return pixels;
    }
}
