using Fovea.Data;
using Fovea.Testing;
using DigitSet = Fovea.Data.Digits;

namespace Fovea.Tests.Data.Loading;

public class DataLoaderTests
{
    [Theory]
    [InlineData(1, false, 8, 1)]
    [InlineData(3, false, 3, 2)]
    [InlineData(3, true, 2, 3)]
    [InlineData(8, true, 1, 8)]
    [InlineData(100, false, 1, 8)]
    public void An_epoch_gives_every_sample_once(int batchSize, bool dropLast, int batches, int last)
    {
        foreach (bool shuffle in new[] { false, true })
            foreach (int threads in new[] { 0, 1, 3 })
            {
                var loader = new DataLoader(new ArrayDataSet(2, 2), batchSize, shuffle, seed: 3, dropLast, threads: threads);
                List<Taken> epoch = Copy(loader.Epoch(0));
                Assert.Equal(batches, loader.BatchCount);
                Assert.Equal(batches, epoch.Count);
                Assert.Equal(last, epoch[^1].Indices.Length);
                Assert.All(epoch[..^1], batch => Assert.Equal(batchSize, batch.Indices.Length));
                int[] seen = [.. epoch.SelectMany(b => b.Indices)];
                Assert.Equal(loader.SampleCount, seen.Length);
                Assert.Equal(seen.Length, seen.Distinct().Count());
                if (!shuffle) Assert.Equal(Enumerable.Range(0, seen.Length), seen);
                Assert.Equal(seen.Select(i => i % 2f), epoch.SelectMany(b => b.Labels));
            }
    }

    [Fact]
    public void Pixels_are_normalised_unless_told_otherwise()
    {
        var set = new ArrayDataSet(2, 3);
        float[] raw = new float[6];
        set.Read(5, raw, out _);
        Assert.Equal(raw, Copy(new DataLoader(set, 8, normalize: false).Epoch(0))[0].Images[30..36]);
        Assert.Equal(raw.Select(v => (v - 0.5f) / 0.25f), Copy(new DataLoader(set, 8).Epoch(0))[0].Images[30..36]);
    }

    [Fact]
    public void Every_channel_has_its_own_mean_and_deviation()
    {
        var set = new MemoryDataSet("colour", 2, 2, 3, [.. Enumerable.Range(0, 12).Select(i => (byte)(20 * i))], [0], ["a"], [0.1f, 0.2f, 0.3f], [0.5f, 0.25f, 2f]);
        float[] pixels = Copy(new DataLoader(set, 1).Epoch(0))[0].Images;
        for (int i = 0; i < 12; i++) Assert.Equal((20 * i / 255f - set.Mean[i % 3]) / set.Deviation[i % 3], pixels[i]);
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit()
    {
        IReadOnlyList<IAugmentation> augmentations = Augmentations.Parse(
            "scaled-crop+shift+affine+rotation+elastic+noise+jitter:saturation=0+crop:padding=2+flip+cutout+erase+mixup+cutmix");
        List<Taken> expected = Copy(Loader(0, 1).Epoch(4));
        foreach ((int threads, int prefetch) in new[] { (1, 1), (1, 3), (2, 1), (2, 3), (3, 2), (3, 8) })
        {
            DataLoader loader = Loader(threads, prefetch);
            Copy(loader.Epoch(0));
            AssertSame(expected, Copy(loader.Epoch(4)));
        }

        DataLoader Loader(int threads, int prefetch) =>
            new(new DigitSet(333), 16, shuffle: true, seed: 9, augmentations: augmentations, threads: threads, prefetch: prefetch);
    }

    [Fact]
    public void An_epoch_can_be_entered_at_any_batch()
    {
        var loader = new DataLoader(new DigitSet(50), 8, shuffle: true, seed: 2, augmentations: [new RandomShift()], threads: 2);
        List<Taken> whole = Copy(loader.Epoch(3));
        for (int start = 0; start <= loader.BatchCount; start++) AssertSame(whole[start..], Copy(loader.Epoch(3, start)));
    }

    [Fact]
    public void Epochs_and_seeds_have_orders_and_changes_of_their_own()
    {
        var set = new DigitSet(64);
        int[] Order(ulong seed, int epoch) => [.. new DataLoader(set, 64, shuffle: true, seed: seed).Epoch(epoch).Single().Indices];
        Assert.Equal(Order(1, 0), Order(1, 0));
        Assert.NotEqual(Order(1, 0), Order(1, 1));
        Assert.NotEqual(Order(1, 0), Order(2, 0));

        float[] Images(ulong seed, int epoch, int batch) =>
            [.. new DataLoader(set, batch, seed: seed, augmentations: [new RandomShift()]).Epoch(epoch).SelectMany(b => b.Images.Take(b.Count * 784).ToArray())];
        Assert.Equal(Images(1, 0, 64), Images(1, 0, 5));
        Assert.NotEqual(Images(1, 0, 64), Images(1, 1, 64));
        Assert.NotEqual(Images(1, 0, 64), Images(2, 0, 64));
    }

    [Fact]
    public void Two_equal_augmentations_in_a_list_do_not_share_their_chance()
    {
        var set = new MemoryDataSet("grey", 1, 1, 1, [128], [0], ["a"], [0], [1]);
        float once = new DataLoader(set, 1, augmentations: [new GaussianNoise()], normalize: false).Epoch(0).Single().Images[0] - 128 / 255f;
        float twice = new DataLoader(set, 1, augmentations: [new GaussianNoise(), new GaussianNoise()], normalize: false).Epoch(0).Single().Images[0] - 128 / 255f;
        Assert.NotEqual(2 * once, twice, 1e-4);
    }

    [Fact]
    public void Batches_go_round_and_no_thread_runs_too_far_ahead()
    {
        int reads = 0;
        var set = new ArrayDataSet(1, 1) { Samples = 400, OnRead = _ => Interlocked.Increment(ref reads) };
        var loader = new DataLoader(set, 4, threads: 3, prefetch: 2);
        HashSet<Batch> batches = [];
        foreach (Batch batch in loader.Epoch(0))
        {
            batches.Add(batch);
            Assert.InRange(Volatile.Read(ref reads), 4 * (batch.Number + 1), 4 * (batch.Number + 3));
        }
        foreach (Batch batch in loader.Epoch(1)) batches.Add(batch);
        Assert.Equal(3, batches.Count);
    }

    [Fact]
    public void Two_epochs_at_once_do_not_disturb_each_other()
    {
        var loader = new DataLoader(new ArrayDataSet(1, 1), 2, shuffle: true, seed: 1);
        var expected = (Copy(loader.Epoch(0)), Copy(loader.Epoch(1)));
        List<Taken> one = [], other = [];
        foreach ((Batch a, Batch b) in loader.Epoch(0).Zip(loader.Epoch(1)))
        {
            one.Add(Copy(a));
            other.Add(Copy(b));
        }
        AssertSame(expected.Item1, one);
        AssertSame(expected.Item2, other);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Leaving_early_ends_the_threads(int threads)
    {
        HashSet<Thread> seen = [];
        var set = new ArrayDataSet(1, 1) { Samples = 1000, OnRead = _ => { lock (seen) seen.Add(Thread.CurrentThread); } };
        var loader = new DataLoader(set, 2, threads: threads);
        for (int stop = 0; stop < 5; stop++)
        {
            foreach (Batch batch in loader.Epoch(0))
                if (batch.Number == stop) break;
            Assert.NotEmpty(seen);
            Assert.DoesNotContain(Thread.CurrentThread, seen);
            Assert.All(seen, thread => Assert.False(thread.IsAlive));
        }
        AssertSame(Copy(new DataLoader(new ArrayDataSet(1, 1) { Samples = 1000 }, 2, threads: 0).Epoch(0)), Copy(loader.Epoch(0)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void An_error_in_a_thread_arrives_in_place_of_its_batch(int threads)
    {
        var set = new ArrayDataSet(1, 1) { Samples = 100, OnRead = i => { if (i >= 51) throw new InvalidTimeZoneException($"sample {i}"); } };
        var loader = new DataLoader(set, 5, threads: threads);
        int last = -1;
        var error = Assert.Throws<InvalidTimeZoneException>(() =>
        {
            foreach (Batch batch in loader.Epoch(0)) last = batch.Number;
        });
        Assert.Equal(("sample 51", 9), (error.Message, last));
        Assert.Equal(10, Copy(loader.Epoch(0).Take(10)).Count);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Pixels_that_are_not_finite_are_reported_with_set_sample_and_place(float bad)
    {
        DataSet set = new ArrayDataSet(3, 4, (6, 7, bad)).Subset(2..);
        var error = Assert.Throws<FoveaException>(() => Copy(new DataLoader(set, 3).Epoch(0)));
        Assert.Contains("data set array, sample 6", error.Message, StringComparison.Ordinal);
        Assert.Contains("row 1, column 3, channel 0", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<FoveaException>(() => Copy(new DataLoader(set, 3, augmentations: [new RandomShift()]).Epoch(0)));
        Assert.Contains("data set array, sample 6", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("after", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_augmentation_that_spoils_a_sample_is_named()
    {
        var error = Assert.Throws<FoveaException>(() => Copy(new DataLoader(new ArrayDataSet(2, 2), 4, augmentations: [new RandomShift(), new Spoiler()]).Epoch(0)));
        Assert.Contains("sample 0", error.Message, StringComparison.Ordinal);
        Assert.Contains("shift:maximum=2,fill=0+the spoiler", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_that_is_no_class_is_reported() =>
        Assert.Contains("sample 3: the label is 7", Assert.Throws<FoveaException>(() =>
            Copy(new DataLoader(new ArrayDataSet(1, 1) { Label = i => i == 3 ? 7 : 0 }, 2).Epoch(0))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Giving_up_ends_the_epoch(int threads)
    {
        using var source = new CancellationTokenSource();
        var set = new ArrayDataSet(1, 1) { Samples = 1000, OnRead = i => { if (i == 100) source.Cancel(); } };
        int count = 0;
        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            foreach (Batch _ in new DataLoader(set, 2, threads: threads).Epoch(0, cancellation: source.Token)) count++;
        });
        Assert.InRange(count, 40, 60);
    }

    [Fact]
    public void Giving_up_wakes_a_waiting_consumer()
    {
        using var source = new CancellationTokenSource();
        // The thread hangs in a sample until the consumer has given up; were it not woken, the test would hang.
        var set = new ArrayDataSet(1, 1) { OnRead = i => { if (i == 2) source.Token.WaitHandle.WaitOne(); } };
        source.CancelAfter(50);
        Assert.ThrowsAny<OperationCanceledException>(() => Copy(new DataLoader(set, 1).Epoch(0, cancellation: source.Token)));
    }

    [Fact]
    public void Numbers_out_of_range_are_refused_at_once()
    {
        var set = new ArrayDataSet(2, 2);
        Assert.Contains("batch size must be at least 1, not 0", Assert.Throws<FoveaException>(() => new DataLoader(set, 0)).Message, StringComparison.Ordinal);
        Assert.Throws<FoveaException>(() => new DataLoader(set, -5));
        Assert.Throws<FoveaException>(() => new DataLoader(set, 1, threads: -1));
        Assert.Throws<FoveaException>(() => new DataLoader(set, 1, prefetch: 0));
        Assert.Throws<FoveaException>(() => new DataLoader(set.Subset(..0), 1));
        Assert.Throws<FoveaException>(() => new DataLoader(set, 9, dropLast: true));
        var loader = new DataLoader(set, 3);
        Assert.Throws<FoveaException>(() => loader.Epoch(-1));
        Assert.Throws<FoveaException>(() => loader.Epoch(0, -1));
        Assert.Throws<FoveaException>(() => loader.Epoch(0, 4));
        Assert.Throws<FoveaException>(() => new DataLoader(set, int.MaxValue).Epoch(0, 2));
    }

    [Fact]
    public void A_batch_in_the_steady_state_takes_no_memory()
    {
        // Measured on each thread by itself, since other tests run at the same time.
        var watch = new MemoryWatch();
        var set = new ArrayDataSet(28, 28) { Samples = 4000, OnRead = _ => watch.Note() };
        foreach (int threads in new[] { 0, 2 })
        {
            var loader = new DataLoader(set, 10, shuffle: true, augmentations: Augmentations.Parse("shift+affine+elastic+crop+flip+noise"), threads: threads);
            long before = 0;
            foreach (Batch batch in loader.Epoch(0))
                if (batch.Number == 100) before = GC.GetAllocatedBytesForCurrentThread();
                else if (batch.Number == 399) Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.Equal(0, watch.Value);
        }
    }

    [DataFact("mnist")]
    public void A_normalised_epoch_of_mnist_has_mean_0_and_deviation_1()
    {
        double sum = 0, squares = 0;
        int[] seen = new int[60_000];
        foreach (Batch batch in new DataLoader(Mnist.Load(TestData.Folder), 128, shuffle: true, seed: 1, threads: 2).Epoch(0))
        {
            foreach (float v in batch.Images.AsSpan(0, batch.Count * 784))
            {
                sum += v;
                squares += (double)v * v;
            }
            foreach (int index in batch.Indices.AsSpan(0, batch.Count)) seen[index]++;
        }
        Assert.All(seen, n => Assert.Equal(1, n));
        Assert.Equal(0, sum / (60_000 * 784), 0.001);
        Assert.Equal(1, squares / (60_000 * 784), 0.001);
    }

    private static List<Taken> Copy(IEnumerable<Batch> batches) => [.. batches.Select(Copy)];

    private static Taken Copy(Batch batch)
    {
        int length = batch.Images.Length / batch.Labels.Length;
        Assert.All(batch.Images.Skip(batch.Count * length), v => Assert.Equal(0, v));
        Assert.All(batch.Labels.Skip(batch.Count), v => Assert.Equal(0, v));
        return new Taken(batch.Indices[..batch.Count], batch.Images[..(batch.Count * length)], batch.Labels[..batch.Count]);
    }

    private static void AssertSame(List<Taken> expected, List<Taken> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        foreach ((Taken e, Taken a) in expected.Zip(actual))
        {
            Assert.Equal(e.Indices, a.Indices);
            Assert.Equal(e.Images, a.Images);
            Assert.Equal(e.Labels, a.Labels);
        }
    }

    /// <summary>What a batch held when it was taken.</summary>
    private sealed record Taken(int[] Indices, float[] Images, float[] Labels);

    private sealed class Spoiler : ISampleAugmentation
    {
        public override string ToString() => "the spoiler";

        public void Apply(ReadOnlySpan<float> source, Span<float> target, int height, int width, int channels, ref CounterRandom random) => target.Fill(float.NaN);
    }

    /// <summary>The most memory that any thread took between its 1000th sample and its last.</summary>
    private sealed class MemoryWatch
    {
        [ThreadStatic]
        private static int reads;

        [ThreadStatic]
        private static long start;

        private long most;

        public long Value => Volatile.Read(ref most);

        public void Note()
        {
            long now = GC.GetAllocatedBytesForCurrentThread();
            if (++reads == 1000) start = now;
            if (reads > 1000 && now - start > Volatile.Read(ref most)) Volatile.Write(ref most, now - start);
        }
    }
}
