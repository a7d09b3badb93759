using Fovea.Layers;
using Fovea.Models;
using Fovea.Onnx;
using Fovea.Onnx.Export;
using Fovea.Tensors;
using Fovea.Tests.Layers;

namespace Fovea.Tests.Onnx.Export;

public class OnnxExportTests
{
    public static TheoryData<ExportCase> Computations => [.. ExportCases.All];

    /// <summary>All layers that take batches.</summary>
    public static TheoryData<LayerCase> LayersOfBatches => [.. LayerCases.All.Where(row => row.Input.Rank > 1)];

    public static TheoryData<string> SmallModels => [.. ModelRegistry.All.Where(entry => entry.Input.Count <= 32 * 32 * 3).Select(entry => entry.Name)];

    public static TheoryData<string> AllModels => [.. ModelRegistry.Names];

    [Theory, MemberData(nameof(Computations))]
    public void ComputationsStayTheSame(ExportCase row) => ExportCheck.Same(row.Name, row.Module, row.Sample);

    [Theory, MemberData(nameof(LayersOfBatches))]
    public void LayersStayTheSame(LayerCase row) => ExportCheck.Same($"layer {row.Name}", row.Build(), Shape.Create(row.Input.Sizes[1..]));

    [Theory, MemberData(nameof(SmallModels))]
    public void ModelsStayTheSame(string name)
    {
        ModelEntry entry = ModelRegistry.Get(name);
        ExportCheck.Same(name, Shaken(entry.Create()), entry.Input);
    }

    /// <summary>Only the graph, so that no weights are drawn: no model needs an operation without a form, and weights have the names and shapes of files.</summary>
    [Theory, MemberData(nameof(AllModels))]
    public void ModelsKeepTheirWeights(string name)
    {
        ModelEntry entry = ModelRegistry.Get(name);
        Module model = entry.Create();
        OnnxGraph graph = OnnxExport.Make(model, entry.Input).Graph;
        Dictionary<string, long[]> written = graph.Initializers.ToDictionary(tensor => tensor.Name, tensor => tensor.Dims.ToArray());
        foreach (var weight in model.Weights().Where(weight => written.ContainsKey(weight.Name)))
            Assert.Equal(weight.Layout.FileShape.Select(size => (long)size), written[weight.Name]);
        if (!entry.InTorchvision) return;
        // Auxiliary heads are for training.
        IEnumerable<string> used = model.Weights().Select(weight => weight.Name).Where(weight => !weight.StartsWith("aux", StringComparison.Ordinal));
        Assert.Equal(used.Order(), written.Keys.Where(key => !key.StartsWith('/')).Order());
        if (entry.Family != "ViT") Assert.DoesNotContain(graph.Nodes, node => node.OpType is "Transpose" or "Reshape");
    }

    [Fact]
    public void ResNetIsWrittenInOperatorsOfItsOwn()
    {
        OnnxGraph graph = OnnxExport.Make(ModelRegistry.Get("resnet50").Create(), [224, 224, 3]).Graph;
        Assert.Equal("Add 16, BatchNormalization 53, Conv 53, Flatten 1, Gemm 1, GlobalAveragePool 1, MaxPool 1, Relu 49", Operators(graph));
        Assert.Equal("/layer1/0/conv1/Conv", graph.Nodes.First(node => node.Inputs.Contains("layer1.0.conv1.weight")).Name);
    }

    [Fact]
    public void NormalisationFoldsIntoConvolutions()
    {
        Module model = Shaken(ModelRegistry.Get("resnet20").Create());
        OnnxGraph graph = ExportCheck.Same("resnet20 folded", model, [32, 32, 3], new OnnxExportOptions { FoldBatchNorm = true });
        Assert.DoesNotContain(graph.Nodes, node => node.OpType == "BatchNormalization");
        Assert.Contains(graph.Initializers, tensor => tensor.Name == "conv1.bias");
    }

    [Fact]
    public void VisionTransformerMovesLittle()
    {
        OnnxGraph graph = OnnxExport.Make(ModelRegistry.Get("vit_tiny_32").Create(), [32, 32, 3]).Graph;
        // Queries, keys, values and the result of each of six attentions; and the patches once.
        Assert.Equal(6 * 4 + 1, graph.Nodes.Count(node => node.OpType == "Transpose"));
        Assert.Equal(13, graph.Nodes.Count(node => node.OpType == "LayerNormalization"));
    }

    [Fact]
    public void FlattenedMapsKeepTheOrderOfTheFile()
    {
        Module model = new Sequential(new Conv2d(3, 2, kernelSize: 2), new Flatten(), new Linear([4, 5, 2], 3));
        OnnxGraph graph = ExportCheck.Same("flattened map", model, [5, 6, 3]);
        Assert.Equal("Conv 1, Flatten 1, Gemm 1", Operators(graph));
        Assert.Equal([3, 40], graph.Initializers.Single(tensor => tensor.Name == "2.weight").Dims);
    }

    [Fact]
    public void InputAndOutputAreNamed()
    {
        OnnxFile file = OnnxExport.Make(new Conv2d(3, 8, 3), [9, 10, 3], new OnnxExportOptions { Metadata = new Dictionary<string, string> { ["classes"] = "a\nb" } });
        Assert.Equal("input Float (batch, 3, 9, 10)", file.Graph.Inputs.Single().ToString());
        Assert.Equal("output Float (batch, 8, 7, 8)", file.Graph.Outputs.Single().ToString());
        Assert.Equal(("Fovea", "Conv2d", 17L, "a\nb"), (file.Producer, file.Graph.Name, file.Opsets[""], file.Metadata["classes"]));
        OnnxGraph named = OnnxExport.Make(new Conv2d(3, 8, 3), [9, 10, 3], new OnnxExportOptions { Input = "x", Output = "y", Name = "filter", Batch = 4 }).Graph;
        Assert.Equal("filter: x Float (4, 3, 9, 10) -> y Float (4, 8, 7, 8)", $"{named.Name}: {named.Inputs[0]} -> {named.Outputs[0]}");
    }

    [Fact]
    public void ModelStaysAsItIs()
    {
        BatchNorm2d norm = new(4);
        Sequential model = new(new Conv2d(3, 4, 3), norm, new Dropout());
        norm.Train(false);
        float[][] before = [.. model.Variables().Select(variable => variable.ToArray())];
        float[] key = RandomState.Key.ToArray();
        OnnxExport.Make(model, [8, 8, 3]);
        Assert.Equal((true, false, true), (model.Training, norm.Training, model.Modules[2].Training));
        Assert.Equal(before, model.Variables().Select(variable => variable.ToArray()));
        Assert.Equal(key, RandomState.Key.ToArray());
    }

    [Fact]
    public void FixedBatchNeedsNoOtherTrace()
    {
        ExportCase perImage = new("for two images", [3], x => x * Tensor.From([1f, 2, 3, 4, 5, 6], [2, 3]));
        ExportCheck.Same(perImage.Name, perImage.Module, perImage.Sample, new OnnxExportOptions { Batch = 2 });
        Assert.Throws<ShapeException>(() => OnnxExport.Make(perImage.Module, perImage.Sample));
    }

    public static TheoryData<string, ExportCase> Refused => new()
    {
        { "RandomUniform", new("noise", [3], x => x + Tensor.RandomUniform(x.Shape, RandomKey.Of(1))) },
        { "batch 1", new("a part of the batch", [3], x => x * (1.0 / x.Shape[0])) },
        { "another number of samples", new("another graph", [3], x => x.Shape[0] > 2 ? x.Relu() : x) },
        { "another number of samples", new("square of the batch", [3], x => x.Slice(1, 0, 1).BroadcastTo([x.Shape[0], x.Shape[0]]).Reshape(-1)) },
        { "counts to a number", new("numbers of the images", [3], x => x + Tensor.Arange(x.Shape[0]).Reshape(-1, 1)) },
        { "ScatterElements", new("largest scattered", [3], x => x.ScatterElements(x.Round().Abs(), x, 1, ScatterMode.Maximum)) },
    };

    [Theory, MemberData(nameof(Refused))]
    public void WhatHasNoFormIsNamed(string expected, ExportCase row)
    {
        FoveaException error = Assert.Throws<FoveaException>(() => OnnxExport.Make(row.Module, row.Sample));
        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public void WhatChangesItselfIsRefused()
    {
        Variable count = new([0f], [1], "count");
        ExportCase counter = new("counter", [3], x =>
        {
            count.Update(value => value + 1);
            return x + count;
        });
        Assert.Contains("changes count", Assert.Throws<FoveaException>(() => OnnxExport.Make(counter.Module, counter.Sample)).Message);
        Assert.Equal(0, count.Item());
    }

    /// <summary>Operators and how often each occurs, in the order of the alphabet.</summary>
    static string Operators(OnnxGraph graph) =>
        string.Join(", ", graph.Nodes.GroupBy(node => node.OpType).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => $"{group.Key} {group.Count()}"));

    /// <summary>Moves running statistics and what starts with zeros or ones.</summary>
    static Module Shaken(Module module)
    {
        Random random = new(5);
        foreach (Variable variable in module.Variables())
        {
            float[] values = variable.ToArray();
            for (int i = 0; i < values.Length; i++) values[i] += 0.05f * random.NextSingle();
            variable.Write(values);
        }
        return module;
    }
}
