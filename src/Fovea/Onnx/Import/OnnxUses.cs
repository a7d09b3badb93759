namespace Fovea.Onnx;

/// <summary>What a file's tensors are used for, which decides what becomes of them: a weight, a statistic, or a constant.</summary>
[Flags]
internal enum OnnxUse
{
    None = 0,

    /// <summary>As a bank of kernels.</summary>
    Kernel = 1,

    /// <summary>In a place where learned numbers stand.</summary>
    Weight = 2,

    /// <summary>As a running statistic.</summary>
    Statistic = 4,

    /// <summary>As an option: bounds, scales, shapes.</summary>
    Option = 8,

    /// <summary>By an operator that works element by element.</summary>
    Elementwise = 16,

    /// <summary>Anywhere else.</summary>
    Other = 32,
}

/// <summary>Looks through the graphs of a program for the uses of each value, also those inside graphs that take it from around them and inside functions that it is given to.</summary>
internal sealed class OnnxUses
{
    readonly OnnxProgram program;
    readonly Dictionary<OnnxGraph, Dictionary<string, OnnxUse>> uses = new(ReferenceEqualityComparer.Instance);

    public OnnxUses(OnnxProgram program)
    {
        this.program = program;
        foreach (OnnxGraph graph in program.Graphs) In(graph);
    }

    /// <summary>All uses of the value of that name in a graph.</summary>
    public OnnxUse this[OnnxGraph graph, string name] => uses[graph].GetValueOrDefault(name);

    Dictionary<string, OnnxUse> In(OnnxGraph graph)
    {
        if (uses.TryGetValue(graph, out Dictionary<string, OnnxUse>? found)) return found;
        Dictionary<string, OnnxUse> own = new(StringComparer.Ordinal);
        void Add(string name, OnnxUse use) => own[name] = own.GetValueOrDefault(name) | use;
        foreach (OnnxNode node in program.Order(graph))
        {
            for (int i = 0; i < node.Inputs.Count; i++) Add(node.Inputs[i], Of(node, i));
            // What a graph inside defines itself does no harm here: names of this one do not come again inside.
            foreach (OnnxGraph inside in node.Attributes.SelectMany(attribute => attribute.Graphs))
                foreach (var (name, use) in In(inside)) Add(name, use);
        }
        foreach (OnnxValueInfo output in graph.Outputs) Add(output.Name, OnnxUse.Other);
        return uses[graph] = own;
    }

    OnnxUse Of(OnnxNode node, int input)
    {
        if (program.Function(node) is { } called) return input < called.Body.Inputs.Count ? In(called.Body).GetValueOrDefault(called.Body.Inputs[input].Name) : OnnxUse.None;
        // The places of inputs are the same in all versions of an operator.
        if (OnnxOperators.Find(node.Domain, node.OpType, long.MaxValue) is not { } row) return OnnxUse.Other;
        if (row.Kernels.Contains(input)) return OnnxUse.Kernel;
        if (row.Weights.Contains(input)) return OnnxUse.Weight;
        if (row.Statistics.Contains(input)) return OnnxUse.Statistic;
        if (row.Options.Contains(input)) return OnnxUse.Option;
        return row.IsElementwise ? OnnxUse.Elementwise : OnnxUse.Other;
    }
}
