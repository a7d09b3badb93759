using System.Security.Cryptography;
using Fovea.Data;
using Fovea.Testing;

namespace Fovea.Tests.Data.Published;

/// <summary>The real files.</summary>
public class MnistTests
{
    [DataFact("mnist")]
    public void Mnist_is_what_it_is_known_to_be()
    {
        MemoryDataSet train = Mnist.Load(TestData.Require("mnist")), test = Mnist.Load(TestData.Folder, train: false);
        Check(train, 60_000, [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949], [5, 0, 4, 1, 9, 2, 1, 3]);
        Check(test, 10_000, [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009], [7, 2, 1, 0, 4, 1, 4, 9]);
    }

    [DataFact("fashion-mnist")]
    public void Fashion_mnist_is_what_it_is_known_to_be()
    {
        int[] even = [.. Enumerable.Repeat(6000, 10)];
        MemoryDataSet train = FashionMnist.Load(TestData.Folder), test = FashionMnist.Load(TestData.Require("fashion-mnist"), train: false);
        Check(train, 60_000, even, [9, 0, 0, 3, 0, 2, 7, 2]);
        Check(test, 10_000, [.. Enumerable.Repeat(1000, 10)], [9, 2, 1, 1, 6, 1, 4, 6]);
    }

    [DataFact("fashion-mnist")]
    public void Files_of_another_set_are_told_by_name()
    {
        var error = Assert.Throws<BadFileException>(() => Mnist.Load(TestData.Require("fashion-mnist")));
        Assert.Contains("this is train-images-idx3-ubyte of fashion-mnist", error.Hint, StringComparison.Ordinal);
    }

    // The MD5 sums are the ones that the publishers state for the packed files.
    [DataFact("mnist")]
    public void The_files_of_mnist_are_the_published_ones() =>
        CheckFiles(Mnist.Published, "f68b3c2dcbeaaa9fbdd348bbdeb94873", "d53e105ee54ea40749a09fcbcd1e9432",
            "9fb629c4189551a2d022fa330f9573f3", "ec29112dd5afa0611ce80d1b7f02629c");

    [DataFact("fashion-mnist")]
    public void The_files_of_fashion_mnist_are_the_published_ones() =>
        CheckFiles(FashionMnist.Published, "8d4fb7e6c68d591d4c3dfef9ec88bf0d", "25c81989df183df01b3e8a0aad5dffbe",
            "bef4ecab320f06d8554ea6380940ec79", "bb300cfdad3c16e7a12a480ee83cd310");

    [Fact]
    public void Mirrors_are_addresses_that_a_name_can_be_put_after()
    {
        foreach (PublishedImages set in PublishedImages.All)
        {
            Assert.NotEmpty(set.Mirrors);
            Assert.All(set.Mirrors, mirror => Assert.True(mirror.EndsWith('/') && Uri.IsWellFormedUriString(mirror, UriKind.Absolute), mirror));
        }
    }

    private static void Check(MemoryDataSet set, int count, int[] perClass, int[] firstLabels)
    {
        Assert.Equal((count, 28, 28, 1, 10), (set.Count, set.Height, set.Width, set.Channels, set.Classes.Count));
        int[] counts = new int[10], first = new int[firstLabels.Length];
        float[] pixels = new float[784];
        for (int i = 0; i < count; i++)
        {
            set.Read(i, pixels, out int label);
            counts[label]++;
            if (i < first.Length) first[i] = label;
        }
        Assert.Equal(perClass, counts);
        Assert.Equal(firstLabels, first);
        if (count < 60_000) return;
        (double[] mean, double[] deviation) = set.MeasureChannels();
        Assert.Equal(set.Mean[0], mean[0], 0.0001);
        Assert.Equal(set.Deviation[0], deviation[0], 0.0001);
    }

    private static void CheckFiles(PublishedImages set, params string[] md5)
    {
        foreach ((PublishedFile file, string sum) in set.Files.Zip(md5))
        {
            byte[] content = File.ReadAllBytes(TestData.Require($"{set.Name}/{file.PackedName}"));
            Assert.Equal(sum, Convert.ToHexStringLower(MD5.HashData(content)));
            Assert.Equal(file.PackedLength, content.Length);
        }
    }
}
