namespace Fovea.Onnx;

/// <summary>A graph: nodes that compute values from values, given by their names. Nodes stand in an order in which every value is written before it is read.</summary>
public sealed class OnnxGraph
{
    /// <summary>The graph's name.</summary>
    public string Name { get; set; } = "";

    /// <summary>The steps.</summary>
    public List<OnnxNode> Nodes { get; } = [];

    /// <summary>Values that the file holds: weights and constants. One that is an input too is that input's value where none is given.</summary>
    public List<OnnxTensor> Initializers { get; } = [];

    /// <summary>The values that are given from outside.</summary>
    public List<OnnxValueInfo> Inputs { get; } = [];

    /// <summary>The values that are the result.</summary>
    public List<OnnxValueInfo> Outputs { get; } = [];

    /// <summary>What is said of values in between.</summary>
    public List<OnnxValueInfo> Values { get; } = [];

    /// <summary>The names of initialisers that are stored by their non-zero elements only. They are not kept.</summary>
    public List<string> SparseInitializers { get; } = [];

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
