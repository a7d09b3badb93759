using Fovea.Onnx;
using Fovea.Tensors;
using Fovea.Tests.Data;
using static Fovea.Tests.Onnx.PackedOnnx;

namespace Fovea.Tests.Onnx;

/// <summary>Graphs that make no sense, or use what is not supported: one clear error each when they are loaded.</summary>
public sealed class OnnxProgramTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    string Refused(Action<OnnxGraph> build, long opset = 17, Action<OnnxFile>? more = null)
    {
        string path = Write(folder, graph =>
        {
            graph.Inputs.Add(Value("x", "n", 3));
            build(graph);
            if (graph.Outputs.Count == 0) graph.Outputs.Add(Value("y", "n", 3));
        }, opset, more);
        BadFileException error = Assert.Throws<BadFileException>(() => OnnxModel.Load(path));
        Assert.Equal(path, error.File);
        return error.Message;
    }

    [Fact]
    public void ACyclicGraphIsShown()
    {
        string message = Refused(graph => graph.Nodes.AddRange([Node("Add", "x c", "a"), Node("Relu", "a", "b"), Node("Neg", "b", "c"), Node("Relu", "c", "y")]));
        Assert.Contains("cyclic: Neg 'c' -> Relu 'b' -> Add 'a' -> Neg 'c'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void AGraphWithoutOutputsIsRefused()
    {
        string path = Write(folder, graph => graph.Inputs.Add(Value("x")));
        Assert.Contains("no output", Assert.Throws<BadFileException>(() => OnnxModel.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AValueThatIsItsOwnInputIsACycle() => Assert.Contains("cyclic", Refused(graph => graph.Nodes.Add(Node("Add", "x y", "y"))), StringComparison.Ordinal);

    [Theory]
    [InlineData(6)]
    [InlineData(22)]
    [InlineData(0)]
    [InlineData(long.MaxValue)]
    public void OtherVersionsOfTheOperatorsAreRefused(long opset)
    {
        string message = Refused(graph => graph.Nodes.Add(Node("Relu", "x", "y")), opset);
        Assert.Contains($"version {opset}", message, StringComparison.Ordinal);
        Assert.Contains("7 to 21", message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileWithoutAVersionIsRefused() =>
        Assert.Contains("version 1", Refused(graph => graph.Nodes.Add(Node("Relu", "x", "y")), more: file => file.Opsets.Clear()), StringComparison.Ordinal);

    [Fact]
    public void NamesThatNothingDefinesAndThatTwoNodesDefineAreNamed()
    {
        Assert.Contains("Relu 'y' reads the value 'z'", Refused(graph => graph.Nodes.Add(Node("Relu", "z", "y"))), StringComparison.Ordinal);
        Assert.Contains("output 'z'", Refused(graph => graph.Outputs.Add(Value("z"))), StringComparison.Ordinal);
        Assert.Contains("'y' is defined twice: by the node Neg 'y' and by the node Relu 'y'", Refused(graph => graph.Nodes.AddRange([Node("Relu", "x", "y"), Node("Neg", "x", "y")])), StringComparison.Ordinal);
        Assert.Contains("'x' is defined twice", Refused(graph => graph.Nodes.Add(Node("Relu", "x", "x"))), StringComparison.Ordinal);
        Assert.Contains("two inputs 'x'", Refused(graph => graph.Inputs.Add(Value("x"))), StringComparison.Ordinal);
        Assert.Contains("two initialisers", Refused(graph => graph.Initializers.AddRange([OnnxTensor.Of("w", [], [1f]), OnnxTensor.Of("w", [], [1f])])), StringComparison.Ordinal);
    }

    [Fact]
    public void AllMissingOperatorsAreListedWithTheirNodes()
    {
        OnnxGraph branch = new() { Nodes = { Node("Inner", "x", "z") }, Outputs = { Value("z") } };
        string message = Refused(graph => graph.Nodes.AddRange(
        [
            Node("Strange", "x", "a"), Node("Strange", "a", "b"), new OnnxNode { OpType = "Relu", Domain = "my.domain", Name = "other", Inputs = ["b"], Outputs = ["c"] },
            Node("Unused", "x", "unused"), Node("Equal", "x x", "e"), Node("If", "e", "y", new OnnxAttribute("then_branch", branch), new OnnxAttribute("else_branch", new OnnxGraph())),
            Node("Add", "c y", "r"),
        ]), more: file => file.Graph.Outputs.Add(Value("r")));
        Assert.Contains("3 operators are not supported: Inner (node 'z' in a graph of the node If 'y'); Strange (node 'a', 'b'); my.domain.Relu (node 'other')", message, StringComparison.Ordinal);
        Assert.DoesNotContain("Unused", message, StringComparison.Ordinal);
    }

    [Fact]
    public void FunctionsThatCallOneAnotherInACircleAreRefused()
    {
        static OnnxFunction Calling(string name, string other) => new()
        {
            Name = name, Domain = "f", Inputs = ["a"], Outputs = ["b"], Nodes = [new OnnxNode { OpType = other, Domain = "f", Inputs = ["a"], Outputs = ["b"] }],
            Opsets = new Dictionary<string, long> { [""] = 17, ["f"] = 1 },
        };
        string message = Refused(graph => graph.Nodes.Add(new OnnxNode { OpType = "A", Domain = "f", Inputs = ["x"], Outputs = ["y"] }),
            more: file => file.Functions.AddRange([Calling("A", "B"), Calling("B", "A")]));
        Assert.Contains("calls itself", message, StringComparison.Ordinal);
    }

    [Fact]
    public void FunctionsThatStandForTooManyNodesEndWithAnError()
    {
        OnnxFunction[] functions = [.. Enumerable.Range(0, 40).Select(i => new OnnxFunction
        {
            Name = $"f{i}", Domain = "f", Inputs = ["a"], Outputs = ["c"], Opsets = new Dictionary<string, long> { [""] = 17, ["f"] = 1 },
            Nodes = i == 39 ? [Node("Relu", "a", "c")] :
            [
                new OnnxNode { OpType = $"f{i + 1}", Domain = "f", Inputs = ["a"], Outputs = ["b"] },
                new OnnxNode { OpType = $"f{i + 1}", Domain = "f", Inputs = ["b"], Outputs = ["c"] },
            ],
        })];
        string path = Write(folder, graph =>
        {
            graph.Nodes.Add(new OnnxNode { OpType = "f0", Domain = "f", Inputs = ["x"], Outputs = ["y"] });
            graph.Inputs.Add(Value("x"));
            graph.Outputs.Add(Value("y"));
        }, more: file => file.Functions.AddRange(functions));
        OnnxModel model = OnnxModel.Load(path);
        Assert.Contains("more than", Assert.Throws<BadFileException>(() => model.Forward(Tensor.Zeros([]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ATypeThatIsNotReadIsNamed()
    {
        string path = folder.Write("x.onnx", WireBytes.ModelOf(WireBytes.Field(8, "w"), WireBytes.Field(1, 1), WireBytes.Field(2, 14), WireBytes.Field(9, new byte[8])));
        Assert.Contains("'w' has elements of type Complex64", Assert.Throws<BadFileException>(() => OnnxModel.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SparseTensorsAreRefusedByName()
    {
        byte[] values = [.. WireBytes.Field(1, WireBytes.Field(8, "rare"), WireBytes.Field(1, 1), WireBytes.Field(2, 1), WireBytes.Field(9, new byte[4]))];
        string path = folder.Write("x.onnx", [.. WireBytes.Field(7, [.. WireBytes.Field(15, values), .. WireBytes.Field(12, WireBytes.Field(1, "y"))]), .. WireBytes.Field(8, WireBytes.Field(2, 17))]);
        Assert.Contains("'rare' is a sparse tensor", Assert.Throws<BadFileException>(() => OnnxModel.Load(path)).Message, StringComparison.Ordinal);
    }
}
