using Fovea.Data;

namespace Fovea.Tests.Data;

public class DataSetTests
{
    [Fact]
    public void Reading_checks_index_length_and_label()
    {
        var set = new ArrayDataSet(2, 2);
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Read(-1, new float[4], out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Read(8, new float[4], out _));
        Assert.Throws<ArgumentException>(() => set.Read(0, new float[3], out _));
        Assert.Throws<ArgumentException>(() => set.Read(0, new float[5], out _));
        foreach (int label in new[] { -1, 2 })
        {
            var error = Assert.Throws<FoveaException>(() => new ArrayDataSet(2, 2) { Label = _ => label }.Read(5, new float[4], out _));
            Assert.Contains("data set array, sample 5", error.Message, StringComparison.Ordinal);
            Assert.Contains($"label is {label}", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Bytes_are_read_as_parts_of_255()
    {
        var set = new MemoryDataSet("m", 16, 16, 1, [.. Enumerable.Range(0, 256).Select(b => (byte)b)], [0], ["only"], [0], [1]);
        float[] pixels = new float[256];
        set.Read(0, pixels, out _);
        for (int b = 0; b < 256; b++) Assert.Equal(b / 255f, pixels[b]);
    }

    [Fact]
    public void A_memory_set_checks_sizes_and_labels()
    {
        Assert.Throws<FoveaException>(() => new MemoryDataSet("m", 2, 2, 1, new byte[7], [0, 0], ["a"], [0], [1]));
        Assert.Throws<FoveaException>(() => new MemoryDataSet("m", 2, 2, 1, new byte[8], [0, 1], ["a"], [0], [1]));
        Assert.Throws<FoveaException>(() => new MemoryDataSet("m", 0, 2, 1, [], [], ["a"], [0], [1]));
        Assert.Throws<FoveaException>(() => new MemoryDataSet("m", 2, 2, 1, [], [], [], [0], [1]));
        Assert.Throws<FoveaException>(() => new MemoryDataSet("m", 2, 2, 3, [], [], ["a"], [0], [1]));
        Assert.Throws<FoveaException>(() => new MemoryDataSet("m", 2, 2, 1, [], [], ["a"], [0], [0]));
        Assert.Throws<FoveaException>(() => new MemoryDataSet("m", 2, 2, 1, [], [], ["a"], [float.NaN], [1]));
    }

    [Fact]
    public void A_subset_reads_the_samples_it_names()
    {
        var set = new ArrayDataSet(1, 1);
        Assert.Equal([7, 0, 0, 3], Samples(set.Subset([7, 0, 0, 3])));
        Assert.Equal([2, 3], Samples(set.Subset(2..4)));
        Assert.Equal([6, 7], Samples(set.Subset(^2..)));
        Assert.Equal([3], Samples(set.Subset(2..6).Subset([1])));
        Assert.Equal("data set array, sample 3", set.Subset(2..6).Subset([1]).Describe(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Subset([8]));
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Subset(..9));
    }

    [Fact]
    public void A_split_parts_the_set_and_keeps_its_order()
    {
        var set = new ArrayDataSet(1, 1) { Samples = 100 };
        (DataSet training, DataSet heldOut) = set.Split(30, seed: 4);
        int[] a = Samples(training), b = Samples(heldOut);
        Assert.Equal((70, 30), (a.Length, b.Length));
        Assert.Equal(Enumerable.Range(0, 100), a.Concat(b).Order());
        Assert.Equal(a.Order(), a);
        Assert.Equal(b.Order(), b);
        Assert.Equal(b, Samples(set.Split(30, seed: 4).HeldOut));
        Assert.NotEqual(b, Samples(set.Split(30, seed: 5).HeldOut));
        Assert.Equal(b, Samples(set.Split(0.3, seed: 4).HeldOut));
        Assert.Equal(1, set.Split(0.0001, seed: 4).HeldOut.Count);
    }

    [Fact]
    public void A_split_that_leaves_nothing_is_refused()
    {
        var set = new ArrayDataSet(1, 1);
        foreach (int count in new[] { -1, 0, 8, 9 }) Assert.Throws<FoveaException>(() => set.Split(count, seed: 0));
        foreach (double part in new[] { -0.1, 0.0, 1.0, double.NaN, 0.99 }) Assert.Throws<FoveaException>(() => set.Split(part, seed: 0));
    }

    [Fact]
    public void Channels_are_measured_apart()
    {
        var set = new MemoryDataSet("m", 1, 2, 2, [0, 255, 0, 0, 255, 255, 255, 0], [0, 0], ["a"], [0, 0], [1, 1]);
        (double[] mean, double[] deviation) = set.MeasureChannels();
        Assert.Equal([0.5, 0.5], mean);
        Assert.Equal([0.5, 0.5], deviation);
        Assert.Throws<FoveaException>(() => set.Subset(..0).MeasureChannels());
    }

    private static int[] Samples(DataSet set)
    {
        float[] pixel = new float[1];
        return [.. Enumerable.Range(0, set.Count).Select(i =>
        {
            set.Read(i, pixel, out _);
            return (int)(pixel[0] * 16);
        })];
    }
}
