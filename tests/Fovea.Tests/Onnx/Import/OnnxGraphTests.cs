using Fovea.Insight;
using Fovea.Onnx;
using Fovea.Tensors;
using Fovea.Tests.Data;
using static Fovea.Tests.Onnx.PackedOnnx;

namespace Fovea.Tests.Onnx;

/// <summary>How a graph is run: several inputs and outputs, nodes in any order, graphs inside nodes, functions, and what becomes of the tensors that a file holds.</summary>
public sealed class OnnxGraphTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    OnnxModel Load(Action<OnnxGraph> build, long opset = 17, Action<OnnxFile>? more = null) => OnnxModel.Load(Write(folder, build, opset, more));

    [Fact]
    public void SeveralInputsAndOutputsHaveNames()
    {
        OnnxModel model = Load(graph =>
        {
            graph.Inputs.AddRange([Value("a", "n", 2), Value("b", "n", 2)]);
            graph.Outputs.AddRange([Value("sum"), Value("product"), Value("a")]);
            // Not in order, which the format asks for but some programs do not keep.
            graph.Nodes.AddRange([Node("Mul", "sum b", "product"), Node("Add", "a b", "sum")]);
        });
        Tensor a = Tensor.From([1f, 2f], [1, 2]), b = Tensor.From([10f, 20f], [1, 2]);
        IReadOnlyDictionary<string, Tensor> y = model.Forward(new Dictionary<string, Tensor> { ["a"] = a, ["b"] = b });
        Assert.Equal([11f, 22f], y["sum"].ToArray());
        Assert.Equal([110f, 440f], y["product"].ToArray());
        Assert.Equal([1f, 2f], y["a"].ToArray());
        Assert.Contains("'b'", Assert.Throws<FoveaException>(() => model.Forward(new Dictionary<string, Tensor> { ["a"] = a })).Message, StringComparison.Ordinal);
        Assert.Contains("'c'", Assert.Throws<FoveaException>(() => model.Forward(new Dictionary<string, Tensor> { ["a"] = a, ["b"] = b, ["c"] = b })).Message, StringComparison.Ordinal);
        Assert.Contains("2 inputs", Assert.Throws<FoveaException>(() => model.Forward(a)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, 7)]
    [InlineData(2, -3)]
    public void ABranchIsChosenByTheShape(int size, float expected)
    {
        // size > 2 ? x + outer : -x, where outer is a value of the graph around.
        OnnxModel model = Load(graph =>
        {
            graph.Inputs.Add(Value("x", "n"));
            graph.Outputs.Add(Value("y"));
            graph.Initializers.AddRange([OnnxTensor.Of("two", [], [2L]), OnnxTensor.Of("outer", [1], [4f])]);
            OnnxGraph then = new() { Nodes = { Node("Add", "x outer", "t") }, Outputs = { Value("t") } }, otherwise = new() { Nodes = { Node("Neg", "x", "t") }, Outputs = { Value("t") } };
            graph.Nodes.AddRange(
            [
                Node("Shape", "x", "s"), Node("Squeeze", "s", "n"), Node("Greater", "n two", "c"),
                Node("If", "c", "y", new OnnxAttribute("then_branch", then), new OnnxAttribute("else_branch", otherwise)),
            ]);
        });
        float[] x = new float[size];
        Array.Fill(x, 3);
        Assert.Equal(expected, model.Forward(Tensor.From(x, [size])).ToArray()[0]);
    }

    [Fact]
    public void TheDataMayChooseBetweenBranchesOfOneShape()
    {
        OnnxModel model = Load(graph =>
        {
            graph.Inputs.Add(Value("x", "n"));
            graph.Outputs.Add(Value("y"));
            OnnxGraph then = new() { Nodes = { Node("Relu", "x", "t") }, Outputs = { Value("t") } }, otherwise = new() { Nodes = { Node("Neg", "x", "t") }, Outputs = { Value("t") } };
            graph.Initializers.Add(OnnxTensor.Of("zero", [], [0f]));
            graph.Nodes.AddRange(
            [
                Node("ReduceMax", "x", "m", new OnnxAttribute("keepdims", 0L)), Node("Greater", "m zero", "c"),
                Node("If", "c", "y", new OnnxAttribute("then_branch", then), new OnnxAttribute("else_branch", otherwise)),
            ]);
        });
        Assert.Equal([2f, 0f], model.Forward(Tensor.From([2f, -1f], [2])).ToArray());
        Assert.Equal([2f, 1f], model.Forward(Tensor.From([-2f, -1f], [2])).ToArray());
    }

    [Fact]
    public void FunctionsTakeAttributesFromTheNodeThatCallsThem()
    {
        OnnxFunction function = new()
        {
            Name = "Leaky", Domain = "f", Inputs = ["a"], Outputs = ["c"], AttributeNames = ["slope"], AttributeDefaults = [new OnnxAttribute("factor", 10f)],
            Opsets = new Dictionary<string, long> { [""] = 16 },
            Nodes =
            [
                Node("LeakyRelu", "a", "b", new OnnxAttribute("alpha", OnnxAttributeKind.Float, "", "slope")),
                Node("Constant", "", "k", new OnnxAttribute("value_float", OnnxAttributeKind.Float, "", "factor")),
                Node("Mul", "b k", "c"),
            ],
        };
        OnnxModel model = Load(graph =>
        {
            graph.Inputs.Add(Value("x", "n"));
            graph.Outputs.Add(Value("y"));
            graph.Nodes.Add(new OnnxNode { OpType = "Leaky", Domain = "f", Inputs = ["x"], Outputs = ["h"], Attributes = [new OnnxAttribute("slope", 0.5f)] });
            graph.Nodes.Add(new OnnxNode { OpType = "Leaky", Domain = "f", Inputs = ["h"], Outputs = ["y"], Attributes = [new OnnxAttribute("slope", 0.25f), new OnnxAttribute("factor", 1f)] });
        }, more: file => file.Functions.Add(function));
        Assert.Equal([-2.5f, 20f], model.Forward(Tensor.From([-2f, 2f], [2])).ToArray());
    }

    [Fact]
    public void AnInputOfAFunctionMayBeLeftOut()
    {
        OnnxFunction function = new()
        {
            Name = "F", Domain = "f", Inputs = ["a", "low", "high"], Outputs = ["b"], Opsets = new Dictionary<string, long> { [""] = 17 }, Nodes = [Node("Clip", "a low high", "b")],
        };
        OnnxModel model = Load(graph =>
        {
            graph.Inputs.Add(Value("x", "n"));
            graph.Outputs.Add(Value("y"));
            graph.Initializers.Add(OnnxTensor.Of("one", [], [1f]));
            graph.Nodes.Add(new OnnxNode { OpType = "F", Domain = "f", Inputs = ["x", "", "one"], Outputs = ["y"] });
        }, more: file => file.Functions.Add(function));
        Assert.Equal([-2f, 1f], model.Forward(Tensor.From([-2f, 2f], [2])).ToArray());
    }

    [Fact]
    public void WeightsStatisticsAndConstantsAreToldApart()
    {
        OnnxModel model = Load(graph =>
        {
            graph.Inputs.Add(Value("x", "n", 2, 4, 4));
            graph.Outputs.Add(Value("y"));
            OnnxTensor Four(string name) => OnnxTensor.Of(name, [3], new float[3].AsSpan());
            graph.Initializers.AddRange(
            [
                OnnxTensor.Of("kernels", [3, 2, 1, 2], new float[12].AsSpan()), Four("scale"), Four("shift"), Four("mean"), Four("variance"), OnnxTensor.Of("half", [], [0.5f]),
                OnnxTensor.Of("low", [], [0f]), OnnxTensor.Of("shape", [2], [0L, -1L]), OnnxTensor.Of("place", [1, 27], new float[27].AsSpan()), OnnxTensor.Of("unused", [1], [0f]),
            ]);
            graph.Nodes.AddRange(
            [
                Node("Conv", "x kernels", "a", new OnnxAttribute("strides", (IReadOnlyList<long>)[1, 1])), Node("Identity", "scale", "again"), Node("BatchNormalization", "a again shift mean variance", "b"),
                Node("Clip", "b low", "c"), Node("Mul", "c half", "d"), Node("Slice", "d zero three axis", "e"), Node("Reshape", "e shape", "f"), Node("Add", "f place", "y"),
            ]);
            graph.Initializers.AddRange([OnnxTensor.Of("zero", [1], [0L]), OnnxTensor.Of("three", [1], [3L]), OnnxTensor.Of("axis", [1], [2L])]);
        });
        Assert.Equal(["again", "kernels", "mean", "place", "shift", "variance"], model.Variables().Select(variable => variable.Name!).Order());
        Assert.Equal(["again", "kernels", "place", "shift"], model.Parameters().Select(variable => variable.Name!).Order());
        Assert.Equal([3, 1, 2, 2], model.Variables().Single(variable => variable.Name == "kernels").Shape);
        Assert.Equal([3, 2, 1, 2], model.Weights().Single(weight => weight.Name == "kernels").Layout.FileShape);
        Assert.Equal([5, 27], model.Forward(Tensor.Zeros([5, 2, 4, 4])).Shape);
    }

    [Fact]
    public void AnErrorOfAnOperatorNamesItsNode()
    {
        OnnxModel model = Load(graph =>
        {
            graph.Inputs.Add(new OnnxValueInfo("x", OnnxElementType.Float, null));
            graph.Outputs.Add(Value("y"));
            graph.Initializers.Add(OnnxTensor.Of("w", [3, 2, 1, 1], new float[6].AsSpan()));
            graph.Nodes.Add(Node("Conv", "x w", "y"));
        });
        ShapeException error = Assert.Throws<ShapeException>(() => model.Forward(Tensor.Zeros([1, 5, 4, 4])));
        Assert.Contains("the node Conv 'y' with inputs Float (1, 5, 4, 4), Float (3, 2, 1, 1)", error.Message, StringComparison.Ordinal);
        Assert.Contains("input has 5 channels", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ShapesThatFollowFromPixelsAreRefusedWithTheNode()
    {
        OnnxModel model = Load(graph =>
        {
            graph.Inputs.Add(Value("x", "n"));
            graph.Outputs.Add(Value("y"));
            graph.Nodes.AddRange([Node("Cast", "x", "s", new OnnxAttribute("to", 7L)), Node("ConstantOfShape", "s", "y")]);
        });
        Assert.Contains("ConstantOfShape 'y': input 0 follows from the data", Assert.Throws<BadFileException>(() => model.Forward(Tensor.Zeros([2]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NetworksWhoseImagesAreChannelsLastThemselvesAreTakenAsTheyAre()
    {
        OnnxModel model = Load(graph =>
        {
            graph.Inputs.Add(Value("x", "n", 8, 6, 3));
            graph.Outputs.Add(Value("y"));
            graph.Initializers.Add(OnnxTensor.Of("w", [3, 3, 1, 1], [1f, 0f, 0f, 0f, 1f, 0f, 0f, 0f, 1f]));
            graph.Nodes.AddRange([Node("Transpose", "x", "t", new OnnxAttribute("perm", (IReadOnlyList<long>)[0, 3, 1, 2])), Node("Conv", "t w", "c"),
                Node("Transpose", "c", "y", new OnnxAttribute("perm", (IReadOnlyList<long>)[0, 2, 3, 1]))]);
        });
        OnnxImageModel images = model.AsImageModel();
        Assert.True(images.IsChannelsLast);
        Assert.Equal([8, 6, 3], images.Image);
        float[] x = [.. Enumerable.Range(0, 144).Select(i => (float)i)];
        Tensor y = images.Forward(Tensor.From(x, [1, 8, 6, 3]));
        Assert.Equal(x, y.ToArray());
        Assert.DoesNotContain(GraphWalk.From(y), node => node.Operation?.Name == "Transpose");
    }
}
