using System.Text;
using Fovea.Weights;

namespace Fovea.Onnx;

/// <summary>Reads the messages of an ONNX file, by their field numbers in onnx.proto. Documentation, annotations of quantisation and what is not known is stepped over.</summary>
internal sealed class OnnxReader
{
    readonly OnnxFile model;
    readonly MappedFile file;
    readonly WireReader reader;
    readonly ExternalData external;
    bool hasGraph;

    OnnxReader(OnnxFile model, MappedFile file) => (this.model, this.file, reader, external) = (model, file, new(file), new(model));

    public static OnnxFile Read(string path)
    {
        OnnxFile model = new() { Path = path };
        try
        {
            OnnxReader reader = new(model, model.Own(MappedFile.Open(path)));
            reader.reader.Fields(reader.ModelField);
            return reader.hasGraph ? model : throw new BadFileException(path, "this is no ONNX file, or it is damaged: it holds no graph");
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>A key with its value (StringStringEntryProto).</summary>
    public static (string Key, string Value) Entry(WireReader reader)
    {
        (string key, string value) = ("", "");
        reader.Message(field => field switch
        {
            1 => Set(out key, reader.Text()),
            2 => Set(out value, reader.Text()),
            _ => false,
        });
        return (key, value);
    }

    bool ModelField(int field) => field switch
    {
        1 => Do(() => model.IrVersion = reader.Integer()),
        2 => Do(() => model.Producer = reader.Text()),
        3 => Do(() => model.ProducerVersion = reader.Text()),
        7 => Do(() => (model.Graph, hasGraph) = (Graph(), true)),
        8 => Do(() => Opset(model.Opsets)),
        14 => Do(() =>
        {
            (string key, string value) = Entry(reader);
            model.Metadata[key] = value;
        }),
        20 => Skip(() => model.HasTrainingInfo = true),
        25 => Do(() => model.Functions.Add(Function())),
        _ => false,
    };

    void Opset(Dictionary<string, long> opsets)
    {
        (string domain, long version) = ("", 0L);
        reader.Message(field => field switch
        {
            1 => Set(out domain, reader.Text()),
            2 => Set(out version, reader.Integer()),
            _ => false,
        });
        opsets[Domain(domain)] = version;
    }

    OnnxGraph Graph()
    {
        string name = "";
        OnnxGraph graph = new();
        reader.Message(field => field switch
        {
            1 => Do(() => graph.Nodes.Add(Node())),
            2 => Set(out name, reader.Text()),
            5 => Do(() => graph.Initializers.Add(Tensor())),
            11 => Do(() => graph.Inputs.Add(ValueInfo())),
            12 => Do(() => graph.Outputs.Add(ValueInfo())),
            13 => Do(() => graph.Values.Add(ValueInfo())),
            15 => Do(() => graph.SparseInitializers.Add(SparseName())),
            _ => false,
        });
        graph.Name = name;
        return graph;
    }

    OnnxTensor Tensor() => new OnnxTensorReader(file, reader, external).Read();

    /// <summary>The name of a sparse tensor is that of its values.</summary>
    string SparseName()
    {
        string name = "";
        reader.Message(field => field == 1 && Do(() => name = Tensor().Name));
        return name;
    }

    OnnxNode Node()
    {
        (string name, string type, string domain) = ("", "", "");
        List<string> inputs = [], outputs = [];
        List<OnnxAttribute> attributes = [];
        reader.Message(field => field switch
        {
            1 => Do(() => inputs.Add(reader.Text())),
            2 => Do(() => outputs.Add(reader.Text())),
            3 => Set(out name, reader.Text()),
            4 => Set(out type, reader.Text()),
            5 => Do(() => attributes.Add(Attribute())),
            7 => Set(out domain, reader.Text()),
            _ => false,
        });
        OnnxNode node = new() { Name = name, OpType = type, Domain = Domain(domain), Inputs = inputs, Outputs = outputs, Attributes = attributes };
        if (attributes.GroupBy(attribute => attribute.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new BadFileException(model.Path, $"the node {node} has the attribute {Quoted.Name(twice.Key)} twice", reader.Position);
        return node;
    }

    OnnxAttribute Attribute()
    {
        string name = "";
        string? reference = null;
        OnnxAttributeKind said = 0, seen = 0;
        (float number, long integer, byte[] text, OnnxTensor? tensor, OnnxGraph? graph) = (0, 0, [], null, null);
        (List<float> floats, List<long> ints, List<string> strings, List<OnnxTensor> tensors, List<OnnxGraph> graphs) = ([], [], [], [], []);
        reader.Message(field => field switch
        {
            1 => Set(out name, reader.Text()),
            2 => See(OnnxAttributeKind.Float, () => number = reader.Float()),
            3 => See(OnnxAttributeKind.Int, () => integer = reader.Integer()),
            4 => See(OnnxAttributeKind.String, () => text = reader.Bytes()),
            5 => See(OnnxAttributeKind.Tensor, () => tensor = Tensor()),
            6 => See(OnnxAttributeKind.Graph, () => graph = Graph()),
            7 => See(OnnxAttributeKind.Floats, () => reader.Floats(floats)),
            8 => See(OnnxAttributeKind.Ints, () => reader.Integers(ints)),
            9 => See(OnnxAttributeKind.Strings, () => strings.Add(Encoding.UTF8.GetString(reader.Bytes()))),
            10 => See(OnnxAttributeKind.Tensors, () => tensors.Add(Tensor())),
            11 => See(OnnxAttributeKind.Graphs, () => graphs.Add(Graph())),
            20 => Do(() => said = (OnnxAttributeKind)reader.Integer()),
            21 => Set(out reference, reader.Text()),
            _ => false,
        });
        bool See(OnnxAttributeKind kind, Action read)
        {
            seen = kind;
            return Do(read);
        }
        // The first versions of the format did not say the kind; what is 0 or empty may be left out of the file.
        OnnxAttributeKind kind = said == OnnxAttributeKind.Undefined ? seen : said;
        object? value = kind switch
        {
            OnnxAttributeKind.Float => number,
            OnnxAttributeKind.Int => integer,
            OnnxAttributeKind.String => Encoding.UTF8.GetString(text),
            OnnxAttributeKind.Tensor => tensor,
            OnnxAttributeKind.Graph => graph,
            OnnxAttributeKind.Floats => floats,
            OnnxAttributeKind.Ints => ints,
            OnnxAttributeKind.Strings => strings,
            OnnxAttributeKind.Tensors => tensors,
            OnnxAttributeKind.Graphs => graphs,
            _ => "",
        };
        if (value is null && reference is null) throw new BadFileException(model.Path, $"the attribute {Quoted.Name(name)} is of kind {kind} but has no value", reader.Position);
        return new OnnxAttribute(name, kind, value ?? "", reference);
    }

    OnnxValueInfo ValueInfo()
    {
        string name = "";
        OnnxValueInfo info = new("", OnnxElementType.Undefined, null);
        reader.Message(field => field switch
        {
            1 => Set(out name, reader.Text()),
            2 => Do(() => info = Type()),
            _ => false,
        });
        return info with { Name = name };
    }

    OnnxValueInfo Type()
    {
        OnnxElementType type = OnnxElementType.Undefined;
        List<OnnxDimension>? dims = null;
        string kind = OnnxValueInfo.Tensor;
        reader.Message(field => field switch
        {
            1 => Do(() => reader.Message(part => part switch
            {
                1 => Set(out type, (OnnxElementType)reader.Integer()),
                2 => Do(() => dims = Dims()),
                _ => false,
            })),
            4 => Skip(() => kind = "sequence"),
            5 => Skip(() => kind = "map"),
            8 => Skip(() => kind = "sparse tensor"),
            9 => Skip(() => kind = "optional"),
            _ => false,
        });
        return new OnnxValueInfo("", type, dims, kind);
    }

    List<OnnxDimension> Dims()
    {
        List<OnnxDimension> dims = [];
        reader.Message(field => field == 1 && Do(() =>
        {
            OnnxDimension dimension = default;
            reader.Message(part => part switch
            {
                1 => Set(out dimension, reader.Integer()),
                2 => Set(out dimension, reader.Text()),
                _ => false,
            });
            // Some writers give unknown sizes as -1 or 0, or an empty name.
            dims.Add(dimension is { Size: <= 0 } or { Name: "" } ? default : dimension);
        }));
        return dims;
    }

    OnnxFunction Function()
    {
        (string name, string domain) = ("", "");
        List<string> inputs = [], outputs = [], names = [];
        List<OnnxAttribute> defaults = [];
        List<OnnxNode> nodes = [];
        Dictionary<string, long> opsets = new(StringComparer.Ordinal);
        reader.Message(field => field switch
        {
            1 => Set(out name, reader.Text()),
            4 => Do(() => inputs.Add(reader.Text())),
            5 => Do(() => outputs.Add(reader.Text())),
            6 => Do(() => names.Add(reader.Text())),
            7 => Do(() => nodes.Add(Node())),
            9 => Do(() => Opset(opsets)),
            10 => Set(out domain, reader.Text()),
            11 => Do(() => defaults.Add(Attribute())),
            _ => false,
        });
        return new OnnxFunction
        {
            Name = name, Domain = Domain(domain), Inputs = inputs, Outputs = outputs, AttributeNames = names, AttributeDefaults = defaults, Nodes = nodes, Opsets = opsets,
        };
    }

    /// <summary>ONNX's own domain has two names.</summary>
    static string Domain(string name) => name == "ai.onnx" ? "" : name;

    static bool Do(Action read)
    {
        read();
        return true;
    }

    static bool Skip(Action note)
    {
        note();
        return false;
    }

    static bool Set<T>(out T target, T value)
    {
        target = value;
        return true;
    }
}
