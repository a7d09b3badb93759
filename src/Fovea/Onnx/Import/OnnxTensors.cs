using Fovea.Tensors;
using Fovea.Weights;

namespace Fovea.Onnx;

/// <summary>The tensors that a file holds, as variables and constants; read once, while the file is open.</summary>
internal sealed class OnnxTensors
{
    readonly string file;
    readonly Dictionary<OnnxGraph, Dictionary<string, Func<OnnxValue>>> held = new(ReferenceEqualityComparer.Instance);
    readonly Dictionary<OnnxTensor, Func<OnnxValue>> constants = new(ReferenceEqualityComparer.Instance);
    readonly List<Variable> weights = [];
    readonly Dictionary<Variable, WorldLayout> layouts = new(ReferenceEqualityComparer.Instance);

    public OnnxTensors(string file, OnnxProgram program)
    {
        this.file = file;
        OnnxUses uses = new(program);
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (OnnxGraph graph in program.Graphs)
        {
            Dictionary<string, Func<OnnxValue>> own = new(StringComparer.Ordinal);
            foreach (OnnxTensor tensor in graph.Initializers)
            {
                OnnxUse use = uses[graph, tensor.Name];
                if (use != OnnxUse.None) own.Add(tensor.Name, IsWeight(tensor, use) ? Weight(tensor, tensor.Name, use, names) : Constant(tensor));
            }
            held.Add(graph, own);
            foreach (OnnxNode node in program.Order(graph))
                foreach (OnnxTensor tensor in node.Attributes.SelectMany(In))
                {
                    OnnxUse use = node is { OpType: "Constant", Domain: "" } ? uses[graph, node.Outputs[0]] : OnnxUse.None;
                    bool isWeight = tensor.Type.IsFloating() && (use & (OnnxUse.Kernel | OnnxUse.Weight | OnnxUse.Statistic)) != 0;
                    constants[tensor] = isWeight ? Weight(tensor, node.Outputs[0], use, names) : Constant(tensor);
                }
        }
        foreach (OnnxTensor tensor in program.Defaults.SelectMany(In)) constants[tensor] = Constant(tensor);
    }

    /// <summary>The variables, in the order of the file.</summary>
    public IReadOnlyList<Variable> Weights => weights;

    /// <summary>How a variable lies in the file.</summary>
    public WorldLayout LayoutOf(Variable weight) => layouts[weight];

    /// <summary>The initialiser of that name in a graph, or null.</summary>
    public OnnxValue? Held(OnnxGraph graph, string name) => held[graph].TryGetValue(name, out Func<OnnxValue>? value) ? value() : null;

    /// <summary>The value of a node's attribute.</summary>
    public OnnxValue Constant(string attribute, OnnxTensor tensor) =>
        constants.TryGetValue(tensor, out Func<OnnxValue>? value) ? value() : throw new BadFileException(file, $"the attribute '{attribute}' is a tensor that no node holds");

    static IEnumerable<OnnxTensor> In(OnnxAttribute attribute) => attribute.Value switch { OnnxTensor tensor => [tensor], IReadOnlyList<OnnxTensor> tensors => tensors, _ => [] };

    /// <summary>
    /// Real numbers are weights, unless all that is made of them are options, or they are a single number that meets others element by element, as a factor does.
    /// </summary>
    static bool IsWeight(OnnxTensor tensor, OnnxUse use)
    {
        OnnxUse plain = tensor.Count == 1 ? OnnxUse.Option | OnnxUse.Elementwise : OnnxUse.Option;
        return tensor.Type.IsFloating() && (use & ~plain) != 0;
    }

    Func<OnnxValue> Constant(OnnxTensor tensor)
    {
        if (tensor.Type == OnnxElementType.String) return () => throw new BadFileException(file, $"the tensor {Quoted.Name(tensor.Name)} holds text, which is not supported");
        Shape shape = ShapeOf(tensor);
        OnnxValue value = tensor.Count > OnnxValue.MostKnown
            ? new OnnxValue(Read(Tensor.Allocate(shape), tensor, OnnxValue.Ascending(shape.Rank)), tensor.Type)
            : tensor.Type.IsInteger() ? new OnnxValue(tensor.ReadIntegers(), shape, tensor.Type) : new OnnxValue(tensor.ReadDoubles(), shape, tensor.Type);
        return () => value;
    }

    Func<OnnxValue> Weight(OnnxTensor tensor, string name, OnnxUse use, HashSet<string> names)
    {
        // Graphs that lie side by side, as the branches of an If, may use one name.
        for (int number = 2; !names.Add(name); number++) name = $"{tensor.Name}_{number}";
        Shape shape = ShapeOf(tensor);
        int[] axes = use.HasFlag(OnnxUse.Kernel) ? OnnxValue.ChannelsLastOrder(shape.Rank) : OnnxValue.Ascending(shape.Rank);
        Variable variable = new(Shape.Create([.. axes.Select(axis => shape[axis])]), name) { Trainable = !use.HasFlag(OnnxUse.Statistic) };
        Read(variable, tensor, axes);
        weights.Add(variable);
        layouts.Add(variable, WorldLayout.Permuted(variable.Shape, [.. OnnxValue.Ascending(axes.Length).Select(axis => Array.IndexOf(axes, axis))]));
        return () => new OnnxValue(variable, tensor.Type, axes);
    }

    Shape ShapeOf(OnnxTensor tensor)
    {
        foreach (long size in tensor.Dims)
            if (size > int.MaxValue) throw new BadFileException(file, $"the tensor '{tensor}' has an axis that is too long");
        return Shape.Create([.. tensor.Dims.Select(size => (int)size)]);
    }

    /// <summary>Reads a tensor straight into the memory of another; of kernels, channels become the last axis, an output channel at a time.</summary>
    static Tensor Read(Tensor target, OnnxTensor tensor, int[] axes)
    {
        bool isInOrder = axes.AsSpan().SequenceEqual(OnnxValue.Ascending(axes.Length));
        target.Write(values =>
        {
            if (isInOrder || values.Length == 0)
            {
                tensor.ReadFloats(0, values);
                return;
            }
            int channels = (int)tensor.Dims[1], kernel = (int)(tensor.Count / tensor.Dims[0]), points = kernel / channels;
            float[] row = new float[kernel];
            for (int from = 0; from < values.Length; from += kernel)
            {
                tensor.ReadFloats(from, row);
                for (int channel = 0; channel < channels; channel++)
                    for (int point = 0; point < points; point++) values[from + point * channels + channel] = row[channel * points + point];
            }
        });
        return target;
    }
}
