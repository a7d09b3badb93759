using System.Text.Json;
using Fovea.Insight;
using Fovea.Layers;
using Fovea.Losses;
using Fovea.Onnx;
using Fovea.Optimizers;
using Fovea.Tensors;
using Fovea.Tests.Data;
using Fovea.Tests.Layers;
using Fovea.Weights;

namespace Fovea.Tests.Onnx;

/// <summary>Small networks as PyTorch exports them, against what they give in PyTorch (bench/reference/onnx_models.py).</summary>
public sealed class OnnxModelTests : IDisposable
{
    static readonly IReadOnlyDictionary<string, JsonElement> Networks = Expected.Cases("onnx-models.expected.json");

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    static Expected Input => Expected.Of(Networks["input"]);

    static IEnumerable<(string Network, string Opset)> Files(string kind) => Networks.Where(entry => entry.Key != "input")
        .SelectMany(entry => entry.Value.GetProperty(kind).EnumerateObject().Select(model => (entry.Key, model.Name)));

    public static TheoryData<string, string, string> All
    {
        get
        {
            TheoryData<string, string, string> all = [];
            foreach (string kind in new[] { "models", "folded" })
                foreach (var (network, opset) in Files(kind)) all.Add(network, kind, opset);
            return all;
        }
    }

    public static TheoryData<string, string> Classifiers
    {
        get
        {
            TheoryData<string, string> classifiers = [];
            foreach (var (network, opset) in Files("models"))
                if (Networks[network].TryGetProperty("loss", out _)) classifiers.Add(network, opset);
            return classifiers;
        }
    }

    OnnxModel Load(string network, string kind, string opset) =>
        OnnxModel.Load(folder.Write($"{network}.onnx", PackedOnnx.Bytes(Networks[network].GetProperty(kind).GetProperty(opset))));

    [Theory]
    [MemberData(nameof(All))]
    public void ImportedNetworksGiveWhatPyTorchGives(string network, string kind, string opset)
    {
        OnnxModel model = Load(network, kind, opset);
        model.Train(false);
        Assert.Equal(int.Parse(opset), model.Opset);
        Expected.Of(Networks[network].GetProperty("output")).IsNear(model.Forward(Input.ToTensor()), 1e-6, network);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void ImagesMayBeChannelsLast(string network, string kind, string opset)
    {
        OnnxImageModel model = Load(network, kind, opset).AsImageModel();
        model.Train(false);
        Tensor y = model.Forward(Input.ToTensor().Transpose(0, 2, 3, 1));
        Expected.Of(Networks[network].GetProperty("output")).IsNear(y.Shape.Rank == 4 ? y.Transpose(0, 3, 1, 2) : y, 1e-6, network);
    }

    [Theory]
    [MemberData(nameof(Classifiers))]
    public void LossGradientsAndStatisticsOfATrainingStepAreThoseOfPyTorch(string network, string opset)
    {
        OnnxModel model = Load(network, "models", opset);
        model.Train();
        JsonElement expected = Networks[network];
        float[] labels = [.. expected.GetProperty("labels").EnumerateArray().Select(label => label.GetSingle())];
        Dictionary<string, Expected> gradients = Expected.Table(expected.GetProperty("gradients")), after = Expected.Table(expected.GetProperty("after"));
        Dictionary<string, ModelWeight> weights = model.Weights().ToDictionary(weight => weight.Name);
        string[] learned = [.. gradients.Keys.Order()];
        Assert.Equal(learned, model.Parameters().Select(variable => variable.Name!).Order());

        Function step = new(x =>
        {
            Tensor loss = Loss.CrossEntropy(model.Forward(x[0]), x[1]);
            return [loss, .. Gradient.Of(loss, [.. learned.Select(name => weights[name].Variable)])];
        });
        Tensor[] results = step.Call(Input.ToTensor(), Tensor.From(labels, [labels.Length]));
        Assert.Equal(expected.GetProperty("loss").GetDouble(), results[0].Item(), 1e-5);
        for (int i = 0; i < learned.Length; i++) gradients[learned[i]].IsNear(weights[learned[i]].Layout.ToFile(results[i + 1]), 1e-5, learned[i]);
        foreach (var (name, statistic) in after)
            if (weights.TryGetValue(name, out ModelWeight? weight)) statistic.IsNear(weight.Variable, 1e-6, name);
    }

    [Fact]
    public void OnlyTheInputIsTransposedFromConvolutionToConvolution()
    {
        foreach (string network in new[] { "residual", "branches", "upsampled" })
        {
            string opset = Networks[network].GetProperty("folded").EnumerateObject().Single().Name;
            OnnxImageModel model = Load(network, "folded", opset).AsImageModel();
            model.Train(false);
            Tensor y = model.Forward(Tensor.Zeros([2, 12, 12, 3]));
            // A map that is flattened has its channels first in the file.
            Assert.Equal(network == "branches" ? 1 : 0, GraphWalk.From(y).Count(node => node.Operation?.Name == "Transpose"));
        }
    }

    [Fact]
    public void TheSummaryNamesTheNodes()
    {
        OnnxModel model = Load("residual", "models", "17");
        ModelSummary summary = ModelSummary.Of(model, [1, 3, 12, 12]);
        Assert.Equal(model.Parameters().Sum(variable => variable.Shape.Count), summary.Parameters);
        Assert.Contains(summary.Rows, row => row.Path == "/conv1/Conv" && row.Kind == "Conv 3x3, stride 2" && row.Parameters == 4 * 27 && row.MultiplyAdds == 36 * 4 * 27);
        Assert.Contains(summary.Rows, row => row.Path == "/fc/Gemm" && row.Output == [1, 3]);
        Assert.Equal(summary.Rows.Count, summary.Rows.Select(row => row.Path).Distinct().Count());
    }

    [Theory]
    [InlineData("residual", "17")]
    [InlineData("attention", "17")]
    public void AnImportedNetworkLearns(string network, string opset)
    {
        OnnxImageModel model = Load(network, "models", opset).AsImageModel();
        Tensor x = Input.ToTensor().Transpose(0, 2, 3, 1), labels = Tensor.From([2f, 0f], [2]);
        Sgd optimizer = new(model.Parameters(), 0.1);
        Function step = new(inputs =>
        {
            Tensor loss = Loss.CrossEntropy(model.Forward(inputs[0]), inputs[1]);
            optimizer.Step(loss);
            return [loss];
        });
        float[] losses = [.. Enumerable.Range(0, 20).Select(_ => step.Call(x, labels)[0].Item())];
        Assert.True(losses[^1] < 0.5 * losses[0], $"the loss went from {losses[0]} to {losses[^1]}");
    }

    [Fact]
    public void WeightsComeAndGoAsTheyLieInTheFile()
    {
        OnnxModel model = Load("residual", "models", "17"), other = Load("residual", "models", "9");
        string path = folder["w.safetensors"];
        foreach (Variable variable in model.Variables()) variable.Write(Enumerable.Range(0, (int)variable.Shape.Count).Select(i => 0.01f * i).ToArray());
        model.SaveWeights(path);
        using (WeightFile file = WeightFile.Open(path)) Assert.Equal(new long[] { 4, 3, 3, 3 }, file.Find("conv1.weight")!.Shape.ToArray());
        other.LoadWeights(path);
        foreach (var (a, b) in model.Variables().Zip(other.Variables().OrderBy(variable => model.Variables().Select(each => each.Name).ToList().IndexOf(variable.Name))))
            Assert.Equal(a.ToArray(), b.ToArray());
    }

    [Fact]
    public void ABatchOfAnySizeAndOnlySuchImagesAreTaken()
    {
        OnnxModel model = Load("residual", "folded", "13");
        model.Train(false);
        Assert.Equal([5, 3], model.Forward(Tensor.Zeros([5, 3, 12, 12])).Shape);
        ShapeException error = Assert.Throws<ShapeException>(() => model.Forward(Tensor.Zeros([5, 12, 12, 3])));
        Assert.Contains("AsImageModel", error.Message, StringComparison.Ordinal);
        Assert.Contains("(n, 3, 12, 12)", error.Message, StringComparison.Ordinal);
    }
}
