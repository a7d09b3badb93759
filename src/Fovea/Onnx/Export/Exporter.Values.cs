using Fovea.Tensors;

namespace Fovea.Onnx.Export;

// How tensors get to lie as an operator needs them.
sealed partial class Exporter
{
    /// <summary>The values that hold a tensor; a constant gets one.</summary>
    public IReadOnlyList<ExportedValue> ValuesOf(TracedNode node)
    {
        if (!node.IsConstant) return node.Values;
        Layout layout = Layout.Home(node.Shape).Within(constants.Of(node).Layout);
        return [new ExportedValue(In(node, layout), layout)];
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
    /// Values of the operands of an element-wise operator that meet each other element by element, and the layout of its result: that of an operand which holds all
    /// axes and for which the fewest others have to be moved, with the fewest axes of those.
    /// </summary>
    public (string[] Names, Layout Layout) Align(TracedNode result, params ReadOnlySpan<TracedNode> operands)
    {
        TracedNode[] all = operands.ToArray();
        bool[] needed = [.. Enumerable.Range(0, result.Shape.Length).Select(axis => all.Any(operand => Touches(operand, axis, result.Shape)))];
        Layout home = Layout.Home(result.Shape).Without(axis => !needed[axis]);
        Layout layout = all.Where(operand => !operand.IsConstant).SelectMany(operand => operand.Values).Select(value => value.Layout.Stretched(result.Shape))
            .Where(candidate => Enumerable.Range(0, needed.Length).All(axis => !needed[axis] || candidate.Covers(axis)) && all.All(operand => candidate.Stretches(operand.Shape)))
            .DefaultIfEmpty(home)
            .MinBy(candidate => (all.Sum(operand => Effort(operand, candidate)), candidate.StorageRank))!;
        return (Array.ConvertAll(all, operand => Meet(operand, layout)), layout);
    }

    /// <summary>What it takes to have an operand meet a layout: moving elements counts for more than any number of reshapes.</summary>
    static int Effort(TracedNode operand, Layout layout) =>
        operand.IsConstant ? 0 : operand.Values.Min(value => Layout.Distance(value.Layout, Meeting(value.Layout, layout, operand)) switch { 0 => 0, 1 => 1, _ => 100 });

    /// <summary>The value of an operand that meets a value in <paramref name="layout"/> element by element; axes of size 1 in front are left out of a constant.</summary>
    string Meet(TracedNode operand, Layout layout)
    {
        Layout own = layout.For(operand.Shape);
        if (operand.IsConstant) return Constant(operand, own.Within(constants.Of(operand).Layout), trim: true);
        IEnumerable<Layout> ways = operand.Values.Select(value => Meeting(value.Layout, layout, operand));
        return In(operand, ways.MinBy(wanted => operand.Values.Min(value => Layout.Distance(value.Layout, wanted)))!);
    }

    static Layout Meeting(Layout value, Layout layout, TracedNode operand) => layout.For(operand.Shape).Within(value);

    /// <summary>Whether an operand that is stretched to a shape has different elements along an axis of it.</summary>
    bool Touches(TracedNode operand, int axis, Dim[] shape)
    {
        int own = axis - (shape.Length - operand.Shape.Length);
        return own >= 0 && (operand.IsConstant ? constants.Of(operand).Layout.Touches(own) : operand.Values.Exists(value => value.Layout.Touches(own)));
    }

    /// <summary>An initialiser that holds a constant in a layout.</summary>
    /// <param name="node">The constant.</param>
    /// <param name="layout">How it is to lie.</param>
    /// <param name="trim">Whether axes of size 1 in front may be left out.</param>
    public string Constant(TracedNode node, Layout layout, bool trim = false) => constants.Initializer(Graph, node, layout, trim);

    /// <summary>A number that stands for a tensor in the keys of initialisers.</summary>
    public int Number(Tensor tensor) => constants.Number(tensor);
}
