using Fovea.Imaging;
using Fovea.Layers;
using Fovea.Onnx;
using Fovea.Training;
using Fovea.Weights;

namespace Fovea.Cli.Tests.Verbs;

public sealed class ExportVerbTests(TrainedRun trained) : IClassFixture<TrainedRun>, IDisposable
{
    readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_exported_run_predicts_what_the_run_predicts()
    {
        string onnx = folder.At("mine.onnx"), picture = folder.At("x.png");
        Call.Of("export", trained.Path, "-o", onnx).Succeeded();
        ImageFile.Write(picture, new Image<byte>(28, 28, 1, [.. Enumerable.Range(0, 28 * 28).Select(i => (byte)(i % 28 is > 11 and < 16 ? 255 : 0))]));
        SavedModel saved = SavedModel.Open(onnx);
        Assert.Equal(SavedModel.Open(trained.Path).Classes, saved.Classes);
        var run = Call.Of("predict", trained.Path, picture, "--json").Succeeded().Json().GetProperty("predictions")[0];
        var exported = Call.Of("predict", onnx, picture, "--json").Succeeded().Json().GetProperty("predictions")[0];
        Assert.Equal(run.GetProperty("class").GetString(), exported.GetProperty("class").GetString());
        Assert.Equal(run.GetProperty("probability").GetDouble(), exported.GetProperty("probability").GetDouble(), 4);
    }

    [Fact]
    public void The_weights_alone_have_the_names_and_shapes_of_PyTorch()
    {
        string path = folder.At("lenet5.safetensors");
        Call.Of("export", "lenet5", "-o", path).Succeeded();
        using SafeTensors file = SafeTensors.Open(path);
        Assert.Equal<long>([6, 1, 5, 5], file["conv1.weight"].Shape);
        Assert.Equal<long>([120, 400], file["fc1.weight"].Shape);
    }

    [Fact]
    public void Another_batch_than_the_fixed_one_is_not_taken_for_granted()
    {
        string onnx = folder.At("fixed.onnx");
        Call.Of("export", "lenet5", "-o", onnx, "--batch", "4").Succeeded();
        Assert.Equal(4, OnnxModel.Load(onnx).Inputs[0].Dims![0].Size);
        string again = folder.At("again.onnx"), converted = folder.At("converted.onnx");
        Call.Of("export", onnx, "-o", again).Succeeded();
        Call.Of("convert", onnx, converted).Succeeded();
        foreach (string file in new[] { again, converted }) Assert.Equal(OnnxModel.Load(onnx).Metadata, OnnxModel.Load(file).Metadata);
    }

    [Fact]
    public void A_file_is_exported_whatever_its_network_is_for()
    {
        string maps = folder.At("maps.onnx"), again = folder.At("maps again.onnx");
        OnnxExport.Write(new Conv2d(3, 4, kernelSize: 3), [8, 8, 3], maps);
        Call.Of("export", maps, "-o", again).Succeeded();
        Assert.Equal(OnnxModel.Load(maps).Outputs[0].Dims, OnnxModel.Load(again).Outputs[0].Dims);
    }

    [Theory]
    [InlineData("says no format", "lenet5", "-o", "x.bin")]
    [InlineData("--batch is 0", "lenet5", "-o", "x.onnx", "--batch", "0")]
    [InlineData("are for ONNX files", "lenet5", "-o", "x.safetensors", "--fold")]
    [InlineData("did you mean 'lenet5'", "lenet", "-o", "x.onnx")]
    public void Mistakes_are_refused(string message, params string[] args) => Assert.Contains(message, Call.Of(["export", .. args]).Refused().Error, StringComparison.Ordinal);
}
