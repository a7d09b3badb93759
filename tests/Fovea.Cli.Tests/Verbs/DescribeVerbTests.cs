using System.Text.Json;

namespace Fovea.Cli.Tests.Verbs;

public class DescribeVerbTests(TrainedRun trained) : IClassFixture<TrainedRun>
{
    [Fact]
    public void LeNet5_has_the_figures_of_its_paper()
    {
        JsonElement json = Call.Of("describe", "lenet5", "--json").Succeeded().Json();
        Assert.Equal(61_706, json.GetProperty("parameters").GetInt64());
        Assert.Equal(416_520, json.GetProperty("multiplyAdds").GetInt64());
        Assert.Equal(12, json.GetProperty("layers").GetArrayLength());
    }

    [Fact]
    public void Input_classes_and_batch_are_as_asked()
    {
        JsonElement json = Call.Of("describe", "linear", "--input", "32x32x3", "--classes", "100", "--batch", "2", "--json").Succeeded().Json();
        Assert.Equal(3072 * 100 + 100, json.GetProperty("parameters").GetInt64());
        Assert.Equal([2, 32, 32, 3], json.GetProperty("input").EnumerateArray().Select(size => size.GetInt32()));
    }

    [Theory]
    [InlineData("--classes is 2000000000", "--classes", "2000000000")]
    [InlineData("too large", "--input", "100000x100000x100000")]
    [InlineData("too large", "--input", "60000x60000x3")]
    [InlineData("--batch is 2000000000", "--batch", "2000000000")]
    [InlineData("at most 268,435,456", "--input", "1000x1000x1", "--classes", "1000000")]
    public void Absurd_sizes_are_refused_before_memory_is_taken(string message, params string[] args) =>
        Assert.Contains(message, Call.Of(["describe", "linear", .. args]).Refused().Error, StringComparison.Ordinal);

    [Fact]
    public void A_run_is_described_by_its_checkpoint() =>
        Assert.Equal(79_510, Call.Of("describe", trained.Path, "--json").Succeeded().Json().GetProperty("parameters").GetInt64());

    [Theory]
    [InlineData]
    [InlineData("--training")]
    public void The_steps_of_the_plan_do_all_multiply_adds(params string[] args)
    {
        JsonElement json = Call.Of(["describe", "lenet5", "--plan", .. args, "--json"]).Succeeded().Json();
        long inSteps = json.GetProperty("steps").EnumerateArray().Sum(step => step.GetProperty("multiplyAdds").GetInt64());
        // A training step has three products for each of an inference, but for the gradient by the input of the first convolution.
        Assert.Equal(args.Length == 0 ? 416_520 : 3 * 416_520 - 117_600, inSteps);
        Assert.Contains("least ms", Call.Of(["describe", "lenet5", "--plan", .. args]).Succeeded().Out, StringComparison.Ordinal);
    }

    [Fact]
    public void The_kind_of_a_plan_needs_a_plan() => Assert.Contains("--plan", Call.Of("describe", "lenet5", "--training").Refused().Error, StringComparison.Ordinal);

    [Fact]
    public void People_see_every_layer_and_the_total()
    {
        string text = Call.Of("describe", "lenet5").Succeeded().Out;
        Assert.All(new[] { "conv1", "conv2", "fc1", "fc2", "fc3", "MaxPool2d", "total", "61,706", "416,520" }, part => Assert.Contains(part, text, StringComparison.Ordinal));
    }
}
