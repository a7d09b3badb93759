using System.Text.Json;
using Fovea.Testing;

namespace Fovea.Cli.Tests.Verbs;

public class EvaluateVerbTests(TrainedRun trained) : IClassFixture<TrainedRun>
{
    [Fact]
    public void A_run_is_evaluated_on_its_own_test_images()
    {
        JsonElement json = Call.Of("evaluate", trained.Path, "--json").Succeeded().Json(), training = trained.Training.Json();
        Assert.Equal(training.GetProperty("testAccuracy").GetDouble(), json.GetProperty("accuracy").GetDouble());
        Assert.Equal(training.GetProperty("testLoss").GetDouble(), json.GetProperty("loss").GetDouble(), 1e-6);
        Assert.Equal(200, json.GetProperty("count").GetInt32());
        Assert.Equal(10, json.GetProperty("classes").GetArrayLength());
        int[][] confusion = [.. json.GetProperty("confusion").EnumerateArray().Select(row => row.EnumerateArray().Select(cell => cell.GetInt32()).ToArray())];
        Assert.Equal(200, confusion.Sum(row => row.Sum()));
        Assert.Equal(json.GetProperty("accuracy").GetDouble(), Enumerable.Range(0, 10).Sum(i => confusion[i][i]) / 200.0, 1e-12);
    }

    [Fact]
    public void A_checkpoint_in_a_run_folder_is_evaluated_as_the_run_is()
    {
        string best = Path.Combine(trained.Path, "best.safetensors");
        Assert.Equal(Call.Of("evaluate", trained.Path, "--json").Json().GetProperty("accuracy").GetDouble(), Call.Of("evaluate", best, "--json").Succeeded().Json().GetProperty("accuracy").GetDouble());
    }

    [Fact]
    public void People_get_every_class_and_the_matrix()
    {
        string text = Call.Of("evaluate", trained.Path).Succeeded().Out;
        Assert.All(new[] { "accuracy", "right when named", "confusion matrix" }, part => Assert.Contains(part, text, StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_no_trained_network_is_one_error_with_the_file()
    {
        using Folder folder = new();
        Assert.Contains("nowhere", Call.Of("evaluate", "nowhere").Failed().Error, StringComparison.Ordinal);
        Assert.Contains("holds no checkpoint", Call.Of("evaluate", folder.Path).Failed().Error, StringComparison.Ordinal);
        File.WriteAllText(folder.At("x.safetensors"), "not a checkpoint at all");
        Assert.Contains("x.safetensors", Call.Of("evaluate", folder.At("x.safetensors")).Failed().Error, StringComparison.Ordinal);
        byte[] whole = File.ReadAllBytes(Path.Combine(trained.Path, "best.safetensors"));
        File.WriteAllBytes(folder.At("cut.safetensors"), whole[..(whole.Length / 2)]);
        Assert.Contains("cut.safetensors", Call.Of("evaluate", folder.At("cut.safetensors")).Failed().Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_data_set_is_refused() =>
        Assert.Contains("did you mean 'mnist'", Call.Of("evaluate", trained.Path, "--data", "minst").Refused().Error, StringComparison.Ordinal);

    [DataFact("mnist")]
    public void Other_data_are_seen_with_the_networks_own_mean_and_deviation()
    {
        JsonElement json = Call.Of("evaluate", trained.Path, "--data", "mnist", "--data-dir", TestData.Require(""), "--json").Succeeded().Json();
        Assert.Equal(10_000, json.GetProperty("count").GetInt32());
        Assert.Equal("mnist/test", json.GetProperty("data").GetString());
    }
}
