using Fovea.Data;

namespace Fovea.Tests.Data.Idx;

public sealed class IdxImagesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Images_and_labels_are_read_together()
    {
        MemoryDataSet set = Load(new IdxFile([2, 1, 2], [0, 51, 102, 255]), new IdxFile([2], [3, 9]));
        float[] pixels = new float[2];
        set.Read(1, pixels, out int label);
        Assert.Equal([102 / 255f, 1f], pixels);
        Assert.Equal(9, label);
        Assert.Equal((2, 1, 2, 1), (set.Count, set.Height, set.Width, set.Channels));
    }

    [Fact]
    public void Labels_beyond_the_classes_are_refused_with_their_place()
    {
        var error = Assert.Throws<BadFileException>(() => Load(new IdxFile([3, 1, 1], new byte[3]), new IdxFile([3], [0, 10, 1])));
        Assert.Equal(folder["labels"], error.File);
        Assert.Equal(9, error.Offset);
        Assert.Contains("label of sample 1 is 10", error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Different_counts_are_refused()
    {
        var error = Assert.Throws<BadFileException>(() => Load(new IdxFile([3, 1, 1], new byte[3]), new IdxFile([2], [0, 1])));
        Assert.Contains("2 labels", error.Reason, StringComparison.Ordinal);
        Assert.Contains("3 images", error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Exchanged_files_are_told()
    {
        var error = Assert.Throws<BadFileException>(() => Load(new IdxFile([3], new byte[3]), new IdxFile([3, 1, 1], new byte[3])));
        Assert.Contains("labels", error.Hint, StringComparison.Ordinal);
        error = Assert.Throws<BadFileException>(() => Load(new IdxFile([3, 1, 1], new byte[3]), new IdxFile([3, 1, 1], new byte[3])));
        Assert.Contains("images", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_number_of_channels_is_refused() =>
        Assert.Throws<BadFileException>(() => Load(new IdxFile([1, 2, 2, 3], new byte[12]), new IdxFile([1], [0])));

    [Fact]
    public void Colour_survives_the_way_out_and_back()
    {
        byte[] pixels = [.. Enumerable.Range(0, 2 * 3 * 5 * 3).Select(i => (byte)(i * 37))];
        var set = new MemoryDataSet("colour", 3, 5, 3, pixels, [1, 0], ["a", "b"], [0.5f, 0.5f, 0.5f], [1, 1, 1]);
        IdxImages.Write(set, folder["i.gz"], folder["l.gz"]);
        MemoryDataSet back = IdxImages.Read(folder["i.gz"], folder["l.gz"], "colour", set.Classes, set.Mean, set.Deviation);
        float[] one = new float[45], other = new float[45];
        for (int i = 0; i < 2; i++)
        {
            set.Read(i, one, out int label);
            back.Read(i, other, out int backLabel);
            Assert.Equal(one, other);
            Assert.Equal(label, backLabel);
        }
        Assert.Equal([2, 3, 5, 3], IdxFile.Read(folder["i.gz"]).Shape);
        Assert.Equal(pixels, IdxFile.Read(folder["i.gz"]).Values);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(-0.01f)]
    [InlineData(1.01f)]
    public void Pixels_that_no_byte_can_hold_are_not_written(float bad)
    {
        var error = Assert.Throws<FoveaException>(() => IdxImages.Write(new ArrayDataSet(2, 2, (3, 1, bad)), folder["i"], folder["l"]));
        Assert.Contains("sample 3: value 1", error.Message, StringComparison.Ordinal);
        Assert.Empty(folder.Files);
    }

    private MemoryDataSet Load(IdxFile images, IdxFile labels)
    {
        images.Write(folder["images"]);
        labels.Write(folder["labels"]);
        return IdxImages.Read(folder["images"], folder["labels"], "test", Mnist.Published.Classes, [0.5f], [1f]);
    }
}
