using Fovea.Models;
using Fovea.Tensors;
using Fovea.Weights;

namespace Fovea.Cli.Tests.Verbs;

public sealed class RunVerbTests : IDisposable
{
    readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_network_by_name_gives_what_the_library_gives()
    {
        (string input, string weights, float[] expected) = LeNet();
        string y = folder.At("y.npy");
        Call call = Call.Of("run", "lenet5", "--weights", weights, "--input", input, "--output", y).Succeeded();
        Assert.Equal(expected, NpyFile.Read(y).ToArray());
        Assert.Contains("(3, 10)", call.Out, StringComparison.Ordinal);
        Assert.Empty(call.Error);
    }

    [Fact]
    public void A_profile_shows_the_steps()
    {
        (string input, string weights, _) = LeNet();
        string text = Call.Of("run", "lenet5", "--weights", weights, "--input", input, "--profile").Succeeded().Out;
        Assert.Contains("Conv2d + bias + Relu", text, StringComparison.Ordinal);
        Assert.Contains("of the limit", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_weights_that_is_said()
    {
        (string input, _, _) = LeNet();
        Assert.Contains("random weights", Call.Of("run", "lenet5", "--input", input).Succeeded().Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exported_network_gives_the_same_numbers()
    {
        (string input, string weights, float[] expected) = LeNet();
        string onnx = folder.At("lenet5.onnx"), y = folder.At("y.npy");
        Call.Of("export", "lenet5", "--weights", weights, "-o", onnx).Succeeded();
        // With one channel N H W C and N C H W are the same numbers.
        float[] pixels = NpyFile.Read(input).ToArray();
        string channelsFirst = folder.At("nchw.npy");
        NpyFile.Write(channelsFirst, Tensor.From(pixels, [3, 1, 28, 28]));
        Call.Of("run", onnx, "--input", "input=" + channelsFirst, "--output", "output=" + y).Succeeded();
        float[] found = NpyFile.Read(y).ToArray();
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < found.Length; i++) Assert.Equal(expected[i], found[i], 1e-4f);
        Assert.Contains("channels last", Call.Of("run", onnx, "--input", input).Failed().Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Mistakes_name_what_there_is()
    {
        (string input, string weights, _) = LeNet();
        Assert.Contains("has one input", Call.Of("run", "lenet5", "--weights", weights, "--input", "image=" + input).Refused().Error, StringComparison.Ordinal);
        Assert.Contains("unknown output of lenet5 'logits'", Call.Of("run", "lenet5", "--weights", weights, "--input", input, "--output", "logits=y.npy").Refused().Error, StringComparison.Ordinal);
        Assert.Contains("lenet5", Call.Of("run", "lenet6", "--input", input).Refused().Error, StringComparison.Ordinal);
        Assert.Contains("there is no such file", Call.Of("run", folder.At("missing.onnx"), "--input", input).Refused().Error, StringComparison.Ordinal);
        Assert.Contains("there is no such file", Call.Of("run", "lenet5", "--weights", weights, "--input", folder.At("missing.npy")).Failed().Error, StringComparison.Ordinal);
        Assert.Contains("grey images of 28x28", Call.Of("run", "lenet5", "--input", Array(new float[12], [1, 2, 2, 3])).Refused().Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Channels_before_rows_are_refused_by_the_shape()
    {
        string error = Call.Of("run", "resnet20", "--input", Array(new float[3 * 8 * 8], [1, 3, 8, 8])).Refused().Error;
        Assert.Contains("channels last, (N, H, W, C)", error, StringComparison.Ordinal);
        Assert.Contains("(1, 3, 8, 8)", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Programs_get_shapes_and_figures()
    {
        (string input, string weights, float[] expected) = LeNet();
        var result = Call.Of("run", "lenet5", "--weights", weights, "--input", input, "--json").Succeeded().Json().GetProperty("outputs")[0];
        Assert.Equal("output", result.GetProperty("name").GetString());
        Assert.Equal(expected.Max(), result.GetProperty("max").GetDouble(), 6);
    }

    (string Input, string Weights, float[] Expected) LeNet()
    {
        var model = ModelRegistry.Get("lenet5").Create(seed: 7);
        string weights = folder.At("weights.safetensors");
        model.SaveWeights(weights);
        model.Train(false);
        float[] pixels = [.. Enumerable.Range(0, 3 * 28 * 28).Select(i => MathF.Sin(i))];
        return (Array(pixels, [3, 28, 28, 1]), weights, model.Forward(Tensor.From(pixels, [3, 28, 28, 1])).ToArray());
    }

    string Array(float[] values, Shape shape)
    {
        string path = folder.At($"{Guid.NewGuid():N}.npy");
        NpyFile.Write(path, Tensor.From(values, shape));
        return path;
    }
}
