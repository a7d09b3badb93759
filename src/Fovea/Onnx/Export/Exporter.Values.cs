using Fovea.Tensors;
using Fovea.Weights;

namespace Fovea.Onnx.Export;

// How tensors get to lie as an operator needs them.
sealed partial class Exporter
{
    readonly Dictionary<Tensor, int> identities = new(ReferenceEqualityComparer.Instance);

    /// <summary>The values that hold a tensor; a constant gets one.</summary>
    public IReadOnlyList<ExportedValue> ValuesOf(TracedNode node)
    {
        if (!node.IsConstant) return node.Values;
        Layout covered = Covered(node, Layout.Home(node.Shape));
        return [new ExportedValue(In(node, covered), covered)];
    }

    /// <summary>The name of a value that holds a tensor exactly in a layout.</summary>
    public string In(TracedNode node, Layout layout)
    {
        if (node.IsConstant) return Constant(node, layout);
        ExportedValue nearest = node.Values.MinBy(value => Layout.Distance(value.Layout, layout));
        if (nearest.Layout.SameAs(layout)) return nearest.Name;
        string name = Arrange(nearest, layout);
        node.Values.Add(new ExportedValue(name, layout));
        return name;
    }

    /// <summary>
    /// A value that is the tensor with its axes in some order, which is given too: as it lies where it does so already, else as it is kept at home.
    /// </summary>
    public (string Name, int[] Order) Whole(TracedNode node)
    {
        foreach (ExportedValue value in ValuesOf(node))
            if (value.Layout.Order() is { } order) return (value.Name, order);
        Layout home = Layout.Home(node.Shape);
        return (In(node, home), home.Order()!);
    }

    /// <summary>A value in which each of some axes of a tensor is an axis of its own, and which ones those are; it is as before where that is so already.</summary>
    public (ExportedValue Value, int[] Places) Alone(TracedNode node, int[] axes)
    {
        foreach (ExportedValue value in ValuesOf(node))
            if (Array.ConvertAll(axes, value.Layout.Find) is var places && !places.Contains(-1)) return (value, places);
        var (name, order) = Whole(node);
        return (new ExportedValue(name, Layout.Ordered(node.Shape, order)), Array.ConvertAll(axes, axis => Array.IndexOf(order, axis)));
    }

    /// <summary>
    /// Values of the operands of an element-wise operator that meet each other element by element, and the layout of its result: that of an operand which holds all axes and for
    /// which the fewest others have to be moved.
    /// </summary>
    public (string[] Names, Layout Layout) Align(TracedNode result, params ReadOnlySpan<TracedNode> operands)
    {
        TracedNode[] all = operands.ToArray();
        bool[] needed = [.. Enumerable.Range(0, result.Shape.Length).Select(axis => all.Any(operand => Touches(operand, axis, result.Shape)))];
        Layout home = Layout.Home(result.Shape).Without(axis => !needed[axis]);
        Layout layout = all.Where(operand => !operand.IsConstant).SelectMany(operand => operand.Values).Select(value => value.Layout.Stretched(result.Shape))
            .Where(candidate => Enumerable.Range(0, needed.Length).All(axis => !needed[axis] || candidate.Covers(axis)))
            .DefaultIfEmpty(home)
            .MinBy(candidate => all.Sum(operand => operand.IsConstant ? 0 : Math.Pow(10, operand.Values.Min(value => Layout.Distance(value.Layout, Meeting(value.Layout, candidate, operand))))))!;
        return (Array.ConvertAll(all, operand => Meet(operand, layout)), layout);
    }

    /// <summary>The value of an operand that meets a value in <paramref name="layout"/> element by element; axes of size 1 in front are left out of a constant.</summary>
    string Meet(TracedNode operand, Layout layout)
    {
        Layout own = layout.For(operand.Shape);
        if (operand.IsConstant) return Constant(operand, Covered(operand, own), trim: true);
        return In(operand, operand.Values.Select(value => Meeting(value.Layout, layout, operand)).MinBy(wanted => operand.Values.Min(value => Layout.Distance(value.Layout, wanted)))!);
    }

    static Layout Meeting(Layout value, Layout layout, TracedNode operand) => layout.For(operand.Shape).Within(value);

    /// <summary>Whether an operand that is stretched to a shape has different elements along an axis of it.</summary>
    static bool Touches(TracedNode operand, int axis, Dim[] shape)
    {
        int own = axis - (shape.Length - operand.Shape.Length);
        if (own < 0 || operand.Shape[own] == 1) return false;
        return operand.IsConstant ? Size(Elements(operand), operand, own) > 1 : operand.Values.Exists(value => value.Layout.Touches(own));
    }

    /// <summary>The different elements of a constant: what is only stretched is taken as it was before.</summary>
    static Shape Elements(TracedNode constant) => Unstretched(constant.Tensor).Shape;

    static Tensor Unstretched(Tensor tensor)
    {
        while (tensor.Operation is BroadcastToOp && !tensor.IsLeaf) tensor = tensor.Operands[0];
        return tensor.Operation is FullOp full && !tensor.IsLeaf ? Tensor.Full(Shape.Scalar, full.Value) : tensor;
    }

    static int Size(Shape elements, TracedNode constant, int axis) => axis - (constant.Shape.Length - elements.Rank) is >= 0 and var own ? elements[own] : 1;

    /// <summary>A layout without the axes along which a constant is only stretched, as far as whole axes of the value are of that kind.</summary>
    static Layout Covered(TracedNode constant, Layout layout)
    {
        Shape elements = Elements(constant);
        return layout.Within(Layout.Standard(constant.Shape).Without(axis => Size(elements, constant, axis) == 1));
    }

    /// <summary>An initialiser that holds a constant in a layout.</summary>
    /// <param name="node">The constant.</param>
    /// <param name="layout">How it is to lie.</param>
    /// <param name="trim">Whether axes of size 1 in front may be left out.</param>
    public string Constant(TracedNode node, Layout layout, bool trim = false)
    {
        Tensor source = Unstretched(node.Tensor);
        if (trim && source.Shape.Rank == 0 && source.Operation is FullOp { Value: var number }) return Graph.Number(number);
        Part[] order = [.. layout.Stored], logical = [.. Enumerable.Range(0, node.Shape.Length).SelectMany(layout.PartsOf).Where(order.Contains)];
        long[] dims = Array.ConvertAll(layout.Dims, size => size.Fixed);
        if (trim) dims = Trimmed(dims, source);
        int[] axes = Array.ConvertAll(order, part => Array.IndexOf(logical, part));
        bool moves = !axes.SequenceEqual(Enumerable.Range(0, axes.Length));
        Shape parts = Fixed(logical.Select(layout.SizeOf)), shape = Shape.Create([.. dims.Select(size => (int)size)]);
        return Graph.Tensor(NameOf(source, parts, axes, shape), $"{Identity(source)} {string.Join(',', axes)} {parts} {shape}", dims, () =>
        {
            Tensor values = source.BroadcastTo(Fixed(node.Shape.Select((size, axis) => layout.Touches(axis) ? size : 1))).Reshape(parts);
            return (moves ? values.Transpose(axes) : values).Reshape(shape);
        });
    }

    /// <summary>Sizes without those in front that are 1, but for those that files have too.</summary>
    long[] Trimmed(long[] dims, Tensor source)
    {
        long[] needed = [.. dims.SkipWhile(size => size == 1)];
        if (source is not Variable variable || !weights.TryGetValue(variable, out ModelWeight? weight)) return needed;
        long[] file = [.. weight.Layout.FileShape.Select(size => (long)size)];
        return file.Length <= dims.Length && file.SkipWhile(size => size == 1).SequenceEqual(needed) ? file : needed;
    }

    /// <summary>The name of a variable, as files of the world have it, where it lies as it does there; else a name that says that it does not.</summary>
    string? NameOf(Tensor source, Shape parts, int[] axes, Shape shape)
    {
        if (source is not Variable { Name: { } own } variable) return null;
        if (!weights.TryGetValue(variable, out ModelWeight? weight)) return own;
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

    /// <summary>A number that stands for a tensor in the keys of initialisers.</summary>
    public int Identity(Tensor tensor) => identities.TryGetValue(tensor, out int number) ? number : identities[tensor] = identities.Count;
}
