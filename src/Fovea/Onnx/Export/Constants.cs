using Fovea.Tensors;
using Fovea.Weights;

namespace Fovea.Onnx.Export;

/// <summary>The tensors whose values are known when a network is written: its weights, and what follows from them alone.</summary>
sealed class Constants(IReadOnlyList<ModelWeight> weights)
{
    readonly Dictionary<Variable, ModelWeight> byVariable = First(weights);
    readonly Dictionary<TracedNode, (Tensor Source, Layout Layout)> known = [];
    readonly Dictionary<Tensor, int> numbers = new(ReferenceEqualityComparer.Instance);

    /// <summary>The tensor whose elements a constant consists of, and where they are: what only looks at a weight in another way is that weight.</summary>
    public (Tensor Source, Layout Layout) Of(TracedNode constant)
    {
        if (!known.TryGetValue(constant, out var found)) known[constant] = found = Of(constant.Tensor);
        return found;
    }

    /// <summary>An initialiser that holds a constant in a layout.</summary>
    /// <param name="graph">The graph that takes it.</param>
    /// <param name="node">The constant.</param>
    /// <param name="layout">How it is to lie.</param>
    /// <param name="trim">Whether axes of size 1 in front may be left out.</param>
    public string Initializer(ExportGraph graph, TracedNode node, Layout layout, bool trim)
    {
        var (source, held) = Of(node);
        if (trim && !layout.Stored.Any() && source.Operation is FullOp { Value: var number }) return graph.Number(number);
        if (Layout.Common(held, layout) is not var (from, to))
        {
            source = node.Tensor;
            (from, to) = Layout.Common(Layout.Standard(node.Shape), layout)!.Value;
        }
        // The parts that the source has, in the order in which they lie, and then those along which it is stretched.
        Part[] own = [.. from.Stored], order = [.. to.Stored], all = [.. own, .. order.Except(own)];
        if (all.Length != order.Length) throw new InvalidOperationException($"{node}: {layout} has no place for all of {held}");
        long[] dims = Array.ConvertAll(to.Dims, size => size.Fixed);
        if (trim) dims = Trimmed(dims, source);
        int[] axes = Array.ConvertAll(order, part => Array.IndexOf(all, part));
        Shape parts = Fixed(all.Select(to.SizeOf)), single = Fixed(all.Select((part, i) => i < own.Length ? to.SizeOf(part) : 1));
        Shape shape = Fixed(dims.Select(size => (Dim)size));
        bool moves = !axes.SequenceEqual(Enumerable.Range(0, axes.Length));
        string? name = all.Length > own.Length ? null : NameOf(source, parts, axes, shape);
        return graph.Tensor(name, $"{Number(source)} {string.Join(',', axes)} {parts} {single} {shape}", dims, () =>
        {
            Tensor values = source.Reshape(single).BroadcastTo(parts);
            return (moves ? values.Transpose(axes) : values).Reshape(shape);
        });
    }

    /// <summary>A number that stands for a tensor in the keys of initialisers.</summary>
    public int Number(Tensor tensor) => numbers.TryGetValue(tensor, out int number) ? number : numbers[tensor] = numbers.Count;

    static (Tensor Source, Layout Layout) Of(Tensor tensor)
    {
        Dim[] shape = [.. tensor.Shape.Select(size => (Dim)size)];
        if (tensor.IsLeaf) return (tensor, Layout.Standard(shape));
        switch (tensor.Operation)
        {
            case FullOp full: return (Tensor.Full(Shape.Scalar, full.Value), Layout.Scalar(shape));
            case DetachOp or CopyOp: return Of(tensor.Operands[0]);
            case BroadcastToOp when Of(tensor.Operands[0]) is var (source, layout): return (source, layout.Stretched(shape));
            case TransposeOp op when Of(tensor.Operands[0]) is var (source, layout): return (source, layout.Transposed(op.Axes));
            case ReshapeOp when Of(tensor.Operands[0]) is var (source, layout) && layout.Reshaped(shape) is { } reshaped: return (source, reshaped);
            default: return (tensor, Layout.Standard(shape));
        }
    }

    /// <summary>Sizes without those in front that are 1, but for those that files have too.</summary>
    long[] Trimmed(long[] dims, Tensor source)
    {
        long[] needed = [.. dims.SkipWhile(size => size == 1)];
        if (source is not Variable variable || !byVariable.TryGetValue(variable, out ModelWeight? weight)) return needed;
        long[] file = [.. weight.Layout.FileShape.Select(size => (long)size)];
        return file.Length <= dims.Length && file.SkipWhile(size => size == 1).SequenceEqual(needed) ? file : needed;
    }

    /// <summary>The name of a variable, as files of the world have it, where it lies as it does there; else a name that says that it does not.</summary>
    string? NameOf(Tensor source, Shape parts, int[] axes, Shape shape)
    {
        if (source is not Variable { Name: { } own } variable) return null;
        if (!byVariable.TryGetValue(variable, out ModelWeight? weight)) return own;
        long[] strides = parts.Strides();
        bool asInFiles = weight.Layout.FileShape == shape
            && Runs([.. axes.Select(axis => parts[axis])], [.. axes.Select(axis => strides[axis])]).SequenceEqual(Runs(weight.Layout.Sizes, weight.Layout.Strides));
        return asInFiles ? weight.Name : $"{weight.Name}_t";
    }

    /// <summary>Sizes and distances of axes without those of size 1, neighbours that follow each other in memory as one.</summary>
    static List<(long Size, long Stride)> Runs(int[] sizes, long[] strides)
    {
        List<(long Size, long Stride)> runs = [];
        for (int i = 0; i < sizes.Length; i++)
        {
            if (sizes[i] == 1) continue;
            if (runs.Count > 0 && runs[^1].Stride == sizes[i] * strides[i]) runs[^1] = (runs[^1].Size * sizes[i], strides[i]);
            else runs.Add((sizes[i], strides[i]));
        }
        return runs;
    }

    static Shape Fixed(IEnumerable<Dim> sizes) => Shape.Create([.. sizes.Select(size => checked((int)size.Fixed))]);

    static Dictionary<Variable, ModelWeight> First(IReadOnlyList<ModelWeight> weights)
    {
        Dictionary<Variable, ModelWeight> first = new(ReferenceEqualityComparer.Instance);
        foreach (ModelWeight weight in weights) first.TryAdd(weight.Variable, weight);
        return first;
    }
}
