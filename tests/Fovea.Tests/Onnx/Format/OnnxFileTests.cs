using System.Globalization;
using System.Text.Json;
using Fovea.Onnx;
using Fovea.Tests.Data;
using Fovea.Tests.Layers;

namespace Fovea.Tests.Onnx;

/// <summary>Files that the onnx package wrote (bench/reference/onnx_files.py), and what is written here and read again.</summary>
public sealed class OnnxFileTests : IDisposable
{
    static readonly IReadOnlyDictionary<string, JsonElement> Files = Expected.Cases("onnx-files.expected.json");

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    string Unpack(string name) => folder.Write($"{name}.onnx", PackedOnnx.Bytes(Files[name].GetProperty("model")));

    [Theory]
    [InlineData("types")]
    [InlineData("unpacked")]
    public void TensorsOfEveryTypeAreReadHoweverTheyAreStored(string name)
    {
        using OnnxFile file = OnnxFile.Read(Unpack(name));
        CheckTensors(file, name);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WhatIsWrittenIsReadAgain(bool externalData)
    {
        string path = folder["again.onnx"];
        using (OnnxFile file = OnnxFile.Read(Unpack("types")))
        {
            file.Graph.Initializers.Add(OnnxTensor.Of("large", [3, 1000], new float[3000].AsSpan()));
            file.Write(path, externalData);
        }
        Assert.Equal(externalData, File.Exists(path + ".data"));
        using OnnxFile again = OnnxFile.Read(path);
        Assert.Equal(12000, again.Graph.Initializers[^1].Data.ByteLength);
        again.Graph.Initializers.RemoveAt(again.Graph.Initializers.Count - 1);
        CheckTensors(again, "types");
        Assert.Equal(("maker", "1.5", 15L, 2L), (again.Producer, again.ProducerVersion, again.Opsets[""], again.Opsets["my.domain"]));
        Assert.Equal("Wert", again.Metadata["Schlüssel"]);
        Assert.Equal("x Float (n, 3, ?, 5)", again.Graph.Inputs.Single().ToString());
        Assert.Equal("y Float (...)", again.Graph.Outputs.Single().ToString());
        Assert.Equal("the graph", again.Graph.Name);
    }

    static void CheckTensors(OnnxFile file, string name)
    {
        Dictionary<string, JsonElement> expected = Files[name].GetProperty("tensors").EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value);
        Assert.Equal(expected.Keys.Order(), file.Graph.Initializers.Select(tensor => tensor.Name).Order());
        foreach (OnnxTensor tensor in file.Graph.Initializers)
        {
            string[] values = [.. expected[tensor.Name].EnumerateArray().Select(value => value.GetString()!)];
            if (tensor.Type == OnnxElementType.String)
            {
                Assert.Equal(values, tensor.Strings);
                continue;
            }
            if (tensor.Type.IsInteger()) Assert.Equal(values.Select(value => long.Parse(value, CultureInfo.InvariantCulture)), tensor.ReadIntegers());
            double[] numbers = [.. values.Select(value => double.Parse(value, CultureInfo.InvariantCulture))];
            Assert.Equal(numbers, tensor.ReadDoubles());
            float[] floats = new float[tensor.Count];
            tensor.ReadFloats(0, floats);
            Assert.Equal(numbers.Select(value => (float)value), floats);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AttributesOfEveryKindAreRead(bool writtenAgain)
    {
        string path = Unpack("attributes");
        if (writtenAgain)
            using (OnnxFile file = OnnxFile.Read(path)) file.Write(path = folder["again.onnx"]);
        using OnnxFile read = OnnxFile.Read(path);
        OnnxNode node = read.Graph.Nodes.Single();
        Assert.Equal("my.domain.All 'the node'", node.ToString());
        Assert.Equal(["x", "", "x"], node.Inputs);
        Assert.Equal(1.5f, node.Attribute("f")!.Value);
        Assert.Equal(-7L, node.Attribute("i")!.Value);
        Assert.Equal(0L, node.Attribute("zero")!.Value);
        Assert.Equal("text", node.Attribute("s")!.Value);
        Assert.Equal("", node.Attribute("nothing")!.Value);
        Assert.Equal([1.5f, -2.5f], (IReadOnlyList<float>)node.Attribute("floats")!.Value);
        Assert.Equal([1L, -2L, 1L << 40], (IReadOnlyList<long>)node.Attribute("ints")!.Value);
        Assert.Equal([], (IReadOnlyList<long>)node.Attribute("empty")!.Value);
        Assert.Equal(["a", "b"], (IReadOnlyList<string>)node.Attribute("strings")!.Value);
        Assert.Equal([1.0, 2.0], ((OnnxTensor)node.Attribute("t")!.Value).ReadDoubles());
        Assert.Equal(2, ((IReadOnlyList<OnnxTensor>)node.Attribute("tensors")!.Value).Count);
        Assert.Equal("inner", ((OnnxGraph)node.Attribute("g")!.Value).Name);
        Assert.Equal("z", node.Attribute("graphs")!.Graphs.Single().Outputs.Single().Name);
        Assert.Null(node.Attribute("missing"));
    }

    [Fact]
    public void FunctionsAreReadAndWritten()
    {
        string path = folder["again.onnx"];
        using (OnnxFile file = OnnxFile.Read(Unpack("function"))) file.Write(path);
        using OnnxFile read = OnnxFile.Read(path);
        OnnxFunction function = read.Functions.Single();
        Assert.Equal(("my.domain", "Twice", "slope"), (function.Domain, function.Name, function.AttributeNames.Single()));
        Assert.Equal(["Mul", "Selu"], function.Nodes.Select(node => node.OpType));
        Assert.Equal("slope", function.Nodes[1].Attribute("alpha")!.Reference);
        Assert.Equal(15, function.Opsets[""]);
    }

    [Fact]
    public void AFileTooLargeForTheFormatIsRefusedBeforeItIsWritten()
    {
        OnnxFile file = new();
        for (int i = 0; i < 3; i++) file.Graph.Initializers.Add(new OnnxTensor($"w{i}", OnnxElementType.UInt8, [1 << 30], new Zeros(1 << 30)));
        FoveaException error = Assert.Throws<FoveaException>(() => file.Write(folder["large.onnx"]));
        Assert.Contains("external data", error.Message, StringComparison.Ordinal);
        Assert.Empty(folder.Files);
    }

    [Fact]
    public void TensorsThatDoNotFitTheirDataCannotBeMade()
    {
        Assert.Throws<ArgumentException>(() => OnnxTensor.Of("w", [2, 2], new float[3].AsSpan()));
        Assert.Throws<ArgumentException>(() => new OnnxTensor("w", OnnxElementType.Complex64, [1], OnnxData.Of(new byte[8])));
    }

    sealed class Zeros(long length) : OnnxData
    {
        public override long ByteLength => length;

        public override void Read(long offset, Span<byte> destination) => throw new InvalidOperationException("the data must not be read");
    }
}
