namespace Fovea.Onnx;

/// <summary>The kinds of values that an attribute can have; the numbers are those of the format (AttributeProto.AttributeType).</summary>
public enum OnnxAttributeKind
{
    /// <summary>Not said.</summary>
    Undefined = 0,

    /// <summary>A number in single precision.</summary>
    Float = 1,

    /// <summary>A whole number.</summary>
    Int = 2,

    /// <summary>Text.</summary>
    String = 3,

    /// <summary>A tensor.</summary>
    Tensor = 4,

    /// <summary>A graph: a branch or the body of a loop.</summary>
    Graph = 5,

    /// <summary>A list of numbers.</summary>
    Floats = 6,

    /// <summary>A list of whole numbers.</summary>
    Ints = 7,

    /// <summary>A list of texts.</summary>
    Strings = 8,

    /// <summary>A list of tensors.</summary>
    Tensors = 9,

    /// <summary>A list of graphs.</summary>
    Graphs = 10,

    /// <summary>A sparse tensor; its value is not kept.</summary>
    SparseTensor = 11,

    /// <summary>A list of sparse tensors; its value is not kept.</summary>
    SparseTensors = 12,

    /// <summary>A type; its value is not kept.</summary>
    TypeProto = 13,

    /// <summary>A list of types; its value is not kept.</summary>
    TypeProtos = 14,
}

/// <summary>An option of a node, with its value.</summary>
public sealed class OnnxAttribute
{
    internal OnnxAttribute(string name, OnnxAttributeKind kind, object value, string? reference = null) => (Name, Kind, Value, Reference) = (name, kind, value, reference);

    /// <summary>A number.</summary>
    public OnnxAttribute(string name, float value) : this(name, OnnxAttributeKind.Float, value)
    {
    }

    /// <summary>A whole number.</summary>
    public OnnxAttribute(string name, long value) : this(name, OnnxAttributeKind.Int, value)
    {
    }

    /// <summary>Text.</summary>
    public OnnxAttribute(string name, string value) : this(name, OnnxAttributeKind.String, value)
    {
    }

    /// <summary>A tensor.</summary>
    public OnnxAttribute(string name, OnnxTensor value) : this(name, OnnxAttributeKind.Tensor, value)
    {
    }

    /// <summary>A graph.</summary>
    public OnnxAttribute(string name, OnnxGraph value) : this(name, OnnxAttributeKind.Graph, value)
    {
    }

    /// <summary>A list of numbers.</summary>
    public OnnxAttribute(string name, IReadOnlyList<float> values) : this(name, OnnxAttributeKind.Floats, values)
    {
    }

    /// <summary>A list of whole numbers.</summary>
    public OnnxAttribute(string name, IReadOnlyList<long> values) : this(name, OnnxAttributeKind.Ints, values)
    {
    }

    /// <summary>A list of texts.</summary>
    public OnnxAttribute(string name, IReadOnlyList<string> values) : this(name, OnnxAttributeKind.Strings, values)
    {
    }

    /// <summary>What the operator calls the option.</summary>
    public string Name { get; }

    /// <summary>The kind of <see cref="Value"/>.</summary>
    public OnnxAttributeKind Kind { get; }

    /// <summary>
    /// By the kind: <see cref="float"/>, <see cref="long"/>, <see cref="string"/>, <see cref="OnnxTensor"/>, <see cref="OnnxGraph"/> or a read-only list of one of them.
    /// </summary>
    public object Value { get; }

    /// <summary>In the body of a function: the function's attribute whose value this one takes.</summary>
    public string? Reference { get; }

    /// <summary>The graphs that the value holds.</summary>
    public IEnumerable<OnnxGraph> Graphs => Value switch { OnnxGraph graph => [graph], IReadOnlyList<OnnxGraph> graphs => graphs, _ => [] };

    /// <summary>Name and value.</summary>
    public override string ToString() => $"{Name} = {(Value is System.Collections.IEnumerable list and not string ? $"[{string.Join(", ", list.Cast<object>())}]" : Value)}";
}
