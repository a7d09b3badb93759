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
