using System.Text.Json;

namespace Fovea.Cli.Tests.Verbs;

public class TrainVerbTests(TrainedRun trained) : IClassFixture<TrainedRun>
{
    static readonly string[] Small = ["--set", "trainCount=300", "testCount=100"];

    [Fact]
    public void A_profile_has_the_time_of_every_step()
    {
        using Folder folder = new();
        JsonElement json = Call.Of(["train", "two_layer", "--epochs", "1", "--out", folder.At("run"), "--profile", "--json", .. Small]).Succeeded().Json();
        JsonElement[] steps = [.. json.GetProperty("steps").EnumerateArray()];
        Assert.Contains(steps, step => step.GetProperty("name").GetString()!.StartsWith("MatMul", StringComparison.Ordinal));
        Assert.All(steps, step => Assert.True(step.GetProperty("runs").GetInt64() > 0 && step.GetProperty("milliseconds").GetDouble() > 0));
    }

    [Fact]
    public void The_result_is_one_object_and_the_folder_holds_the_run()
    {
        JsonElement json = trained.Training.Succeeded().Json();
        Assert.Equal("two_layer", json.GetProperty("model").GetString());
        Assert.Equal("digits", json.GetProperty("data").GetString());
        Assert.Equal(2, json.GetProperty("epochs").GetInt32());
        Assert.Equal("complete", json.GetProperty("end").GetString());
        Assert.InRange(json.GetProperty("testAccuracy").GetDouble(), 0.3, 1);
        Assert.InRange(json.GetProperty("testLoss").GetDouble(), 0, 2.3);
        Assert.InRange(json.GetProperty("bestValidationLoss").GetDouble(), 0, 2.3);
        Assert.True(json.GetProperty("imagesPerSecond").GetDouble() > 0);
        Assert.True(json.GetProperty("seconds").GetDouble() > 0);
        Assert.Equal(79_510, json.GetProperty("parameters").GetInt64());
        Assert.Equal(trained.Path, json.GetProperty("out").GetString());
        Assert.All(new[] { "experiment.json", "metrics.jsonl", "last.safetensors", "best.safetensors", "result.json", "report.html" }, name => Assert.True(File.Exists(Path.Combine(trained.Path, name)), name));
        Assert.Equal(trained.Training.Out, File.ReadAllText(Path.Combine(trained.Path, "result.json")));
        Assert.Contains("2/2", trained.Training.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_json_there_is_a_line_an_epoch_and_what_to_do_next()
    {
        using Folder folder = new();
        Call call = Call.Of(["train", "linear", "--epochs", "3", "--out", folder.At("run"), .. Small]).Succeeded();
        Assert.Empty(call.Error);
        Assert.All(new[] { " 1/3 ", " 2/3 ", " 3/3 ", "test accuracy", "images/s", "7,850 parameters", $"fovea evaluate {folder.At("run")}", "fovea predict" },
            part => Assert.Contains(part, call.Out, StringComparison.Ordinal));
        Assert.DoesNotContain(call.Out, letter => char.IsControl(letter) && letter is not ('\n' or '\r'));
    }

    [Fact]
    public void The_calls_that_follow_are_aligned_and_quoted()
    {
        using Folder folder = new();
        string run = folder.At("my run");
        string[] lines = Call.Of(["train", "linear", "--epochs", "1", "--out", run, .. Small]).Succeeded().Out.Split(Environment.NewLine);
        Assert.Contains($"fovea evaluate \"{run}\" ", lines[^4], StringComparison.Ordinal);
        Assert.Contains($"fovea predict \"{run}\" ", lines[^3], StringComparison.Ordinal);
        int column = lines[^4].IndexOf("every class", StringComparison.Ordinal);
        Assert.Equal((column, column), (lines[^3].IndexOf("what is in", StringComparison.Ordinal), lines[^2].IndexOf("the report", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_training_begins_with_the_weights_of_another_and_leaves_some_as_they_are()
    {
        using Folder folder = new();
        Call call = Call.Of(["train", "two_layer", "--epochs", "1", "--out", folder.At("run"), .. Small, "--weights", trained.Path, "--freeze", "fc1.*"]).Succeeded();
        Assert.Contains($"begins with {Path.Combine(trained.Path, "best.safetensors")}: 4 tensors of a checkpoint{Environment.NewLine}", call.Out, StringComparison.Ordinal);
        Assert.Contains("frozen: 2 of 4 weights, 78,500 parameters", call.Out, StringComparison.Ordinal);
        Assert.Contains("1,010 parameters", call.Out, StringComparison.Ordinal);
        Call resumed = Call.Of("train", "--resume", folder.At("run"), "--epochs", "2").Succeeded();
        Assert.DoesNotContain("begins with", resumed.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("weights=none.pth", "none.pth: there is no such file")]
    [InlineData("freeze=fc3.*", "did you mean 'fc1.*'")]
    [InlineData("partial=true", "no weights to begin with")]
    public void Weights_that_are_not_there_are_found_before_anything_is_loaded(string assignment, string message)
    {
        using Folder folder = new();
        Call call = Call.Of(["train", "two_layer", "--out", folder.At("run"), "--set", assignment]);
        Assert.NotEqual(0, call.Code);
        Assert.Contains(message, call.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.At("run")));
    }

    [Fact]
    public void A_later_layer_of_values_wins()
    {
        using Folder folder = new();
        File.WriteAllText(folder.At("config.json"), """{ "model": "linear", "batch": 10, "epochs": 1, "trainCount": 200, "testCount": 50, "seed": 5 }""");
        Call.Of("train", "--config", folder.At("config.json"), "--set", "batch=20", "seed=6", "--seed", "7", "--out", folder.At("run")).Succeeded();
        using JsonDocument experiment = JsonDocument.Parse(File.ReadAllText(folder.At("run", "experiment.json")));
        Assert.Equal(("linear", 20, 7), (experiment.RootElement.GetProperty("model").GetString(), experiment.RootElement.GetProperty("batch").GetInt32(), experiment.RootElement.GetProperty("seed").GetInt32()));
    }

    [Fact]
    public void A_wrong_key_or_value_in_a_config_names_the_file_and_the_line()
    {
        using Folder folder = new();
        string file = folder.At("config.json");
        File.WriteAllText(file, "{\n  \"epocs\": 3\n}");
        Assert.Contains("did you mean 'epochs'", Call.Of("train", "linear", "--config", file).Refused().Error, StringComparison.Ordinal);
        File.WriteAllText(file, "{\n  \"epochs\": -3\n}");
        Assert.Contains($"{file}:2", Call.Of("train", "linear", "--config", file).Refused().Error, StringComparison.Ordinal);
        File.WriteAllText(file, "{ \"epochs\": \"1\" }");
        Assert.Contains("epochs is \"1\", but must be a whole number", Call.Of("train", "linear", "--config", file).Refused().Error, StringComparison.Ordinal);
        File.WriteAllText(file, "{ epochs");
        Assert.Contains("not valid JSON", Call.Of("train", "linear", "--config", file).Refused().Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_holds_a_run_is_left_alone()
    {
        byte[] before = File.ReadAllBytes(Path.Combine(trained.Path, "last.safetensors"));
        Call call = Call.Of(["train", "linear", "--out", trained.Path, .. Small]).Failed();
        Assert.Contains("holds a run already", call.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(trained.Path, "last.safetensors")));
    }

    [Fact]
    public void An_empty_name_for_the_folder_is_refused() =>
        Assert.Contains("--out is empty", Call.Of("train", "linear", "--out", "").Refused().Error, StringComparison.Ordinal);

    [Fact]
    public void An_ONNX_file_is_refused_with_the_way_to_train_it() =>
        Assert.Contains("AsImageModel", Call.Of("train", "net.onnx").Refused().Error, StringComparison.Ordinal);

    [Fact]
    public void A_folder_that_cannot_be_made_is_one_error()
    {
        using Folder folder = new();
        File.WriteAllText(folder.At("file"), "");
        Assert.Contains("cannot be created", Call.Of(["train", "linear", "--out", folder.At("file", "run"), .. Small]).Failed().Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_resumed_run_needs_no_model_trains_on_and_says_when_it_is_finished()
    {
        using Folder folder = new();
        string run = folder.At("run");
        Call.Of(["train", "linear", "--epochs", "1", "--out", run, .. Small]).Succeeded();
        Assert.Contains("is finished", Call.Of("train", "--resume", run).Succeeded().Out, StringComparison.Ordinal);
        Call more = Call.Of("train", "--resume", run, "--epochs", "2", "--json").Succeeded();
        Assert.Equal(2, more.Json().GetProperty("epochs").GetInt32());
        Assert.Equal(2, File.ReadAllLines(Path.Combine(run, "metrics.jsonl")).Length);
    }

    [Fact]
    public void A_resumed_run_without_its_best_weights_tests_the_last_and_says_so()
    {
        using Folder folder = new();
        string run = folder.At("run");
        Assert.Equal("best", Call.Of(["train", "linear", "--epochs", "1", "--out", run, "--json", .. Small]).Succeeded().Json().GetProperty("testedWeights").GetString());
        File.Delete(Path.Combine(run, "best.safetensors"));
        Assert.Contains("the last weights, as best.safetensors is missing", Call.Of("train", "--resume", run).Succeeded().Out, StringComparison.Ordinal);
        JsonElement json = Call.Of("train", "--resume", run, "--json").Succeeded().Json();
        Assert.Equal("last", json.GetProperty("testedWeights").GetString());
        Assert.InRange(json.GetProperty("testAccuracy").GetDouble(), 0, 1);
        Assert.Equal(JsonValueKind.Null, json.GetProperty("imagesPerSecond").ValueKind);
    }

    [Fact]
    public void A_resumed_run_without_its_last_weights_says_that_it_starts_again()
    {
        using Folder folder = new();
        string run = folder.At("run");
        Call.Of(["train", "linear", "--epochs", "1", "--out", run, .. Small]).Succeeded();
        Assert.Empty(Call.Of("train", "--resume", run).Succeeded().Error);
        File.Delete(Path.Combine(run, "last.safetensors"));
        Call again = Call.Of("train", "--resume", run).Succeeded();
        Assert.Contains("starts again from its beginning; the figures and best weights in the folder are replaced", again.Error, StringComparison.Ordinal);
        Assert.Contains("1/1", again.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model is linear", "linear")]
    [InlineData("seed is 9", "--seed", "9")]
    [InlineData("data is mnist", "--data", "mnist")]
    [InlineData("batch is 7", "--set", "batch=7")]
    public void A_resumed_run_refuses_to_become_another(string message, params string[] args) =>
        Assert.Contains(message, Call.Of(["train", "--resume", trained.Path, .. args]).Refused().Error, StringComparison.Ordinal);

    [Fact]
    public void A_resumed_run_is_the_one_that_was_never_stopped()
    {
        using Folder folder = new();
        string[] values = [.. Small, "--batch", "32", "--epochs", "2", "--lr", "0.1"];
        Call.Of(["train", "linear", "--out", folder.At("whole"), .. values]).Succeeded();
        using CancellationTokenSource stop = new();
        using StoppingWriter stdout = new(" 1/2 ", stop);
        using StringWriter stderr = new();
        int code = CommandLine.Run(["train", "linear", "--out", folder.At("parts"), .. values], stdout, stderr, stop.Token);
        Assert.Equal(130, code);
        Assert.Contains($"fovea train --resume {folder.At("parts")}", stdout.ToString(), StringComparison.Ordinal);
        Call.Of("train", "--resume", folder.At("parts")).Succeeded();
        Assert.Equal(Weights(folder.At("whole")), Weights(folder.At("parts")));
    }

    [Fact]
    public void Missing_and_damaged_data_are_one_error_each()
    {
        using Folder folder = new();
        Assert.Contains("--data-dir", Call.Of("train", "linear", "--data", "mnist", "--data-dir", folder.At("none")).Failed().Error, StringComparison.Ordinal);
        File.WriteAllBytes(folder.At("train-images-idx3-ubyte"), [0, 0, 8, 3, 0, 0]);
        File.WriteAllBytes(folder.At("train-labels-idx1-ubyte"), [0, 0, 8, 1, 0, 0, 0, 1, 7]);
        Assert.Contains("truncated", Call.Of("train", "linear", "--data", "mnist", "--data-dir", folder.Path, "--out", folder.At("run")).Failed().Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.At("run")));
    }

    [Fact]
    public void A_loss_that_is_not_finite_names_the_layer_and_what_helps()
    {
        using Folder folder = new();
        Call call = Call.Of(["train", "lenet5", "--lr", "1000", "--epochs", "50", "--out", folder.At("run"), .. Small, "momentum=0.999"]).Failed();
        Assert.Contains("the loss is", call.Error, StringComparison.Ordinal);
        Assert.Matches("first layer at fault is (conv|fc)[123]|the weights (conv|fc)[123]", call.Error);
        Assert.Contains("--lr", call.Error, StringComparison.Ordinal);
    }

    static float[] Weights(string run)
    {
        Fovea.Training.SavedModel saved = Fovea.Training.SavedModel.Open(Path.Combine(run, "last.safetensors"));
        return [.. saved.Model.Variables().SelectMany(variable => variable.ToArray())];
    }

    /// <summary>Cancels when a text is written: Ctrl-C at a known moment.</summary>
    sealed class StoppingWriter(string text, CancellationTokenSource stop) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.Contains(text, StringComparison.Ordinal) == true) stop.Cancel();
        }
    }
}
