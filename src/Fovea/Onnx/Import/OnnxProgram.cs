using System.Text;
using Fovea.Weights;

namespace Fovea.Onnx;

/// <summary>
/// The graph of a file, checked and put in order: every value is written once and before it is read, every operator is known in the version that the file uses.
/// </summary>
internal sealed class OnnxProgram
{
    /// <summary>How many bytes of weights may be kept twice, beside as many as the file holds.</summary>
    const long Spare = 1 << 24;

    readonly OnnxFile file;
    readonly Dictionary<OnnxGraph, IReadOnlyList<OnnxNode>> orders = new(ReferenceEqualityComparer.Instance);
    readonly Dictionary<(string Domain, string Name), (OnnxGraph Body, OnnxFunction Function)> functions = [];
    readonly List<(OnnxNode Node, string Place)> missing = [];

    /// <summary>Checks a file.</summary>
    /// <exception cref="BadFileException">The graph makes no sense, or uses what is not supported; the message names it.</exception>
    public OnnxProgram(OnnxFile file)
    {
        this.file = file;
        CheckOpset(file.Opsets, "the file");
        if (file.HasTrainingInfo) throw Bad("holds graphs for training (training_info), which are not supported", "export it for inference");
        foreach (OnnxFunction function in file.Functions)
        {
            OnnxGraph body = new() { Name = function.Name };
            body.Nodes.AddRange(function.Nodes);
            body.Inputs.AddRange(function.Inputs.Select(name => new OnnxValueInfo(name, OnnxElementType.Undefined, null)));
            body.Outputs.AddRange(function.Outputs.Select(name => new OnnxValueInfo(name, OnnxElementType.Undefined, null)));
            if (!functions.TryAdd((function.Domain, function.Name), (body, function))) throw Bad($"defines the function {Quoted.Name(function.Name)} twice");
        }
        if (file.Graph.Outputs.Count == 0) throw Bad("the graph has no output");
        Prepare(file.Graph, [], file.Opsets, "");
        foreach (var (body, function) in functions.Values)
        {
            CheckOpset(function.Opsets, $"the function {Quoted.Name(function.Name)}");
            Prepare(body, [], function.Opsets, $" in function {Quoted.Name(function.Name)}");
        }
        CheckCalls();
        if (missing.Count > 0) throw Missing();
    }

    /// <summary>The whole graph.</summary>
    public OnnxGraph Graph => file.Graph;

    /// <summary>The versions of the operator sets that the graph uses, by domain.</summary>
    public IReadOnlyDictionary<string, long> Opsets => file.Opsets;

    /// <summary>The whole graph and all that lie in its nodes and in functions.</summary>
    public IEnumerable<OnnxGraph> Graphs => orders.Keys;

    /// <summary>The nodes of a graph that its outputs need, in an order in which every value is written before it is read.</summary>
    public IReadOnlyList<OnnxNode> Order(OnnxGraph graph) => orders[graph];

    /// <summary>The graph that a node stands for, where the file defines its operator itself.</summary>
    public (OnnxGraph Body, OnnxFunction Function)? Function(OnnxNode node) =>
        functions.TryGetValue((node.Domain, node.OpType), out (OnnxGraph, OnnxFunction) found) ? found : null;

    /// <summary>The attributes that nodes which call a function may leave out.</summary>
    public IEnumerable<OnnxAttribute> Defaults => file.Functions.SelectMany(function => function.AttributeDefaults);

    /// <summary>The names of all values that a node reads, those that the graphs inside it take from around them too.</summary>
    public static IEnumerable<string> Reads(OnnxNode node) =>
        node.Inputs.Where(name => name.Length > 0).Concat(node.Attributes.SelectMany(attribute => attribute.Graphs).SelectMany(Captured)).Distinct();

    static IEnumerable<string> Captured(OnnxGraph graph)
    {
        HashSet<string> own = new(Defined(graph), StringComparer.Ordinal);
        return graph.Nodes.SelectMany(Reads).Concat(graph.Outputs.Select(output => output.Name)).Where(name => !own.Contains(name));
    }

    static IEnumerable<string> Defined(OnnxGraph graph) =>
        graph.Inputs.Select(input => input.Name).Concat(graph.Initializers.Select(tensor => tensor.Name)).Concat(graph.Nodes.SelectMany(node => node.Outputs));

    void CheckOpset(IReadOnlyDictionary<string, long> opsets, string what)
    {
        long opset = opsets.GetValueOrDefault("", 1);
        if (opset is < OnnxOperators.FirstOpset or > OnnxOperators.LastOpset)
            throw Bad($"{what} uses version {opset} of the operators (opset), versions {OnnxOperators.FirstOpset} to {OnnxOperators.LastOpset} are supported",
                "export it again with another opset, such as 17, or convert it with onnx.version_converter");
    }

    void Prepare(OnnxGraph graph, HashSet<string> outer, IReadOnlyDictionary<string, long> opsets, string place)
    {
        Untie(graph);
        if (graph.SparseInitializers.Count > 0) throw Bad($"the initialiser {Quoted.Name(graph.SparseInitializers[0])} is a sparse tensor, which is not supported");
        Dictionary<string, OnnxNode?> writers = new(StringComparer.Ordinal);
        foreach (OnnxTensor tensor in graph.Initializers)
            if (!writers.TryAdd(tensor.Name, null)) throw Bad($"the value {Quoted.Name(tensor.Name)} is defined twice{place}: by two initialisers");
        HashSet<string> inputs = new(StringComparer.Ordinal);
        foreach (OnnxValueInfo input in graph.Inputs)
        {
            if (!inputs.Add(input.Name)) throw Bad($"there are two inputs {Quoted.Name(input.Name)}{place}");
            writers.TryAdd(input.Name, null);
        }
        foreach (OnnxNode node in graph.Nodes)
            foreach (string output in node.Outputs)
                if (output.Length > 0 && !writers.TryAdd(output, node))
                    throw Bad($"the value {Quoted.Name(output)} is defined twice{place}: by the node {node} and by {(writers[output] is { } other ? $"the node {other}" : "an input or an initialiser")}");

        foreach (OnnxNode node in graph.Nodes)
            foreach (string name in Reads(node))
                if (!writers.ContainsKey(name) && !outer.Contains(name)) throw Bad($"the node {node}{place} reads the value {Quoted.Name(name)}, which nothing defines");
        foreach (OnnxValueInfo output in graph.Outputs)
            if (!writers.ContainsKey(output.Name) && !outer.Contains(output.Name)) throw Bad($"the output {Quoted.Name(output.Name)}{place} is a value that nothing defines");

        List<OnnxNode> order = Sorted(graph, writers, place);
        orders.Add(graph, order);
        HashSet<string>? visible = null;
        foreach (OnnxNode node in order)
        {
            if (Function(node) is null && OnnxOperators.Find(node.Domain, node.OpType, opsets.GetValueOrDefault(node.Domain, 1)) is null) missing.Add((node, place));
            foreach (OnnxGraph inside in node.Attributes.SelectMany(attribute => attribute.Graphs)) Prepare(inside, visible ??= [.. outer, .. writers.Keys], opsets, $" in a graph of the node {node}{place}");
        }
    }

    /// <summary>
    /// PyTorch keeps weights that happen to be equal once, such as biases that are all 0, and gives them their own names by Identity nodes. They are weights of their own.
    /// </summary>
    static void Untie(OnnxGraph graph)
    {
        Dictionary<string, OnnxTensor> held = new(StringComparer.Ordinal);
        // A file could have a large tensor copied without end.
        long left = Spare;
        foreach (OnnxTensor tensor in graph.Initializers)
        {
            held.TryAdd(tensor.Name, tensor);
            left += tensor.Data.ByteLength;
        }
        graph.Nodes.RemoveAll(node =>
        {
            if (node is not { OpType: "Identity", Domain: "", Inputs: [var from], Outputs: [var to] } || !held.TryGetValue(from, out OnnxTensor? tensor) || !tensor.Type.IsFloating())
                return false;
            if ((left -= tensor.Data.ByteLength) < 0) return false;
            OnnxTensor own = new(to, tensor.Type, tensor.Dims, tensor.Data);
            graph.Initializers.Add(own);
            held.TryAdd(to, own);
            return true;
        });
    }

    /// <summary>The nodes that the outputs need, in order; an error where a value would be needed for itself.</summary>
    List<OnnxNode> Sorted(OnnxGraph graph, Dictionary<string, OnnxNode?> writers, string place)
    {
        List<OnnxNode> order = [];
        Dictionary<OnnxNode, bool> done = new(ReferenceEqualityComparer.Instance);
        // A stack of its own: a chain of nodes may be deeper than the thread's.
        Stack<(OnnxNode Node, IEnumerator<string> Reads)> stack = new();
        void Enter(string name)
        {
            if (writers.GetValueOrDefault(name) is not { } node) return;
            if (done.TryGetValue(node, out bool isDone))
            {
                if (!isDone) throw Cycle([.. stack.Select(entry => entry.Node)], node, place);
                return;
            }
            done.Add(node, false);
            stack.Push((node, Reads(node).GetEnumerator()));
        }
        foreach (OnnxValueInfo output in graph.Outputs)
        {
            Enter(output.Name);
            while (stack.TryPeek(out var top))
            {
                if (top.Reads.MoveNext()) Enter(top.Reads.Current);
                else
                {
                    order.Add(stack.Pop().Node);
                    done[top.Node] = true;
                }
            }
        }
        return order;
    }

    BadFileException Cycle(OnnxNode[] path, OnnxNode again, string place)
    {
        const int Shown = 8;
        // The stack has the last node first.
        OnnxNode[] cycle = [.. path.TakeWhile(node => node != again).Append(again).Reverse()];
        string nodes = string.Join(" -> ", cycle.Take(Shown).Select(node => node.ToString())) + (cycle.Length > Shown ? " -> ..." : "");
        return Bad($"the graph{place} is cyclic: {nodes} -> {again}");
    }

    /// <summary>A function that, through others, calls itself would never end.</summary>
    void CheckCalls()
    {
        HashSet<OnnxGraph> ended = new(ReferenceEqualityComparer.Instance), begun = new(ReferenceEqualityComparer.Instance);
        void Visit(OnnxGraph body, string name)
        {
            if (ended.Contains(body)) return;
            if (!begun.Add(body)) throw Bad($"the function {Quoted.Name(name)} calls itself");
            if (begun.Count - ended.Count > 64) throw Bad("its functions call one another more than 64 deep");
            foreach (OnnxNode node in Inside(body))
                if (Function(node) is { } called) Visit(called.Body, called.Function.Name);
            ended.Add(body);
        }
        foreach (var (body, function) in functions.Values) Visit(body, function.Name);
    }

    static IEnumerable<OnnxNode> Inside(OnnxGraph graph) =>
        graph.Nodes.Concat(graph.Nodes.SelectMany(node => node.Attributes).SelectMany(attribute => attribute.Graphs).SelectMany(Inside));

    BadFileException Missing()
    {
        const int Shown = 4;
        StringBuilder text = new();
        foreach (var group in missing.GroupBy(entry => entry.Node.Operator).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            if (text.Length > 0) text.Append("; ");
            text.Append($"{Quoted.Plain(group.Key)} (node {string.Join(", ", group.Take(Shown).Select(entry => $"{Quoted.Name(entry.Node.Label)}{entry.Place}"))}");
            text.Append(group.Count() > Shown ? $" and {group.Count() - Shown} more)" : ")");
        }
        int operators = missing.Select(entry => entry.Node.Operator).Distinct().Count();
        return Bad($"{(operators == 1 ? "an operator is" : $"{operators} operators are")} not supported: {text}");
    }

    BadFileException Bad(string reason, string? hint = null) => new(file.Path, reason, hint: hint);
}
