using Fovea.Tensors;

namespace Fovea.Onnx.Export;

/// <summary>The ONNX graph that is being made: nodes in order, initialisers, and names that are each given once.</summary>
sealed class ExportGraph
{
    readonly List<OnnxNode> nodes = [];
    readonly Dictionary<string, OnnxTensor> initializers = [];
    readonly Dictionary<string, string> known = [];
    readonly Dictionary<string, int> given = [];
    readonly Dictionary<string, string> truths = [];

    /// <summary>Where in the network the next nodes stand: their names begin with it.</summary>
    public string Path { get; set; } = "";

    /// <summary>The node of an imported graph that the next nodes stand for, and its operator: the same operator gets the same name.</summary>
    public (string Name, string Operator)? Step { get; set; }

    /// <summary>Adds a node with one result and gives that value's name.</summary>
    public string Emit(string operation, IReadOnlyList<string> inputs, params IReadOnlyList<OnnxAttribute> attributes) => Emit(operation, inputs, outputs: 1, attributes)[0];

    /// <summary>Adds a node with several results and gives their names.</summary>
    public IReadOnlyList<string> Emit(string operation, IReadOnlyList<string> inputs, int outputs, params IReadOnlyList<OnnxAttribute> attributes)
    {
        string name = Unique(Step is var (step, same) && same == operation ? step : $"{Prefix}{operation}");
        string[] results = [.. Enumerable.Range(0, outputs).Select(i => $"{name}_output_{i}")];
        nodes.Add(new OnnxNode { Name = name, OpType = operation, Inputs = inputs, Outputs = results, Attributes = attributes });
        return results;
    }

    /// <summary>A value of ones and zeros from one of truth values, which is remembered.</summary>
    public string FromTruth(string truth)
    {
        string number = Emit("Cast", [truth], [new("to", (long)OnnxElementType.Float)]);
        truths[number] = truth;
        return number;
    }

    /// <summary>The truth value of each number: whether it is not 0.</summary>
    public string ToTruth(string number) => truths.TryGetValue(number, out string? truth) ? truth : Emit("Cast", [number], [new("to", (long)OnnxElementType.Bool)]);

    /// <summary>A list of whole numbers, such as axes and sizes.</summary>
    public string Integers(params ReadOnlySpan<long> values) => Integers([values.Length], values);

    /// <summary>Whole numbers of a shape.</summary>
    public string Integers(long[] dims, ReadOnlySpan<long> values)
    {
        long[] numbers = values.ToArray();
        return Known($"({string.Join(',', dims)}) {string.Join(',', numbers)}", () => OnnxTensor.Of(Unique($"{Prefix}Constant"), dims, numbers));
    }

    /// <summary>A single number.</summary>
    public string Number(double value) =>
        Known($"float {BitConverter.SingleToInt32Bits((float)value)}", () => OnnxTensor.Of(Unique($"{Prefix}Constant"), [], [(float)value]));

    /// <summary>A tensor whose values are computed when they are written.</summary>
    /// <param name="name">What it is to be called, if that name is still free.</param>
    /// <param name="key">What tells it from all others; the same one twice is one initialiser.</param>
    /// <param name="dims">Its sizes.</param>
    /// <param name="values">Makes the values.</param>
    public string Tensor(string? name, string key, long[] dims, Func<Tensor> values) =>
        Known(key, () => new OnnxTensor(Unique(name ?? $"{Prefix}Constant"), OnnxElementType.Float, dims, new TensorBytes(dims, values)));

    /// <summary>Keeps a name for something that comes from outside.</summary>
    public string Reserve(string name) => Unique(name);

    /// <summary>The graph: what is needed for the outputs, whose values get the names that they are to have.</summary>
    public OnnxGraph Finish(string name, IReadOnlyList<OnnxValueInfo> inputs, IReadOnlyList<(string Value, OnnxValueInfo Output)> outputs)
    {
        Dictionary<string, string> renamed = [];
        HashSet<string> made = [.. nodes.SelectMany(node => node.Outputs)];
        foreach (var (value, output) in outputs)
            // What is given, or is a result under another name already, is passed on.
            if (!made.Contains(value) || !renamed.TryAdd(value, output.Name))
                nodes.Add(new OnnxNode { Name = Unique("/Identity"), OpType = "Identity", Inputs = [value], Outputs = [output.Name] });
        OnnxGraph graph = new() { Name = name };
        HashSet<string> needed = [.. outputs.Select(output => output.Value), .. outputs.Select(output => output.Output.Name)];
        for (int i = nodes.Count - 1; i >= 0; i--)
            if (nodes[i].Outputs.Any(needed.Contains)) needed.UnionWith(nodes[i].Inputs);
        string Renamed(string value) => renamed.GetValueOrDefault(value, value);
        graph.Nodes.AddRange(nodes.Where(node => node.Outputs.Any(needed.Contains)).Select(node => new OnnxNode
        {
            Name = node.Name, OpType = node.OpType, Attributes = node.Attributes, Inputs = [.. node.Inputs.Select(Renamed)], Outputs = [.. node.Outputs.Select(Renamed)],
        }));
        graph.Initializers.AddRange(initializers.Values.Where(tensor => needed.Contains(tensor.Name)));
        graph.Inputs.AddRange(inputs);
        graph.Outputs.AddRange(outputs.Select(output => output.Output));
        return graph;
    }

    string Prefix => Step is var (step, _) ? $"{step}/" : Path.Length == 0 ? "/" : $"/{Path.Replace('.', '/')}/";

    string Known(string key, Func<OnnxTensor> make)
    {
        if (known.TryGetValue(key, out string? name)) return name;
        OnnxTensor tensor = make();
        initializers.Add(tensor.Name, tensor);
        return known[key] = tensor.Name;
    }

    string Unique(string name)
    {
        if (given.TryAdd(name, 0)) return name;
        string next;
        do next = $"{name}_{++given[name]}";
        while (!given.TryAdd(next, 0));
        return next;
    }
}
