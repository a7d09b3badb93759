using Fovea.Data;
using Fovea.Imaging;
using Fovea.Tests.Data.Preparation;
using Prepared = Fovea.Data.Preparation;

namespace Fovea.Tests.Data.Folders;

/// <summary>Folders with one folder for each class: their forms, what is passed over, and what is an error.</summary>
public sealed class FolderDataSetTests : IDisposable
{
    private static readonly Prepared Small = new(8, 8);

    private readonly PictureFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("val")]
    [InlineData("test")]
    [InlineData("Validation")]
    public void Parts_are_read_apart_with_the_classes_of_the_training_part(string test)
    {
        folder.Add("train/dog", 3).Add("train/cat", 2).Add("train/Zebra", 1).Add($"{test}/dog", 2, from: 50);
        FolderDataSet train = Load(), held = Load(train: false);
        // Ordinal order, as in torchvision: capitals first.
        Assert.Equal(["Zebra", "cat", "dog"], train.Classes);
        Assert.Equal(train.Classes, held.Classes);
        Assert.Equal([(0, 0), (1, 0), (1, 1), (2, 0), (2, 1), (2, 2)], Samples(train));
        Assert.Equal([(2, 50), (2, 51)], Samples(held));
        Assert.Equal(("folder/train", "folder/test"), (train.Name, held.Name));
        Assert.Null(train.Validation);
        Assert.Equal((8, 8, 3), (train.Height, train.Width, train.Channels));
        Assert.Equal(folder["train/dog/1.png"].Replace('/', Path.DirectorySeparatorChar), train.PathOf(4));
        Assert.Contains("1.png", train.Describe(4), StringComparison.Ordinal);
    }

    [Fact]
    public void With_three_parts_the_middle_one_is_for_validation()
    {
        folder.Add("train/a", 3).Add("train/b", 3).Add("val/a", 1, from: 20).Add("val/b", 1, from: 30).Add("test/b", 2, from: 40);
        Assert.Equal([(0, 20), (1, 30)], Samples(Load().Validation!));
        Assert.Equal([(1, 40), (1, 41)], Samples(Load(train: false)));
        Assert.Equal(2, Load().Evenly(4).Validation!.Count);
    }

    [Fact]
    public void Class_folders_alone_are_split_by_class_and_seed()
    {
        folder.Add("a", 20).Add("b", 7, from: 100).Add("c", 1, from: 200);
        (int, int)[] train = Samples(Load()), test = Samples(Load(train: false));
        Assert.Equal(28, train.Length + test.Length);
        Assert.Empty(train.Intersect(test));
        Assert.Equal([4, 1, 0], Enumerable.Range(0, 3).Select(c => test.Count(sample => sample.Item1 == c)));
        Assert.Equal(test, Samples(Load(train: false)));
        Assert.NotEqual(test, Samples(FolderDataSet.Load(folder.Root, train: false, Small, seed: 2)));
        Assert.Equal(28, FolderDataSet.Load(folder.Root, train: false, Small, testShare: 1).Count);
        Assert.Equal(14, FolderDataSet.Load(folder.Root, train: false, Small, testShare: 0.5).Count);
        Assert.Equal(28, FolderDataSet.Load(folder.Root, train: true, Small, testShare: 0).Count);
        Assert.Contains("leaves no picture for the test", Assert.Throws<FoveaException>(() => FolderDataSet.Load(folder.Root, train: false, Small, testShare: 0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_may_be_called_train()
    {
        folder.Add("car", 5).Add("train", 5, from: 50);
        Assert.Equal(["car", "train"], Load().Classes);
    }

    [Fact]
    public void Odd_files_are_passed_over_and_said()
    {
        folder.Add("train/a", 2).Add("train/b", 2).Add("val/a", 1);
        folder.Picture("train/a/deep/below/5.png", 5);
        folder.Write("train/readme.txt", 1, 2);
        folder.Write("train/.cache/x.png", 1);
        folder.Write("train/a/empty.png");
        folder.Write("train/a/.DS_Store", 1);
        folder.Write("train/a/notes.txt", "hello there"u8.ToArray());
        folder.Write("train/b/cut.png", File.ReadAllBytes(folder["train/a/0.png"])[..20]);
        folder.Write("train/b/photo.jpg.part", 0, 1, 2);
        // A picture whose name says something else is a picture.
        File.Move(folder["train/b/0.png"], folder["train/b/0.jpg"]);

        FolderDataSet train = Load();
        Assert.Equal([(0, 0), (0, 1), (0, 5), (1, 0), (1, 1)], Samples(train));
        string[] odd = [.. train.Remarks.Select(remark => remark.Replace(folder.Root, "", StringComparison.Ordinal).Replace('\\', '/'))];
        Assert.Equal(7, odd.Length);
        Assert.Contains("/train/.cache: passed over: hidden", odd);
        Assert.Contains("/train/readme.txt: passed over: lies beside the class folders", odd);
        Assert.Contains("/train/a/.DS_Store: passed over: hidden", odd);
        Assert.Contains("/train/a/empty.png: passed over: the file is empty", odd);
        Assert.Contains(odd, remark => remark.StartsWith("/train/a/notes.txt: passed over: the format is not known", StringComparison.Ordinal));
        Assert.Contains(odd, remark => remark.StartsWith("/train/b/cut.png: passed over: ", StringComparison.Ordinal));
        Assert.Contains(odd, remark => remark.StartsWith("/train/b/photo.jpg.part: passed over: the format", StringComparison.Ordinal));
    }

    [Fact]
    public void Links_are_followed_to_files_but_not_round_and_round()
    {
        if (OperatingSystem.IsWindows()) return;
        folder.Add("train/a", 1).Add("elsewhere", 1, from: 9).Add("val/a", 1);
        File.CreateSymbolicLink(folder["train/a/9.png"], folder["elsewhere/9.png"]);
        File.CreateSymbolicLink(folder["train/a/broken.png"], folder["none.png"]);
        Directory.CreateSymbolicLink(folder["train/a/up"], folder["train"]);
        Directory.CreateSymbolicLink(folder["train/b"], folder["elsewhere"]);
        FolderDataSet train = Load();
        Assert.Equal([(0, 0), (0, 9), (1, 9)], Samples(train));
        Assert.Contains(train.Remarks, remark => remark.Contains("leads nowhere", StringComparison.Ordinal));
        Assert.Contains(train.Remarks, remark => remark.EndsWith("is a link to a folder", StringComparison.Ordinal));
    }

    [Fact]
    public void A_picture_above_the_limits_is_passed_over_by_its_header()
    {
        folder.Add("train/a", 1).Add("val/a", 1);
        folder.Write("train/a/huge.ppm", [.. "P6 60000 60000 255\n"u8, 1, 2, 3]);
        Assert.Contains("above the limits", Assert.Single(Load().Remarks), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("empty class", "train/b", "the class folder holds no picture: it is empty")]
    [InlineData("class of odd files", "train/b", "the class folder holds no picture: 2 files were passed over, the first is ")]
    [InlineData("no classes", "", "the folder holds no class folders")]
    [InlineData("val without classes", "val", "the folder has pictures but no class folders")]
    [InlineData("train without classes", "train", "the folder has no class folders")]
    [InlineData("other class in val", "val/z", "the class folder is none of the 2 classes")]
    [InlineData("no train", "", "the folder has a part for the test, but none for the training")]
    public void What_cannot_be_learned_from_is_one_error_with_folder_and_reason(string kind, string place, string reason)
    {
        switch (kind)
        {
            case "empty class":
                folder.Add("train/a", 1).Add("val/a", 1);
                Directory.CreateDirectory(folder["train/b"]);
                break;
            case "class of odd files":
                folder.Add("train/a", 1).Add("val/a", 1);
                folder.Write("train/b/.hidden", 1);
                folder.Write("train/b/notes.txt", 1);
                break;
            case "no classes": folder.Write("x.png", 1); break;
            case "val without classes": folder.Add("train/a", 1).Add("val", 2); break;
            case "train without classes": folder.Add("train", 1).Add("val/a", 2); break;
            case "other class in val": folder.Add("train/a", 1).Add("train/b", 1).Add("val/z", 2); break;
            default: folder.Add("val/a", 1); break;
        }
        bool train = kind != "other class in val";
        var error = Assert.Throws<BadFileException>(() => Load(train));
        Assert.Equal(Path.GetFullPath(folder[place]).TrimEnd(Path.DirectorySeparatorChar), Path.GetFullPath(error.File).TrimEnd(Path.DirectorySeparatorChar));
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Folders_that_are_none_are_told()
    {
        folder.Write("file", 1);
        Assert.Contains("is a file", Assert.Throws<FoveaException>(() => FolderDataSet.Load(folder["file"])).Message, StringComparison.Ordinal);
        Assert.Contains("there is no folder", Assert.Throws<FoveaException>(() => FolderDataSet.Load(folder["none"])).Message, StringComparison.Ordinal);
        Assert.Throws<FoveaException>(() => FolderDataSet.Load(folder.Root, testShare: 1.5));
        Assert.Contains("--data-dir", Assert.Throws<FoveaException>(() => DataSets.Load("folder", new DataSetRequest())).Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Classes_that_are_known_keep_their_places()
    {
        folder.Add("b", 2).Add("d", 2, from: 10);
        FolderDataSet set = FolderDataSet.Load(folder.Root, train: false, Small, testShare: 1, classes: ["d", "c", "b"]);
        Assert.Equal([(2, 0), (2, 1), (0, 10), (0, 11)], Samples(set));
        Assert.Equal(["d", "c", "b"], set.Classes);
        Assert.Throws<BadFileException>(() => FolderDataSet.Load(folder.Root, train: false, Small, testShare: 1, classes: ["d", "c"]));
    }

    [Fact]
    public void A_picture_that_is_damaged_further_on_is_an_error_with_its_name()
    {
        folder.Add("train/a", 3).Add("val/a", 1);
        Image<byte> noisy = TestPicture.Make(60, 60, 3);
        ImageFile.Write(folder["train/a/7.png"], noisy);
        byte[] whole = File.ReadAllBytes(folder["train/a/7.png"]);
        File.WriteAllBytes(folder["train/a/7.png"], whole[..^600]);
        FolderDataSet train = Load();
        Assert.Equal(4, train.Count);
        var error = Assert.Throws<BadFileException>(() => new DataLoader(train, 2, threads: 2).Epoch(0).Count());
        Assert.EndsWith("7.png", error.File, StringComparison.Ordinal);
        DataSetSurvey survey = DataSetSurvey.Of(train);
        Assert.Equal([3], survey.PerClass);
        Assert.Equal(error.File, Assert.Single(survey.Damaged).File);
        Assert.Equal([0, 0, 0, -1], survey.Labels);
        Assert.Equal(1 / 255.0, survey.Mean[0], 1e-9);
    }

    [Fact]
    public void Grey_and_colour_are_made_what_is_asked_for()
    {
        folder.Picture("train/a/50.png", 50, channels: 1);
        folder.Picture("train/a/60.png", 60, channels: 3);
        folder.Picture("train/a/70.ppm", 70, channels: 3);
        folder.Add("val/a", 1);
        foreach (int channels in new[] { 1, 3 })
        {
            FolderDataSet set = FolderDataSet.Load(folder.Root, preparation: new Prepared(8, 8, channels));
            Assert.Equal([(0, 50), (0, 60), (0, 70)], Samples(set));
            Assert.Equal(channels, set.ReadPicture(0, out _).Channels);
        }
    }

    [Fact]
    public void Training_sees_random_parts_of_whole_pictures_and_evaluation_the_centre()
    {
        Image<byte> picture = TestPicture.Make(90, 70, 3);
        Directory.CreateDirectory(folder["train/a"]);
        for (int i = 0; i < 5; i++) ImageFile.Write(folder[$"train/a/{i}.png"], picture);
        folder.Add("val/a", 1);
        FolderDataSet train = FolderDataSet.Load(folder.Root, preparation: new Prepared(20, 16));
        float[] centre = new float[train.SampleLength], expected = new float[train.SampleLength];
        train.Read(0, centre, out _);
        train.Preparation.Apply(picture, expected);
        Assert.Equal(expected, centre);

        IReadOnlyList<IAugmentation> augmentations = Augmentations.Parse("resized-crop+flip+jitter+cutout+mixup");
        float[][] Epoch(int epoch, int threads) => [.. new DataLoader(train, 2, shuffle: true, seed: 3, augmentations: augmentations, threads: threads).Epoch(epoch).Select(b => b.Images.ToArray())];
        Assert.Equal(Epoch(1, 0), Epoch(1, 1));
        Assert.Equal(Epoch(1, 0), Epoch(1, 3));
        Assert.NotEqual(Epoch(1, 0)[0], Epoch(2, 0)[0]);

        // What a crop alone gives is its framing of the whole picture.
        var random = new CounterRandom(3, 0, 0, RandomPurpose.Augmentation);
        Framing framing = new RandomResizedCrop().Frame(90, 70, 16, 16, ref random);
        Batch batch = new DataLoader(train, 1, seed: 3, normalize: false, augmentations: [new RandomResizedCrop()]).Epoch(0).First();
        Assert.Equal(framing.Apply(picture).Pixels.ToArray().Select(b => b / 255f), batch.Images);
    }

    [Fact]
    public void Some_are_taken_at_even_steps()
    {
        folder.Add("train/a", 10).Add("train/b", 10, from: 100).Add("val/a", 1);
        DataSetRequest request = new() { DataDir = folder.Root, Preparation = Small, Count = 4 };
        Assert.Equal([(0, 0), (0, 5), (1, 100), (1, 105)], Samples(DataSets.Load("folder", request)));
        Assert.Contains("there are 20", Assert.Throws<FoveaException>(() => DataSets.Load("folder", request with { Count = 21 })).Message, StringComparison.Ordinal);
    }

    private FolderDataSet Load(bool train = true) => FolderDataSet.Load(folder.Root, train, Small);

    private static (int Label, int Value)[] Samples(DataSet set)
    {
        float[] pixels = new float[set.SampleLength];
        return [.. Enumerable.Range(0, set.Count).Select(i =>
        {
            set.Read(i, pixels, out int label);
            Assert.All(pixels, p => Assert.Equal(pixels[0], p));
            return (label, (int)Math.Round(pixels[0] * 255));
        })];
    }
}
