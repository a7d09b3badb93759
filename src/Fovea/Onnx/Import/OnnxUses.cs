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

/// <summary>Looks through the graphs of a program for the uses of each value.</summary>
internal sealed class OnnxUses
{
    readonly Dictionary<string, OnnxUse> uses = new(StringComparer.Ordinal);

    public OnnxUses(OnnxProgram program)
    {
        // Names of graphs inside others do not hide those around them, so one table holds all; uses that meet by accident in a function do no harm.
        foreach (OnnxGraph graph in program.Graphs)
        {
            foreach (OnnxNode node in program.Order(graph))
                for (int i = 0; i < node.Inputs.Count; i++) Add(node.Inputs[i], Of(node, i));
            foreach (OnnxValueInfo output in graph.Outputs) Add(output.Name, OnnxUse.Other);
        }
    }

    /// <summary>All uses of the value of that name.</summary>
    public OnnxUse this[string name] => uses.GetValueOrDefault(name);

    void Add(string name, OnnxUse use) => uses[name] = this[name] | use;

    static OnnxUse Of(OnnxNode node, int input)
    {
        // The places of inputs are the same in all versions of an operator.
        if (OnnxOperators.Find(node.Domain, node.OpType, long.MaxValue) is not { } row) return OnnxUse.Other;
        if (row.Kernels.Contains(input)) return OnnxUse.Kernel;
        if (row.Weights.Contains(input)) return OnnxUse.Weight;
        if (row.Statistics.Contains(input)) return OnnxUse.Statistic;
        if (row.Options.Contains(input)) return OnnxUse.Option;
        return row.IsElementwise ? OnnxUse.Elementwise : OnnxUse.Other;
    }
}
