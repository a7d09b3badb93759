using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using Fovea.Data;
using Fovea.Testing;
using Fovea.Tests.Data.Idx;
using Fovea.Tests.Data.Published;

namespace Fovea.Tests.Data.Cifar;

/// <summary>The ways of CIFAR-10 into memory, with records of its own and a network that is not there; and the real part.</summary>
public sealed class Cifar10Tests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_record_is_a_label_and_three_planes()
    {
        folder.Write("test_batch.bin", [.. Record(3, 0), .. Record(9, 7)]);
        MemoryDataSet set = Load(train: false);
        Assert.Equal(("cifar10/test", 2, 32, 32, 3), (set.Name, set.Count, set.Height, set.Width, set.Channels));
        float[] pixels = new float[set.SampleLength];
        set.Read(1, pixels, out int label);
        Assert.Equal("truck", set.Classes[label]);
        for (int y = 0; y < 32; y++)
            for (int x = 0; x < 32; x++)
                for (int c = 0; c < 3; c++) Assert.Equal(Value(7, c, y, x) / 255f, pixels[(y * 32 + x) * 3 + c]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("cifar10/")]
    [InlineData("cifar-10-batches-bin/")]
    [InlineData("cifar10/cifar-10-batches-bin/")]
    public void Batches_are_found_plain_and_packed_and_read_in_their_order(string below)
    {
        for (int i = 1; i <= 5; i++)
        {
            byte[] record = Record(i, i);
            folder.Write($"{below}data_batch_{i}.bin{(i % 2 == 0 ? ".gz" : "")}", i % 2 == 0 ? IdxFileTests.Packed(record) : record);
        }
        folder.Write($"{below}test_batch.bin.gz", IdxFileTests.Packed(Record(0, 0)));
        // A batch in both forms is read once.
        folder.Write($"{below}data_batch_1.bin.gz", IdxFileTests.Packed(Record(1, 1)));
        MemoryDataSet train = Load();
        Assert.Equal([1, 2, 3, 4, 5], Labels(train));
        Assert.Empty(train.Remarks);
        Assert.Equal([0], Labels(Load(train: false)));
        Assert.Empty(Cifar10.Missing(folder.Root));
    }

    [Fact]
    public void Missing_batches_are_said()
    {
        folder.Write("data_batch_2.bin", Record(2, 2));
        folder.Write("test_batch.bin", Record(0, 0));
        MemoryDataSet train = Load();
        Assert.Equal([2], Labels(train));
        string remark = Assert.Single(train.Remarks);
        Assert.Contains("data_batch_1.bin, data_batch_3.bin, data_batch_4.bin, data_batch_5.bin are not there", remark, StringComparison.Ordinal);
        Assert.Equal(train.Remarks, train.Subset(..1).Remarks);
    }

    [Fact]
    public void A_part_of_the_set_may_be_in_files_of_other_names()
    {
        folder.Write("train_small.bin.gz", IdxFileTests.Packed([.. Record(4, 4), .. Record(5, 5)]));
        folder.Write("train_more.bin", Record(6, 6));
        folder.Write("train_small.txt", [1]);
        folder.Write("test_small.bin", Record(1, 1));
        Assert.Equal([6, 4, 5], Labels(Load()));
        Assert.Equal([1], Labels(Load(train: false)));
    }

    [Fact]
    public void The_archive_is_read_as_it_is()
    {
        folder.Write("cifar-10-binary.tar.gz", Archive());
        Assert.Equal([1, 2, 3, 4, 5], Labels(Load()));
        Assert.Equal([0], Labels(Load(train: false)));
    }

    [Fact]
    public void The_archive_is_downloaded_once_checked_and_unpacked_into_the_cache()
    {
        byte[] archive = Archive();
        var web = new FakeWeb(_ => FakeWeb.Ok(archive));
        string md5 = Convert.ToHexStringLower(MD5.HashData(archive));
        DataSetRequest request = new();
        Assert.Equal([1, 2, 3, 4, 5], Labels(Cifar10.Load(request, folder["cache"], web, md5)));
        Assert.Equal("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz", Assert.Single(web.Asked));
        Assert.Equal(6, folder.Files.Length);
        Assert.Equal([0], Labels(Cifar10.Load(request with { Train = false }, folder["cache"], NoNetwork(), md5)));
    }

    [Fact]
    public void An_archive_of_another_content_is_refused_and_nothing_is_kept()
    {
        var error = Assert.Throws<FoveaException>(() => Cifar10.Load(new DataSetRequest(), folder["cache"], new FakeWeb(_ => FakeWeb.Ok(Archive()))));
        Assert.Contains("published is c32a1d4ab5d03f1284b67883e8d87530", error.Message, StringComparison.Ordinal);
        Assert.Contains("--data-dir", error.Hint, StringComparison.Ordinal);
        Assert.Empty(folder.Files);
    }

    [Fact]
    public void Wrong_folders_are_told()
    {
        folder.Write("file", [1]);
        Assert.Contains("is a file", Assert.Throws<FoveaException>(() => Cifar10.Load(folder["file"])).Message, StringComparison.Ordinal);
        Assert.Contains("there is no folder", Assert.Throws<FoveaException>(() => Cifar10.Load(folder["none"])).Message, StringComparison.Ordinal);
        folder.Write("half/test_batch.bin", Record(0, 0));
        var error = Assert.Throws<BadFileException>(() => Cifar10.Load(folder["half"]));
        Assert.Contains("the training pictures are missing", error.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("short", "3072 bytes are not whole records", 0L)]
    [InlineData("long", "3075 bytes are not whole records", 3073L)]
    [InlineData("empty", "holds no record", 0L)]
    [InlineData("label", "the label of record 1 is 10", 3073L)]
    public void Records_are_checked_plain_and_packed(string kind, string message, long offset)
    {
        byte[] bytes = kind switch
        {
            "short" => Record(0, 0)[..3072],
            "long" => [.. Record(0, 0), 1, 2],
            "empty" => [],
            _ => [.. Record(0, 0), .. Record(10, 0)],
        };
        foreach (bool packed in new[] { false, true })
        {
            string path = folder.Write($"{packed}/test_batch.bin{(packed ? ".gz" : "")}", packed ? IdxFileTests.Packed(bytes) : bytes);
            var error = Assert.Throws<BadFileException>(() => Cifar10.Load(folder[$"{packed}"], train: false));
            Assert.Equal((path, offset), (error.File, error.Offset));
            Assert.Contains(message, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Damaged_packing_is_told()
    {
        byte[] good = IdxFileTests.Packed(Record(0, 0));
        foreach (byte[] bad in (byte[][])[good[..^4], good[..(good.Length / 2)], [.. good[..100], .. new byte[50], .. good[150..]]])
        {
            folder.Write("test_batch.bin.gz", bad);
            Assert.EndsWith("test_batch.bin.gz", Assert.Throws<BadFileException>(() => Load(train: false)).File, StringComparison.Ordinal);
        }
        folder.Write("tar/cifar-10-binary.tar.gz", Archive()[..500]);
        Assert.Throws<BadFileException>(() => Cifar10.Load(folder["tar"]));
        folder.Write("nothing/cifar-10-binary.tar.gz", IdxFileTests.Packed(new byte[1024]));
        Assert.Contains("holds none of", Assert.Throws<BadFileException>(() => Cifar10.Load(folder["nothing"])).Message, StringComparison.Ordinal);
    }

    [DataFact("cifar10/train_subset_4000.bin.gz")]
    public void The_real_part_is_balanced_and_has_the_sets_mean_and_deviation()
    {
        MemoryDataSet train = Cifar10.Load(TestData.Require("cifar10")), test = Cifar10.Load(TestData.Require(""), train: false);
        Assert.Equal((4000, 1000), (train.Count, test.Count));
        DataSetSurvey survey = DataSetSurvey.Of(train);
        Assert.All(survey.PerClass, count => Assert.Equal(400, count));
        // As numpy measures the same files; the constants are those of all 50,000.
        Assert.Equal([0.491286, 0.481789, 0.445577], survey.Mean, (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal([0.246596, 0.243275, 0.260770], survey.Deviation, (a, b) => Math.Abs(a - b) < 1e-6);
        for (int c = 0; c < 3; c++)
        {
            Assert.Equal(train.Mean[c], survey.Mean[c], 2e-3);
            Assert.Equal(train.Deviation[c], survey.Deviation[c], 2e-3);
        }
    }

    private static byte Value(int seed, int c, int y, int x) => (byte)(seed * 31 + c * 80 + y * 3 + x * 5);

    private static byte[] Record(int label, int seed)
    {
        byte[] record = new byte[3073];
        record[0] = (byte)label;
        for (int c = 0, at = 1; c < 3; c++)
            for (int y = 0; y < 32; y++)
                for (int x = 0; x < 32; x++) record[at++] = Value(seed, c, y, x);
        return record;
    }

    private static byte[] Archive()
    {
        using MemoryStream bytes = new();
        using (GZipStream gzip = new(bytes, CompressionLevel.Fastest, leaveOpen: true))
        using (TarWriter tar = new(gzip))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "cifar-10-batches-bin/"));
            foreach ((string name, int label) in Enumerable.Range(1, 5).Select(i => ($"data_batch_{i}.bin", i)).Append(("test_batch.bin", 0)).Append(("readme.html", 3)))
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, $"cifar-10-batches-bin/{name}") { DataStream = new MemoryStream(Record(label, label)) });
        }
        return bytes.ToArray();
    }

    private static int[] Labels(DataSet set)
    {
        float[] pixels = new float[set.SampleLength];
        return [.. Enumerable.Range(0, set.Count).Select(i =>
        {
            set.Read(i, pixels, out int label);
            return label;
        })];
    }

    private static FakeWeb NoNetwork() => new(uri => throw new HttpRequestException($"unexpected request for {uri}"));

    private MemoryDataSet Load(bool train = true) => Cifar10.Load(new DataSetRequest { DataDir = folder.Root, Train = train }, folder["cache"], NoNetwork());
}
