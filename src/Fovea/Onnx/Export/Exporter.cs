using Fovea.Layers;
using Fovea.Tensors;
using Fovea.Weights;

namespace Fovea.Onnx.Export;

/// <summary>
/// Writes a traced network as nodes of ONNX: walks from the inputs to the outputs and asks <see cref="ExportTable"/> for each operation, or a <see cref="Fusion"/> for
/// several at once. Keeps for every tensor the values that hold it, so that elements are moved only where an operator needs them in another order.
/// </summary>
sealed partial class Exporter
{
    readonly Dictionary<TracedNode, string> paths = [];
    readonly Constants constants;

    // An input and the axis of its value that is the batch, for sizes that are known only when the graph runs.
    (string Value, int Axis) batch;

    Exporter(IReadOnlyList<ModelWeight> weights, OnnxExportOptions options) => (constants, Options) = (new Constants(weights), options);

    /// <summary>The graph that is being made.</summary>
    public ExportGraph Graph { get; } = new();

    /// <summary>What was asked for.</summary>
    public OnnxExportOptions Options { get; }

    /// <summary>Makes the graph.</summary>
    /// <param name="network">The network.</param>
    /// <param name="inputs">What the inputs are called, and how they lie.</param>
    /// <param name="outputs">What the outputs are called, and how they are to lie.</param>
    /// <param name="weights">The network's variables as files of the world have them.</param>
    /// <param name="options">What is asked for.</param>
    public static OnnxGraph Export(TracedGraph network, IReadOnlyList<ExportedValue> inputs, IReadOnlyList<ExportedValue> outputs, IReadOnlyList<ModelWeight> weights,
        OnnxExportOptions options) => new Exporter(weights, options).Run(network, inputs, outputs);

    OnnxGraph Run(TracedGraph network, IReadOnlyList<ExportedValue> inputs, IReadOnlyList<ExportedValue> outputs)
    {
        for (int i = 0; i < inputs.Count; i++)
        {
            Graph.Reserve(inputs[i].Name);
            network.Inputs[i].Values.Add(inputs[i].Type == OnnxElementType.Float ? inputs[i] : inputs[i] with { Name = Cast(inputs[i].Name, OnnxElementType.Float) });
            int axis = Array.IndexOf(inputs[i].Layout.Dims, Dim.Batch);
            if (axis >= 0 && batch == default) batch = (inputs[i].Name, axis);
        }
        foreach (ExportedValue output in outputs) Graph.Reserve(output.Name);

        FindPaths(network);
        Dictionary<TracedNode, Fusion> fusions = Fusion.Find(network, Options);
        foreach (TracedNode node in network.Nodes)
        {
            if (node.IsInput || node.IsConstant) continue;
            Graph.Path = paths.GetValueOrDefault(node, "");
            Graph.Step = node.Tensor.Source is OnnxStep step ? (step.Path, step.Operator) : null;
            if (!fusions.TryGetValue(node, out Fusion? fusion)) node.Values.AddRange(ExportTable.Export(this, node));
            else if (fusion.Root == node) node.Values.Add(fusion.Emit(this));
        }
        (Graph.Path, Graph.Step) = ("", null);
        return Graph.Finish(Options.Name ?? "", [.. inputs.Select(Info)], [.. outputs.Select((output, i) => (Result(network.Outputs[i], output), Info(output)))]);
    }

    string Result(TracedNode node, ExportedValue output)
    {
        string value = In(node, output.Layout);
        return output.Type == OnnxElementType.Float ? value : output.Type == OnnxElementType.Bool ? Graph.ToTruth(value) : Cast(value, output.Type);
    }

    string Cast(string value, OnnxElementType type) => Graph.Emit("Cast", [value], [new("to", (long)type)]);

    static OnnxValueInfo Info(ExportedValue value) =>
        new(value.Name, value.Type, [.. value.Layout.Dims.Select(size => size.IsFixed ? size.Rest : (OnnxDimension)(size == Dim.Batch ? "batch" : size.ToString()))]);

    /// <summary>
    /// A node's place is its layer's, or that of the weight it uses; what no layer claims stands between two layers, and so in the module that holds both.
    /// </summary>
    void FindPaths(TracedGraph network)
    {
        Dictionary<TracedNode, string> before = [], after = [];
        static string? Own(TracedNode node)
        {
            if (node.Tensor.Source is Module layer) return layer.Path;
            string? weight = node.Inputs.Select(input => (input.Tensor as Variable)?.Name).FirstOrDefault(name => name is not null);
            return weight?[..Math.Max(weight.LastIndexOf('.'), 0)];
        }
        foreach (TracedNode node in network.Nodes)
            if ((Own(node) ?? node.Inputs.Select(input => before.GetValueOrDefault(input)).FirstOrDefault(path => path is not null)) is { } path) before[node] = path;
        foreach (TracedNode node in network.Nodes.Reverse())
            if ((Own(node) ?? node.Uses.Select(use => after.GetValueOrDefault(use)).FirstOrDefault(path => path is not null)) is { } path) after[node] = path;
        foreach (TracedNode node in network.Nodes)
            paths[node] = Own(node) ?? (before.TryGetValue(node, out string? left) && after.TryGetValue(node, out string? right) ? Common(left, right) : "");
    }

    static string Common(string a, string b)
    {
        string[] left = a.Split('.'), right = b.Split('.');
        return string.Join('.', left.Zip(right).TakeWhile(pair => pair.First == pair.Second).Select(pair => pair.First));
    }
}
