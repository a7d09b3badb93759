using System.Text.Json;
using Fovea.Data;
using Fovea.Imaging;
using Fovea.Runs;
using Fovea.Testing;
using Fovea.Training;

namespace Fovea.Cli.Tests.Verbs;

/// <summary>One's own pictures, from the look at them to the prediction; and CIFAR-10 by name.</summary>
public sealed class FolderDataTests : IDisposable
{
    readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Six classes of bright and dark stripes in pictures of several sizes, which a small network tells apart at once.</summary>
    string Make(string name, int count, params string[] parts)
    {
        foreach (string part in parts)
            for (int label = 0; label < 6; label++)
                for (int i = 0; i < count; i++)
                {
                    Image<byte> picture = new(30 + i % 7, 32 + i % 5, i % 2 == 0 ? 3 : 1);
                    for (int y = 0; y < picture.Height; y++)
                        for (int x = 0; x < picture.Width; x++)
                            for (int c = 0; c < picture.Channels; c++)
                                picture[y, x, c] = (byte)((label % 2 == 0 ? y * 28 / picture.Height : x * 28 / picture.Width) / (2 + label) % 2 == 0 ? 230 - i : 20 + i);
                    string path = Path.Combine(folder.At(name), part, $"class{label}", $"{i}.png");
                    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                    ImageFile.Write(path, picture);
                }
        return folder.At(name);
    }

    [Fact]
    public void A_folder_is_looked_at_learned_evaluated_and_predicted()
    {
        string data = Make("data", 12, "train", "val"), run = folder.At("run");
        File.WriteAllText(Path.Combine(data, "train", "class0", "notes.txt"), "no picture");
        JsonElement json = Call.Of("data", "folder", "--data-dir", data, "--sheet", folder.At("sheet.png"), "--json").Succeeded().Json();
        Assert.Equal((72, 72), (json.GetProperty("train").GetInt32(), json.GetProperty("test").GetInt32()));
        Assert.Contains("notes.txt: passed over", json.GetProperty("remarks")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal("class5", json.GetProperty("classes")[5].GetString());
        Assert.Contains("224x224", json.GetProperty("prepared").GetString(), StringComparison.Ordinal);

        Call training = Call.Of("train", "lenet5", "--data", "folder", "--data-dir", data, "--epochs", "12", "--batch", "12", "--lr", "0.02", "--set", "resize=32", "schedule=constant", "--out", run).Succeeded();
        Assert.Contains("1 remark on the data:", training.Out, StringComparison.Ordinal);
        Assert.Contains("notes.txt: passed over: the format is not known", training.Out, StringComparison.Ordinal);
        Assert.Contains("grey, shorter side to 32 (bilinear, antialiased), centre 28x28", training.Out, StringComparison.Ordinal);
        Assert.Contains("top five", training.Out, StringComparison.Ordinal);
        SavedModel saved = SavedModel.Open(run);
        Assert.Equal((32, 28, 1), (saved.Preparation!.Resize, saved.Preparation.Size, saved.Preparation.Channels));

        JsonElement one = Call.Of("evaluate", run, "--json").Succeeded().Json(), ten = Call.Of("evaluate", run, "--crops", "10", "--json").Succeeded().Json();
        Assert.True(one.GetProperty("accuracy").GetDouble() > 0.8, one.GetProperty("accuracy").GetRawText());
        Assert.InRange(one.GetProperty("top5").GetDouble(), one.GetProperty("accuracy").GetDouble(), 1);
        Assert.Equal((1, 10), (one.GetProperty("crops").GetInt32(), ten.GetProperty("crops").GetInt32()));
        Assert.NotEqual(one.GetProperty("loss").GetDouble(), ten.GetProperty("loss").GetDouble());
        Call.Of("evaluate", run, "--crops", "5").Refused();

        // A folder of classes that is not the run's is looked at whole, whichever of the classes it has.
        string other = Make("other", 2, "");
        Directory.Delete(Path.Combine(other, "class1"), recursive: true);
        Assert.Equal(10, Call.Of("evaluate", run, "--data", "folder", "--data-dir", other, "--json").Succeeded().Json().GetProperty("count").GetInt32());
        Directory.Move(Path.Combine(other, "class2"), Path.Combine(other, "another"));
        Assert.Contains("none of the 6 classes", Call.Of("evaluate", run, "--data", "folder", "--data-dir", other).Failed().Error, StringComparison.Ordinal);

        string picture = Path.Combine(data, "val", "class3", "4.png");
        JsonElement seen = Call.Of("predict", run, picture, "--json").Succeeded().Json().GetProperty("predictions")[0];
        Assert.Contains("prepared: grey, shorter side to 32", seen.GetProperty("seenAs").GetString(), StringComparison.Ordinal);
        DataSet test = FolderDataSet.Load(data, train: false, saved.Preparation);
        Evaluation evaluation = Evaluation.Of(saved.Model, test);
        int index = Enumerable.Range(0, test.Count).Single(i => test.Describe(i).Contains(picture, StringComparison.Ordinal));
        Assert.Equal(evaluation.Confidences[index], (float)seen.GetProperty("probability").GetDouble(), 1e-5f);
        Assert.Equal(saved.Classes[evaluation.Predictions[index]], seen.GetProperty("class").GetString());
    }

    [Fact]
    public void Class_folders_alone_are_split_as_the_run_split_them()
    {
        string data = Make("data", 10, ""), run = folder.At("run");
        Call.Of("train", "linear", "--data", "folder", "--data-dir", data, "--epochs", "1", "--seed", "5", "--set", "testShare=0.3", "augment=scaled-crop:largest=1.5,flip,mixup", "--out", run).Succeeded();
        Assert.Equal(18, Call.Of("evaluate", run, "--json").Succeeded().Json().GetProperty("count").GetInt32());
        string moved = folder.At("moved");
        Directory.Move(data, moved);
        Assert.Equal(18, Call.Of("evaluate", run, "--data-dir", moved, "--json").Succeeded().Json().GetProperty("count").GetInt32());
        Assert.Equal(60, Call.Of("evaluate", run, "--data", "folder", "--data-dir", moved, "--json").Succeeded().Json().GetProperty("count").GetInt32());
        Assert.Contains("no room for 10 crops", Call.Of("evaluate", run, "--data-dir", moved, "--crops", "10").Failed().Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_pictures_are_all_named_and_stop_a_training()
    {
        string data = Make("data", 4, "train", "val");
        foreach (string file in new[] { "class1/2.png", "class4/0.png" })
        {
            string path = Path.Combine(data, "train", file);
            File.WriteAllBytes(path, File.ReadAllBytes(path)[..^20]);
        }
        Call look = Call.Of("data", "folder", "--data-dir", data).Failed();
        Assert.Contains(Path.Combine("class1", "2.png"), look.Error, StringComparison.Ordinal);
        Assert.Contains(Path.Combine("class4", "0.png"), look.Error, StringComparison.Ordinal);
        Assert.Contains("2 pictures cannot be read", look.Error, StringComparison.Ordinal);
        Assert.Contains(".png: ", Call.Of("train", "linear", "--data", "folder", "--data-dir", data, "--out", folder.At("run")).Failed().Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("digits is generated", "--data", "digits", "--data-dir", "x")]
    [InlineData("dataDir does not say which", "--data", "folder")]
    [InlineData("not compared with published ones", "--data", "cifar10", "--allow-modified")]
    [InlineData("size is 64, but data is digits", "--set", "size=64")]
    [InlineData("resize is 64, but data is mnist", "--data", "mnist", "--set", "resize=64")]
    [InlineData("needs the three channels of RGB", "--data", "mnist", "--set", "augment=pca")]
    [InlineData("put it first", "--data", "mnist", "--set", "augment=flip,resized-crop")]
    [InlineData("from which 28 is to be cut out", "--data", "folder", "--data-dir", "x", "--set", "resize=20")]
    public void A_call_that_makes_no_sense_is_refused(string message, params string[] args) =>
        Assert.Contains(message, Call.Of(["train", "lenet5", "--out", folder.At("run"), .. args]).Refused().Error, StringComparison.Ordinal);

    [Fact]
    public void An_empty_class_folder_is_one_error()
    {
        string data = Make("data", 2, "train", "val");
        Directory.CreateDirectory(Path.Combine(data, "train", "nothing"));
        foreach (string[] call in (string[][])[["data", "folder", "--data-dir", data], ["train", "linear", "--data", "folder", "--data-dir", data, "--out", folder.At("run")]])
            Assert.Contains($"{Path.Combine(data, "train", "nothing")}: the class folder holds no picture: it is empty", Call.Of(call).Failed().Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_has_to_be_named() => Assert.Contains("--data-dir DIR", Call.Of("data", "folder").Refused().Error, StringComparison.Ordinal);

    [DataFact("cifar10/train_subset_4000.bin.gz")]
    public void Cifar10_is_looked_at_and_learned()
    {
        string data = TestData.Require(""), run = folder.At("run");
        JsonElement json = Call.Of("data", "cifar10", "--data-dir", data, "--json").Succeeded().Json();
        Assert.Equal((4000, 1000), (json.GetProperty("train").GetInt32(), json.GetProperty("test").GetInt32()));
        Call.Of("train", "linear", "--data", "cifar10", "--data-dir", data, "--epochs", "1", "--set", "trainCount=500", "augment=crop,flip,pca", "--out", run).Succeeded();
        Assert.Equal("validationTop5", MetricsLog.Read(Path.Combine(run, "metrics.jsonl")).Single().Values[^1].Name);
        JsonElement result = Call.Of("evaluate", run, "--crops", "10", "--json").Succeeded().Json();
        Assert.Equal(1000, result.GetProperty("count").GetInt32());
        Assert.InRange(result.GetProperty("top5").GetDouble(), result.GetProperty("accuracy").GetDouble(), 1);
    }
}
