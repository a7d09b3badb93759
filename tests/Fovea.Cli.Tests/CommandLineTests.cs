using System.CommandLine;
using System.Text.Json;

namespace Fovea.Cli.Tests;

public class CommandLineTests
{
    public static TheoryData<string> VerbNames => [.. CommandLine.AllVerbs().Select(verb => verb.Name)];

    [Fact]
    public void An_output_that_cannot_be_written_is_named()
    {
        using StringWriter stderr = new();
        Assert.Equal(1, CommandLine.Run(["models"], new FullWriter(), stderr));
        Assert.Contains("standard output cannot be written: no space", stderr.ToString(), StringComparison.Ordinal);
    }

    sealed class FullWriter : StringWriter
    {
        public override void WriteLine(string? value) => throw new IOException("no space");
    }

    [Fact]
    public void Alone_it_says_what_to_do_first()
    {
        Call call = Call.Of().Succeeded();
        Assert.Contains("fovea train lenet5", call.Out, StringComparison.Ordinal);
        Assert.All(CommandLine.AllVerbs(), verb => Assert.Contains($"fovea {verb.Name}", call.Out, StringComparison.Ordinal));
        Assert.Empty(call.Error);
    }

    [Theory]
    [MemberData(nameof(VerbNames))]
    public void The_help_of_every_verb_has_examples_that_can_be_parsed(string verb)
    {
        Call help = Call.Of(verb, "--help").Succeeded();
        Assert.Contains("--json", help.Out, StringComparison.Ordinal);
        Assert.Contains("--verbose", help.Out, StringComparison.Ordinal);
        string[] examples = [.. help.Out[help.Out.IndexOf("Examples:", StringComparison.Ordinal)..].Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("fovea ", StringComparison.Ordinal))];
        Assert.NotEmpty(examples);
        Assert.All(examples, example => Assert.StartsWith($"fovea {verb}", example, StringComparison.Ordinal));
        RootCommand root = CommandLine.Root([]);
        Assert.All(examples, example => Assert.Null(WrongCall.In(CommandLine.Parse(root, Words(example)[1..]), root)));
    }

    [Theory]
    [MemberData(nameof(VerbNames))]
    public void A_call_makes_its_own_verb_only(string verb) => Assert.Equal(verb, Assert.Single(CommandLine.Root([verb, "--help"]).Subcommands).Name);

    /// <summary>As a shell takes a line apart.</summary>
    static string[] Words(string line) => [.. System.Text.RegularExpressions.Regex.Matches(line, "\"([^\"]*)\"|\\S+").Select(word => word.Groups[1].Success ? word.Groups[1].Value : word.Value)];

    [Fact]
    public void The_version_is_one_line() => Assert.Matches(@"^fovea \d+\.\d+\.\d+\r?\n$", Call.Of("--version").Succeeded().Out);

    [Theory]
    [InlineData("did you mean 'train'?", "trian", "lenet5")]
    [InlineData("did you mean '--epochs'?", "train", "lenet5", "--epoch", "3")]
    [InlineData("did you mean '--epochs'?", "train", "--epoch", "3")]
    [InlineData("did you mean '--json'?", "models", "--jsno")]
    [InlineData("did you mean 'lenet5'?", "train", "lenet6")]
    [InlineData("did you mean 'lenet5'?", "describe", "lenet6")]
    [InlineData("did you mean 'mnist'?", "train", "lenet5", "--data", "mnits")]
    [InlineData("did you mean 'fashion-mnist'?", "data", "fashion_mnist")]
    [InlineData("did you mean 'batch'?", "train", "lenet5", "--set", "bacth=64")]
    [InlineData("did you mean 'adamw'?", "train", "lenet5", "--optimizer", "adamww")]
    [InlineData("did you mean 'shift'?", "train", "lenet5", "--set", "augment=shfit")]
    [InlineData("did you mean 'Conv2d'?", "gradcheck", "Conv3d")]
    [InlineData("did you mean 'gaussian'?", "filter", "gausian sigma=2", "x.png", "-o", "y.png")]
    [InlineData("did you mean 'sigma'?", "filter", "gaussian sigm=2", "x.png", "-o", "y.png")]
    [InlineData("known: png, jpg", "filter", "gaussian sigma=2", "x.png", "-o", "y.xyz")]
    [InlineData("did you mean 'gaussian'?", "filters", "gausian")]
    [InlineData("known: auto, always, never", "show", "x.png", "--color", "perhaps")]
    [InlineData("known: pooled, mean, luma, studio", "compare", "a.png", "b.png", "--channels", "rgb")]
    [InlineData("known: auto, yes, no", "predict", "run", "x.png", "--invert", "perhaps")]
    public void What_is_unknown_is_refused_with_the_nearest_name(string hint, params string[] args)
    {
        Call call = Call.Of(args).Refused();
        Assert.Contains(hint, call.Error, StringComparison.Ordinal);
        Assert.Empty(call.Out);
    }

    [Theory]
    [InlineData("batch is 0", "train", "lenet5", "--batch", "0")]
    [InlineData("batch is -5", "train", "lenet5", "--batch", "-5")]
    [InlineData("epochs is 0", "train", "lenet5", "--epochs", "0")]
    [InlineData("epochs is many", "train", "lenet5", "--epochs", "many")]
    [InlineData("learningRate is -1", "train", "lenet5", "--lr", "-1")]
    [InlineData("learningRate is 0", "train", "lenet5", "--lr", "0")]
    [InlineData("learningRate is NaN", "train", "lenet5", "--lr", "NaN")]
    [InlineData("learningRate is Infinity", "train", "lenet5", "--lr", "Infinity")]
    [InlineData("seed is -1", "train", "lenet5", "--seed", "-1")]
    [InlineData("threads is -1", "train", "lenet5", "--threads", "-1")]
    [InlineData("not an assignment", "train", "lenet5", "--set", "batch")]
    [InlineData("nesterov", "train", "lenet5", "--set", "nesterov=true", "momentum=0")]
    [InlineData("MODEL is missing", "train")]
    [InlineData("no use for 'digits'", "train", "lenet5", "digits")]
    [InlineData("'--lr'", "train", "lenet5", "--lr")]
    [InlineData("no run to resume", "train", "--resume", "no-such-folder")]
    [InlineData("give one of the two", "train", "--resume", "a", "--out", "b")]
    [InlineData("there is no such file", "train", "lenet5", "--config", "no-such-file.json")]
    [InlineData("'RUN|CHECKPOINT'", "evaluate")]
    [InlineData("IMAGE is missing", "predict", "run")]
    [InlineData("--top is 0", "predict", "run", "x.png", "--top", "0")]
    [InlineData("--batch is 0", "describe", "lenet5", "--batch", "0")]
    [InlineData("--input 28x28", "describe", "lenet5", "--input", "28x28")]
    [InlineData("is made for grey images", "describe", "lenet5", "--input", "32x32x3")]
    [InlineData("--sheet needs the name", "data", "--sheet", "x.png")]
    [InlineData("--count is 0", "data", "digits", "--count", "0")]
    [InlineData("--seed is x", "gradcheck", "--seed", "x")]
    [InlineData("sigma is -1", "filter", "gaussian sigma=-1", "x.png", "-o", "y.png")]
    [InlineData("a filter is missing", "filter", "invert |", "x.png", "-o", "y.png")]
    [InlineData("put the whole pipeline in quotes", "filter", "gaussian", "sigma=2", "x.png", "-o", "y.png")]
    [InlineData("'--out'", "filter", "invert", "x.png")]
    [InlineData("the name says no format", "filter", "invert", "x.png", "-o", "y")]
    [InlineData("--region is 1,2,3", "filter", "invert", "x.png", "-o", "y.png", "--region", "1,2,3")]
    [InlineData("no range of samples", "filter", "invert", "x.png", "-o", "y.png", "--range", "5:5")]
    [InlineData("keep floats as they are", "filter", "invert", "x.png", "-o", "y.pfm", "--range", "0:5")]
    [InlineData("--shard is 3/2", "filter", "invert", "x.png", "z.png", "-o", "y/", "--shard", "3/2")]
    [InlineData("--shard has no effect", "filter", "invert", "x.png", "-o", "y.png", "--shard", "1/2")]
    [InlineData("--depth is 12", "filter", "invert", "x.png", "-o", "y.png", "--depth", "12")]
    [InlineData("--quality is 0", "filter", "invert", "x.png", "-o", "y.jpg", "--quality", "0")]
    [InlineData("do not agree", "filter", "invert", "x.png", "-o", "y.jpg", "--format", "png")]
    [InlineData("is the input", "filter", "invert", "x.png", "-o", "x.png")]
    [InlineData("--width is 0", "show", "scene", "--width", "0")]
    [InlineData("--bins is 0", "histogram", "scene", "--bins", "0")]
    [InlineData("that is no size", "show", "scene:0x5")]
    [InlineData("no use for 'extra'", "models", "extra")]
    [InlineData("no use for 'extra'", "doctor", "extra")]
    public void A_wrong_value_is_refused_and_named(string message, params string[] args)
    {
        Call call = Call.Of(args).Refused();
        Assert.Contains(message, call.Error, StringComparison.Ordinal);
        Assert.Empty(call.Out);
    }

    [Fact]
    public void With_json_an_error_is_the_one_object_and_a_line_for_people()
    {
        Call call = Call.Of("train", "lenet6", "--json").Refused();
        JsonElement json = call.Json();
        Assert.Contains("lenet6", json.GetProperty("error").GetString()!, StringComparison.Ordinal);
        Assert.Equal(2, json.GetProperty("exitCode").GetInt32());
    }

    [Fact]
    public void Verbose_shows_the_stack_trace() => Assert.Contains("   at Fovea", Call.Of("evaluate", "no-such-run", "--verbose").Error, StringComparison.Ordinal);

    [Theory]
    [InlineData("models")]
    [InlineData("data")]
    [InlineData("describe", "lenet5")]
    [InlineData("filters")]
    [InlineData("filters", "gaussian")]
    [InlineData("show", "scene", "--width", "20")]
    [InlineData("histogram", "scene:40x30")]
    [InlineData("train", "--help")]
    public void What_goes_into_a_pipe_has_no_control_characters(params string[] args)
    {
        string text = Call.Of(args).Succeeded().Out;
        Assert.DoesNotContain(text, letter => char.IsControl(letter) && letter is not ('\n' or '\r'));
        Assert.All(text.Split('\n'), line => Assert.Equal(line.TrimEnd(), line.TrimEnd('\r')));
    }
}
