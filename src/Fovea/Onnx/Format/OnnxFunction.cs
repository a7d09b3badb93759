namespace Fovea.Onnx;

/// <summary>An operator that a file defines itself, as a graph of others.</summary>
public sealed class OnnxFunction
{
    /// <summary>The domain of the operator.</summary>
    public string Domain { get; init; } = "";

    /// <summary>The operator's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The names of its inputs inside.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>The names of its outputs inside.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>Attributes that a node must give.</summary>
    public IReadOnlyList<string> AttributeNames { get; init; } = [];

    /// <summary>Attributes that a node may give, with the values that they have otherwise.</summary>
    public IReadOnlyList<OnnxAttribute> AttributeDefaults { get; init; } = [];

    /// <summary>The steps.</summary>
    public IReadOnlyList<OnnxNode> Nodes { get; init; } = [];

    /// <summary>The versions of the operator sets that the steps use, by domain.</summary>
    public IReadOnlyDictionary<string, long> Opsets { get; init; } = new Dictionary<string, long>();
}
