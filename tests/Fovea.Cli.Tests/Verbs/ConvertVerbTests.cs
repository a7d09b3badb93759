using Fovea.Models;
using Fovea.Onnx;
using Fovea.Weights;

namespace Fovea.Cli.Tests.Verbs;

public sealed class ConvertVerbTests : IDisposable
{
    readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Weights_in_half_precision_are_the_same_but_for_rounding()
    {
        string from = Weights(), to = folder.At("half.safetensors");
        Call.Of("convert", from, to, "--type", "F16").Succeeded();
        using SafeTensors whole = SafeTensors.Open(from), half = SafeTensors.Open(to);
        Assert.Equal(whole.Entries.Select(entry => entry.Name).Order(), half.Entries.Select(entry => entry.Name).Order());
        Assert.All(half.Entries, entry => Assert.Equal(ElementType.F16, entry.Type));
        float[] expected = whole.ReadFloats("fc1.weight"), found = half.ReadFloats("fc1.weight");
        for (int i = 0; i < found.Length; i++) Assert.Equal((float)(Half)expected[i], found[i]);
    }

    [Fact]
    public void Without_a_type_the_bytes_stay()
    {
        string from = Weights(), to = folder.At("same.safetensors");
        Call.Of("convert", from, to).Succeeded();
        Assert.Equal(File.ReadAllBytes(from), File.ReadAllBytes(to));
    }

    [Fact]
    public void The_weights_of_an_ONNX_file_are_those_it_was_made_from()
    {
        string from = Weights(), onnx = folder.At("net.onnx"), again = folder.At("again.onnx"), to = folder.At("weights.safetensors");
        Call.Of("export", "lenet5", "--weights", from, "-o", onnx).Succeeded();
        Call.Of("convert", onnx, again).Succeeded();
        Call.Of("convert", again, to).Succeeded();
        using SafeTensors before = SafeTensors.Open(from), after = SafeTensors.Open(to);
        Assert.Equal(before.ReadFloats("conv2.weight"), after.ReadFloats("conv2.weight"));
        Assert.Equal(OnnxModel.Load(onnx).Outputs[0].Name, OnnxModel.Load(again).Outputs[0].Name);
    }

    [Fact]
    public void Weights_alone_are_no_network()
    {
        string from = Weights();
        Assert.Contains("fovea export NAME --weights", Call.Of("convert", from, folder.At("x.onnx")).Refused().Error, StringComparison.Ordinal);
        Assert.Contains("says no format", Call.Of("convert", from, folder.At("x.pth")).Refused().Error, StringComparison.Ordinal);
        Assert.Contains("known: F32, F16", Call.Of("convert", from, folder.At("x.safetensors"), "--type", "int8").Refused().Error, StringComparison.Ordinal);
        Assert.Contains("there is no such file", Call.Of("convert", folder.At("missing.pth"), folder.At("x.safetensors")).Failed().Error, StringComparison.Ordinal);
    }

    string Weights()
    {
        string path = folder.At("weights.safetensors");
        ModelRegistry.Get("lenet5").Create(seed: 3).SaveWeights(path);
        return path;
    }
}
