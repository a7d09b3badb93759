using System.Text.Json;
using Fovea.Onnx;
using Fovea.Tensors;
using Fovea.Tests.Data;
using Fovea.Tests.Layers;

namespace Fovea.Tests.Onnx.Export;

/// <summary>Networks that PyTorch has exported, imported, exported again and imported again.</summary>
public sealed class ImportedExportTests : IDisposable
{
    static readonly IReadOnlyDictionary<string, JsonElement> Networks = Expected.Cases("onnx-models.expected.json");

    readonly TemporaryFolder folder = new();

    public static TheoryData<string, string> All
    {
        get
        {
            TheoryData<string, string> all = [];
            foreach (var (network, entry) in Networks.Where(entry => entry.Key != "input"))
                foreach (JsonProperty model in entry.GetProperty("models").EnumerateObject()) all.Add(network, model.Name);
            return all;
        }
    }

    public void Dispose() => folder.Dispose();

    [Theory, MemberData(nameof(All))]
    public void GivesWhatPyTorchGives(string network, string opset)
    {
        OnnxModel model = Load(network, opset);
        OnnxExport.Write(model, Sample, folder["again.onnx"]);
        OnnxModel again = OnnxModel.Load(folder["again.onnx"]);
        again.Train(false);
        Tensor x = Expected.Of(Networks["input"]).ToTensor();
        Expected.Of(Networks[network].GetProperty("output")).IsNear(again.Forward(x), 1e-6, network);
        Assert.Equal(17, again.Opset);
    }

    [Theory, MemberData(nameof(All))]
    public void NamesStay(string network, string opset)
    {
        OnnxModel model = Load(network, opset);
        OnnxExport.Write(model, Sample, folder["again.onnx"]);
        using OnnxFile before = OnnxFile.Read(model.File), after = OnnxFile.Read(folder["again.onnx"]);
        Assert.Equal(before.Graph.Inputs.Select(input => input.Name), after.Graph.Inputs.Select(input => input.Name));
        Assert.Equal(before.Graph.Outputs.Select(output => output.Name), after.Graph.Outputs.Select(output => output.Name));
        Dictionary<string, long[]> known = before.Graph.Initializers.ToDictionary(tensor => tensor.Name, tensor => tensor.Dims.ToArray());
        foreach (string name in model.Weights().Select(weight => weight.Name).Where(known.ContainsKey))
            Assert.Equal(known[name], after.Graph.Initializers.Single(tensor => tensor.Name == name).Dims);
        foreach (OnnxNode convolution in before.Graph.Nodes.Where(node => node.OpType == "Conv" && node.Name.Length > 0))
            Assert.Contains(after.Graph.Nodes, node => node.Name == convolution.Name && node.OpType == "Conv");
        static int Transposes(OnnxFile file) => file.Graph.Nodes.Count(node => node.OpType == "Transpose");
        Assert.True(Transposes(after) <= Transposes(before), $"{Transposes(before)} transposes became {Transposes(after)}");
    }

    [Fact]
    public void ImagesMayBeChannelsLast()
    {
        OnnxModel model = Load(Networks.Keys.First(name => name != "input"), null);
        ExportCheck.Same("imported for images", model.AsImageModel(), [12, 12, 3]);
    }

    [Fact]
    public void TypesOutsideStay()
    {
        string path = PackedOnnx.Write(folder, graph =>
        {
            graph.Inputs.Add(new OnnxValueInfo("pixels", OnnxElementType.UInt8, ["n", 4]));
            graph.Inputs.Add(new OnnxValueInfo("shift", OnnxElementType.Float, [4]));
            graph.Nodes.Add(PackedOnnx.Node("Cast", "pixels", "numbers", new OnnxAttribute("to", (long)OnnxElementType.Float)));
            graph.Nodes.Add(PackedOnnx.Node("Add", "numbers shift", "sum"));
            graph.Nodes.Add(PackedOnnx.Node("Greater", "sum shift", "more"));
            graph.Outputs.Add(new OnnxValueInfo("sum", OnnxElementType.Float, ["n", 4]));
            graph.Outputs.Add(new OnnxValueInfo("more", OnnxElementType.Bool, ["n", 4]));
        });
        OnnxGraph again = OnnxExport.Make(OnnxModel.Load(path)).Graph;
        Assert.Equal(["pixels UInt8 (batch, 4)", "shift Float (4)"], again.Inputs.Select(input => input.ToString()));
        Assert.Equal(["sum Float (batch, 4)", "more Bool (batch, 4)"], again.Outputs.Select(output => output.ToString()));
    }

    [Fact]
    public void OpenSizesNeedASample()
    {
        string path = PackedOnnx.Write(folder, graph =>
        {
            graph.Inputs.Add(PackedOnnx.Value("x", "n", 3, "h", "w"));
            graph.Nodes.Add(PackedOnnx.Node("Relu", "x", "y"));
            graph.Outputs.Add(PackedOnnx.Value("y", "n", 3, "h", "w"));
        });
        OnnxModel model = OnnxModel.Load(path);
        Assert.Contains("axis 2", Assert.Throws<FoveaException>(() => OnnxExport.Make(model)).Message);
        Assert.Equal("y Float (batch, 3, 8, 9)", OnnxExport.Make(model, [3, 8, 9]).Graph.Outputs[0].ToString());
    }

    OnnxModel Load(string network, string? opset)
    {
        JsonElement models = Networks[network].GetProperty("models");
        JsonElement packed = opset is null ? models.EnumerateObject().First().Value : models.GetProperty(opset);
        return OnnxModel.Load(folder.Write($"{network}.onnx", PackedOnnx.Bytes(packed)));
    }

    /// <summary>The shape of a sample, in the file's order of axes.</summary>
    static Shape Sample => Shape.Create(Expected.Of(Networks["input"]).ToTensor().Shape.Sizes[1..]);
}
