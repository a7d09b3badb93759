using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>A node that is being turned into a lazy graph: its inputs, its options, and where it stands.</summary>
internal sealed class OnnxCall(OnnxScope scope, OnnxNode node, OnnxValue?[] inputs)
{
    /// <summary>The node.</summary>
    public OnnxNode Node => node;

    /// <summary>The version of the operator set that the node is written in.</summary>
    public int Opset => (int)scope.Opsets.GetValueOrDefault(node.Domain, 1);

    /// <summary>Whether the model is being trained. A function that is compiled meanwhile is compiled for that.</summary>
    public bool Training => scope.Model.Training;

    /// <summary>How many inputs are named, left out ones counted.</summary>
    public int Count => inputs.Length;

    /// <summary>The first input.</summary>
    public OnnxValue X => this[0];

    /// <summary>An input that must be there.</summary>
    public OnnxValue this[int input] => Optional(input) ?? throw Bad($"has no input {input}");

    /// <summary>All inputs, all of which must be there.</summary>
    public OnnxValue[] Inputs => [.. Enumerable.Range(0, inputs.Length).Select(input => this[input])];

    /// <summary>An input, or null where it is left out.</summary>
    public OnnxValue? Optional(int input) => input < inputs.Length ? inputs[input] : null;

    /// <summary>Whether anything reads an output.</summary>
    public bool Wants(int output) => output < node.Outputs.Count && node.Outputs[output].Length > 0;

    /// <summary>The numbers of an input that must be known whole numbers.</summary>
    public long[] Integers(int input) => Integers(this[input], $"input {input}");

    /// <summary>The numbers of an input that must be known, real or whole; null where it is left out or, as an old file may say, empty.</summary>
    public double[]? Numbers(int input)
    {
        if (Optional(input) is not { } value) return null;
        return value.Known is { } known ? known : throw Unknown($"input {input}");
    }

    /// <summary>An option, where the node has it or in later versions an input: known whole numbers, or null.</summary>
    public long[]? IntegersOf(string attribute, int input) =>
        node.Attribute(attribute) is not null ? Ints(attribute) : Optional(input) is { } value ? Integers(value, $"input {input}") : null;

    /// <summary>Whether the node gives an option.</summary>
    public bool Has(string attribute) => Find(attribute) is not null;

    /// <summary>An option that is a whole number.</summary>
    public long Int(string name, long otherwise) => Value(name, otherwise);

    /// <summary>An option that is a whole number and must fit in 32 bits.</summary>
    public int Axis(string name, int otherwise) => Narrow(Int(name, otherwise));

    /// <summary>An option that is a truth value.</summary>
    public bool Flag(string name, bool otherwise = false) => Int(name, otherwise ? 1 : 0) != 0;

    /// <summary>An option that is a real number.</summary>
    public double Float(string name, double otherwise) => Has(name) ? Value(name, 0f) : otherwise;

    /// <summary>An option that is text.</summary>
    public string Text(string name, string otherwise) => Value(name, otherwise);

    /// <summary>An option that is a list of whole numbers, or null.</summary>
    public long[]? Ints(string name) => Value<IReadOnlyList<long>?>(name, null)?.ToArray();

    /// <summary>An option that is a list of real numbers, or null.</summary>
    public float[]? Floats(string name) => Value<IReadOnlyList<float>?>(name, null)?.ToArray();

    /// <summary>An option of any kind, or null.</summary>
    public OnnxAttribute? Find(string name) => scope.Resolve(node.Attribute(name));

    /// <summary>An option that is a graph.</summary>
    public OnnxGraph Graph(string name) => Value<OnnxGraph?>(name, null) ?? throw Bad($"has no graph '{name}'");

    /// <summary>The outputs of a graph inside the node, which sees all that is defined around it.</summary>
    public OnnxValue[] Run(OnnxGraph graph, params ReadOnlySpan<OnnxValue> arguments) => scope.Inside(graph, arguments);

    /// <summary>An option that is a tensor, or null.</summary>
    public OnnxValue? Tensor(string name) => Value<OnnxTensor?>(name, null) is { } tensor ? scope.Model.Constant(name, tensor) : null;

    /// <summary>The number that a whole number is, where it fits in 32 bits.</summary>
    public int Narrow(long value) => value is >= int.MinValue and <= int.MaxValue ? (int)value : throw Bad($"has the number {value}, which is too large here");

    /// <summary>The numbers that whole numbers are, where they fit in 32 bits.</summary>
    public int[] Narrow(long[] values) => Array.ConvertAll(values, Narrow);

    /// <summary>Sizes as a shape.</summary>
    public Shape Sizes(long[] sizes) => Shape.Create(Narrow(sizes));

    /// <summary>The error that the node, as the file has it, cannot be right.</summary>
    public BadFileException Bad(string reason) => new(scope.Model.File, $"the node {node} {reason}");

    /// <summary>The error that an option of the node is not supported.</summary>
    public BadFileException Unsupported(string what) => new(scope.Model.File, $"the node {node} has {what}, which is not supported");

    /// <summary>The error that numbers must be known when the graph is built but follow from the data.</summary>
    public BadFileException Unknown(string what) =>
        new(scope.Model.File, $"the node {node}: {what} follows from the data, but has to be known before anything is computed", hint: "shapes that depend on the values of pixels are not supported");

    long[] Integers(OnnxValue value, string what) => value.Integers ?? throw Unknown(what);

    T Value<T>(string name, T otherwise)
    {
        if (Find(name) is not { } attribute) return otherwise;
        if (attribute.Value is T value) return value;
        // An empty list may have lost its kind.
        if (attribute.Value is System.Collections.ICollection { Count: 0 }) return otherwise;
        throw Bad($"has an attribute '{name}' of kind {attribute.Kind}, where another is needed");
    }
}
