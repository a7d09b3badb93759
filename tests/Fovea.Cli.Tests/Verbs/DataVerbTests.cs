using System.Text.Json;
using Fovea.Data;
using Fovea.Imaging;
using Fovea.Testing;

namespace Fovea.Cli.Tests.Verbs;

public class DataVerbTests
{
    [Fact]
    public void Every_registered_set_is_listed()
    {
        JsonElement[] sets = [.. Call.Of("data", "--json").Succeeded().Json().GetProperty("dataSets").EnumerateArray()];
        Assert.Equal(DataSets.Names, sets.Select(set => set.GetProperty("name").GetString()!));
        Assert.True(sets[0].GetProperty("present").GetBoolean());
        string text = Call.Of("data").Succeeded().Out;
        Assert.All(DataSets.All, entry => Assert.Contains(entry.Description, text, StringComparison.Ordinal));
    }

    [Fact]
    public void Digits_are_counted_pictured_and_exported()
    {
        using Folder folder = new();
        JsonElement json = Call.Of("data", "digits", "--count", "300", "--sheet", folder.At("sheet.png"), "--export", folder.At("idx"), "--json").Succeeded().Json();
        Assert.Equal(300, json.GetProperty("trainPerClass").EnumerateArray().Sum(count => count.GetInt32()));
        Image sheet = ImageFile.Read(folder.At("sheet.png"));
        Assert.Equal((12 * 30 - 2, 10 * 30 - 2), (sheet.Height, sheet.Width));
        DataSet written = IdxImages.Read(folder.At("idx", "t10k-images-idx3-ubyte.gz"), folder.At("idx", "t10k-labels-idx1-ubyte.gz"), "written", [.. Enumerable.Range(0, 10).Select(i => $"{i}")], [0], [1]);
        Assert.Equal(300, written.Count);
    }

    [Fact]
    public void An_export_replaces_files_only_where_that_is_asked_for()
    {
        using Folder folder = new();
        string[] call = ["data", "digits", "--count", "20", "--export", folder.Path];
        File.WriteAllText(folder.At("t10k-labels-idx1-ubyte.gz"), "mine");
        Assert.Contains(folder.At("t10k-labels-idx1-ubyte.gz"), Call.Of(call).Failed().Error, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(Assert.Single(Directory.GetFiles(folder.Path))));
        Call.Of([.. call, "--force"]).Succeeded();
        Assert.Equal(4, Directory.GetFiles(folder.Path).Length);
        Call.Of("data", "digits", "--force").Refused();
    }

    [Fact]
    public void Files_of_another_content_and_count_are_taken_where_that_is_allowed()
    {
        using Folder folder = new();
        string data = folder.At("idx"), run = folder.At("run");
        Call.Of("data", "digits", "--count", "60", "--seed", "4", "--export", data).Succeeded();
        Assert.Contains("--allow-modified", Call.Of("data", "mnist", "--data-dir", data).Failed().Error, StringComparison.Ordinal);
        Assert.Equal(60, Call.Of("data", "mnist", "--data-dir", data, "--allow-modified", "--json").Succeeded().Json().GetProperty("train").GetInt32());

        // The run knows its folder by its full path, and that its files may be others.
        string relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), data);
        Call.Of("train", "linear", "--data", "mnist", "--data-dir", relative, "--out", run).Failed();
        Call.Of("train", "linear", "--data", "mnist", "--data-dir", relative, "--allow-modified", "--epochs", "1", "--out", run).Succeeded();
        using (JsonDocument experiment = JsonDocument.Parse(File.ReadAllText(folder.At("run", "experiment.json"))))
            Assert.Equal((data, true), (experiment.RootElement.GetProperty("dataDir").GetString(), experiment.RootElement.GetProperty("allowModified").GetBoolean()));
        Assert.Equal(60, Call.Of("evaluate", run, "--json").Succeeded().Json().GetProperty("count").GetInt32());

        string moved = folder.At("moved");
        Directory.Move(data, moved);
        foreach (string[] call in (string[][])[["evaluate", run], ["train", "--resume", run]])
            Assert.Contains($"the run was trained with the images in '{data}'", Call.Of(call).Failed().Error, StringComparison.Ordinal);
        Call.Of("evaluate", run, "--data-dir", moved).Succeeded();

        new IdxFile([60], [.. Enumerable.Repeat((byte)10, 60)]).Write(Path.Combine(moved, "t10k-labels-idx1-ubyte.gz"));
        Assert.Contains("the label of sample 0 is 10", Call.Of("evaluate", run, "--data-dir", moved, "--allow-modified").Failed().Error, StringComparison.Ordinal);
        new IdxFile([59], new byte[59]).Write(Path.Combine(moved, "t10k-labels-idx1-ubyte.gz"));
        Assert.Contains("holds 59 labels", Call.Of("data", "mnist", "--data-dir", moved, "--allow-modified").Failed().Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--data-dir", "digits", "--data-dir", "x")]
    [InlineData("--allow-modified", "digits", "--allow-modified")]
    [InlineData("--seed", "mnist", "--seed", "3")]
    [InlineData("--seed", "cifar10", "--seed", "3")]
    [InlineData("--allow-modified", "cifar10", "--allow-modified")]
    [InlineData("--allow-modified", "folder", "--data-dir", "x", "--allow-modified")]
    public void An_option_without_effect_is_refused(string option, params string[] args) =>
        Assert.Contains($"{option} has no effect", Call.Of(["data", .. args]).Refused().Error, StringComparison.Ordinal);

    [Fact]
    public void A_file_in_the_place_of_a_folder_is_called_one()
    {
        using Folder folder = new();
        File.WriteAllText(folder.At("file"), "");
        Assert.Contains("is a file", Call.Of("data", "mnist", "--data-dir", folder.At("file")).Failed().Error, StringComparison.Ordinal);
        Assert.Contains("it is a file", Call.Of("train", "--resume", folder.At("file")).Refused().Error, StringComparison.Ordinal);
    }

    [DataFact("mnist")]
    public void Real_files_are_checked()
    {
        JsonElement json = Call.Of("data", "mnist", "--data-dir", TestData.Require(""), "--json").Succeeded().Json();
        Assert.Equal((60_000, 10_000), (json.GetProperty("train").GetInt32(), json.GetProperty("test").GetInt32()));
    }

    [Fact]
    public void A_damaged_file_is_named()
    {
        using Folder folder = new();
        File.WriteAllText(folder.At("train-images-idx3-ubyte"), "hello, I am no IDX file");
        File.WriteAllText(folder.At("train-labels-idx1-ubyte"), "neither am I");
        Call call = Call.Of("data", "mnist", "--data-dir", folder.Path).Failed();
        Assert.Contains(folder.At("train-images-idx3-ubyte"), call.Error, StringComparison.Ordinal);
        Assert.Contains("magic", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_that_cannot_be_written_is_one_error()
    {
        using Folder folder = new();
        Assert.Contains("the folder does not exist", Call.Of("data", "digits", "--count", "20", "--sheet", folder.At("none", "sheet.png")).Failed().Error, StringComparison.Ordinal);
        Assert.Contains("extension", Call.Of("data", "digits", "--count", "20", "--sheet", folder.At("sheet.xyz")).Failed().Error, StringComparison.Ordinal);
    }
}
