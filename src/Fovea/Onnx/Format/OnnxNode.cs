using Fovea.Weights;

namespace Fovea.Onnx;

/// <summary>One step of a graph: an operator, the names of the values that it reads and writes, and its options.</summary>
public sealed class OnnxNode
{
    /// <summary>The node's name; often empty, as only values have to have names.</summary>
    public string Name { get; init; } = "";

    /// <summary>What the node computes: <c>Conv</c>.</summary>
    public required string OpType { get; init; }

    /// <summary>Where the operator is defined; empty for ONNX's own.</summary>
    public string Domain { get; init; } = "";

    /// <summary>The names of the values that it reads; an empty name stands for an optional input that is left out.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>The names of the values that it writes; an empty name stands for an optional output that is left out.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>Its options.</summary>
    public IReadOnlyList<OnnxAttribute> Attributes { get; init; } = [];

    /// <summary>The option of that name, or null.</summary>
    public OnnxAttribute? Attribute(string name)
    {
        foreach (OnnxAttribute attribute in Attributes)
            if (attribute.Name == name) return attribute;
        return null;
    }

    /// <summary>The operator with its domain where that is not ONNX's own: <c>Conv</c>, <c>com.microsoft.FusedConv</c>.</summary>
    public string Operator => Domain.Length == 0 ? OpType : $"{Domain}.{OpType}";

    /// <summary>How messages call the node: by its name, or where it has none by the first value that it writes.</summary>
    public string Label => Name.Length > 0 ? Name : Outputs.FirstOrDefault(output => output.Length > 0) ?? "";

    /// <summary>For example <c>Conv '/layer1/conv1/Conv'</c>.</summary>
    public override string ToString() => $"{Quoted.Plain(Operator)} {Quoted.Name(Label)}";
}
