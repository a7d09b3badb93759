using System.Globalization;

namespace Fovea.Onnx;

/// <summary>Writes the messages of an ONNX file, by their field numbers in onnx.proto. Numbers of tensors are always written raw.</summary>
internal sealed class OnnxWriter
{
    /// <summary>Smaller tensors stay in the model itself: they are shapes and the like, which readers want at hand.</summary>
    const long SmallestExternal = 1024;

    /// <summary>External data begin at multiples of this, so that they can be mapped into memory.</summary>
    const long Alignment = 4096;

    readonly string? dataFile;
    readonly List<(OnnxData Data, long Offset)> external = [];
    long externalEnd;

    OnnxWriter(string? dataFile) => this.dataFile = dataFile;

    public static void Write(OnnxFile file, string path, bool externalData)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        OnnxWriter writer = new(externalData ? Path.GetFileName(path) + ".data" : null);
        WireWriter message = new();
        writer.Model(message, file);
        if (message.Length > int.MaxValue) throw TooLarge(message.Length);
        // The data first: a model that stands under its name has all that it names.
        if (writer.external.Count > 0) AtomicFile.Write(path + ".data", writer.WriteExternal);
        AtomicFile.Write(path, message.CopyTo);
    }

    /// <summary>The error for more than protobuf's lengths can say.</summary>
    public static FoveaException TooLarge(long length) =>
        new($"the ONNX file would have {length} bytes or more, the format allows {int.MaxValue}", "write it with external data, in a second file beside");

    void WriteExternal(Stream stream)
    {
        long at = 0;
        foreach (var (data, offset) in external)
        {
            stream.Write(new byte[offset - at]);
            data.WriteTo(stream);
            at = offset + data.ByteLength;
        }
    }

    void Model(WireWriter to, OnnxFile file)
    {
        to.Integer(1, file.IrVersion);
        to.TextIfAny(2, file.Producer);
        to.TextIfAny(3, file.ProducerVersion);
        to.Message(7, graph => Graph(graph, file.Graph));
        foreach (var (domain, version) in file.Opsets) to.Message(8, opset => Opset(opset, domain, version));
        foreach (var (key, value) in file.Metadata) to.Message(14, entry => Entry(entry, key, value));
        foreach (OnnxFunction function in file.Functions) to.Message(25, message => Function(message, function));
    }

    void Graph(WireWriter to, OnnxGraph graph)
    {
        foreach (OnnxNode node in graph.Nodes) to.Message(1, message => Node(message, node));
        to.Text(2, graph.Name);
        foreach (OnnxTensor tensor in graph.Initializers) to.Message(5, message => Tensor(message, tensor));
        foreach (OnnxValueInfo input in graph.Inputs) to.Message(11, message => ValueInfo(message, input));
        foreach (OnnxValueInfo output in graph.Outputs) to.Message(12, message => ValueInfo(message, output));
        foreach (OnnxValueInfo value in graph.Values) to.Message(13, message => ValueInfo(message, value));
    }

    void Node(WireWriter to, OnnxNode node)
    {
        foreach (string input in node.Inputs) to.Text(1, input);
        foreach (string output in node.Outputs) to.Text(2, output);
        to.TextIfAny(3, node.Name);
        to.Text(4, node.OpType);
        foreach (OnnxAttribute attribute in node.Attributes) to.Message(5, message => Attribute(message, attribute));
        to.TextIfAny(7, node.Domain);
    }

    void Attribute(WireWriter to, OnnxAttribute attribute)
    {
        to.Text(1, attribute.Name);
        to.Integer(20, (long)attribute.Kind);
        if (attribute.Reference is { } reference)
        {
            to.Text(21, reference);
            return;
        }
        switch (attribute.Value)
        {
            case float value: to.Float(2, value); break;
            case long value: to.Integer(3, value); break;
            case string value: to.Text(4, value); break;
            case OnnxTensor value: to.Message(5, message => Tensor(message, value)); break;
            case OnnxGraph value: to.Message(6, message => Graph(message, value)); break;
            case IReadOnlyList<float> values: to.Floats(7, values); break;
            case IReadOnlyList<long> values: to.Integers(8, values); break;
            case IReadOnlyList<string> values:
                foreach (string value in values) to.Text(9, value);
                break;
            case IReadOnlyList<OnnxTensor> values:
                foreach (OnnxTensor value in values) to.Message(10, message => Tensor(message, value));
                break;
            case IReadOnlyList<OnnxGraph> values:
                foreach (OnnxGraph value in values) to.Message(11, message => Graph(message, value));
                break;
        }
    }

    void Tensor(WireWriter to, OnnxTensor tensor)
    {
        to.Integers(1, tensor.Dims);
        to.Integer(2, (long)tensor.Type);
        to.TextIfAny(8, tensor.Name);
        if (tensor.Type == OnnxElementType.String)
            foreach (string text in tensor.Strings) to.Text(6, text);
        else if (dataFile is null || tensor.Data.ByteLength < SmallestExternal) to.Data(9, tensor.Data);
        else
        {
            long offset = (externalEnd + Alignment - 1) / Alignment * Alignment;
            external.Add((tensor.Data, offset));
            externalEnd = offset + tensor.Data.ByteLength;
            to.Message(13, entry => Entry(entry, "location", dataFile));
            to.Message(13, entry => Entry(entry, "offset", offset.ToString(CultureInfo.InvariantCulture)));
            to.Message(13, entry => Entry(entry, "length", tensor.Data.ByteLength.ToString(CultureInfo.InvariantCulture)));
            to.Integer(14, 1);
        }
    }

    static void ValueInfo(WireWriter to, OnnxValueInfo value)
    {
        to.Text(1, value.Name);
        if (value.Type == OnnxElementType.Undefined) return;
        to.Message(2, type => type.Message(1, tensor =>
        {
            tensor.Integer(1, (long)value.Type);
            if (value.Dims is not null) tensor.Message(2, shape => Shape(shape, value.Dims));
        }));
    }

    static void Shape(WireWriter to, IReadOnlyList<OnnxDimension> dims)
    {
        foreach (OnnxDimension dimension in dims)
            to.Message(1, message =>
            {
                if (dimension.Size is { } size) message.Integer(1, size);
                else if (dimension.Name is { } name) message.Text(2, name);
            });
    }

    void Function(WireWriter to, OnnxFunction function)
    {
        to.Text(1, function.Name);
        foreach (string input in function.Inputs) to.Text(4, input);
        foreach (string output in function.Outputs) to.Text(5, output);
        foreach (string name in function.AttributeNames) to.Text(6, name);
        foreach (OnnxNode node in function.Nodes) to.Message(7, message => Node(message, node));
        foreach (var (domain, version) in function.Opsets) to.Message(9, opset => Opset(opset, domain, version));
        to.TextIfAny(10, function.Domain);
        foreach (OnnxAttribute attribute in function.AttributeDefaults) to.Message(11, message => Attribute(message, attribute));
    }

    static void Opset(WireWriter to, string domain, long version)
    {
        to.TextIfAny(1, domain);
        to.Integer(2, version);
    }

    static void Entry(WireWriter to, string key, string value)
    {
        to.Text(1, key);
        to.Text(2, value);
    }
}
