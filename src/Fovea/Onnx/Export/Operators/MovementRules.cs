using Fovea.Tensors;

namespace Fovea.Onnx.Export;

/// <summary>What moves, repeats or leaves out elements. Transposing, reshaping and stretching move none: they are another way of looking at a value.</summary>
static class MovementRules
{
    public static ExportRule[] Rules { get; } =
    [
        ExportRule.View<CopyOp>((to, node, op) => to.ValuesOf(node.Inputs[0])),
        ExportRule.View<TransposeOp>((to, node, op) => to.ValuesOf(node.Inputs[0]).Select(value => value with { Layout = value.Layout.Transposed(op.Axes) })),
        ExportRule.View<BroadcastToOp>((to, node, op) => to.ValuesOf(node.Inputs[0]).Select(value => value with { Layout = value.Layout.Stretched(node.Shape) })),
        ExportRule.View<ReshapeOp>(Reshape),
        ExportRule.Of<FullOp>(Full),
        ExportRule.Of<ArangeOp>((to, node, op) => throw new FoveaException($"ONNX export: {node} counts to a number that depends on the batch", OnnxExport.FixedBatchHint)),
        ExportRule.Of<SliceOp>(Slice),
        ExportRule.Of<FlipOp>(Flip),
        ExportRule.Of<PadOp>(Pad),
        ExportRule.Of<ConcatOp>(Concat),
    ];

    static IEnumerable<ExportedValue> Reshape(Exporter to, TracedNode node, ReshapeOp op)
    {
        TracedNode input = node.Inputs[0];
        List<ExportedValue> seen = [];
        foreach (ExportedValue value in to.ValuesOf(input))
            if (value.Layout.Reshaped(node.Shape) is { } layout) seen.Add(new ExportedValue(value.Name, layout));
        if (seen.Count > 0) return seen;
        Layout plain = Layout.Standard(input.Shape);
        return [new ExportedValue(to.Reshape(to.In(input, plain), plain.Dims, node.Shape), Layout.Standard(node.Shape))];
    }

    static ExportedValue Full(Exporter to, TracedNode node, FullOp op)
    {
        if (node.DependsOnBatch)
            throw new FoveaException($"ONNX export: a number in {string.Join(", ", node.Uses)} depends on the size of the batch", OnnxExport.FixedBatchHint);
        return new ExportedValue(to.Graph.Number(op.Value), Layout.Scalar(node.Shape));
    }

    static ExportedValue Slice(Exporter to, TracedNode node, SliceOp op)
    {
        TracedNode input = node.Inputs[0];
        Dim[] start = node.Option<SliceOp>(slice => slice.Start);
        int[] cut = [.. Enumerable.Range(0, node.Shape.Length).Where(axis => node.Shape[axis] != input.Shape[axis] || start[axis] != 0 || op.Step[axis] != 1)];
        foreach (ExportedValue value in to.ValuesOf(input))
            if (Run(value.Layout, node, op, cut) is var (storage, begin, end, layout)) return new ExportedValue(Emit(to, value.Name, [storage], [begin], [end], [1]), layout);

        (ExportedValue x, int[] places) = to.Alone(input, cut);
        // The place behind the last element; nothing begins and ends at its start.
        Dim End(int axis) => node.Shape[axis] == 0 ? start[axis] : start[axis] + (node.Shape[axis] - 1) * op.Step[axis] + 1;
        string y = Emit(to, x.Name, Array.ConvertAll(places, place => (long)place), Array.ConvertAll(cut, axis => Place(input.Shape[axis], start[axis])),
            Array.ConvertAll(cut, axis => Place(input.Shape[axis], End(axis))), Array.ConvertAll(cut, axis => (long)op.Step[axis]));
        return new ExportedValue(y, x.Layout.Resized(node.Shape, cut, places));
    }

    /// <summary>
    /// Neighbours along the outermost part of an axis of the value are neighbours in the value: the queries of an attention, among keys and values, need no axis of their own.
    /// </summary>
    static (long Storage, long Begin, long End, Layout Layout)? Run(Layout layout, TracedNode node, SliceOp op, int[] cut)
    {
        if (cut is not [var axis] || op.Step[axis] != 1 || layout.PartsOf(axis).ToArray() is not [var part]) return null;
        int storage = Enumerable.Range(0, layout.StorageRank).FirstOrDefault(i => layout.StoredAt(i) is [var first, _, ..] && first == part, -1);
        if (storage < 0 || !layout.Dims[storage].IsFixed) return null;
        long inner = layout.Dims[storage].Rest / layout.SizeOf(part).Rest, begin = op.Start[axis];
        return (storage, begin * inner, (begin + node.Shape[axis].Rest) * inner, layout.Resized(node.Shape, cut, [storage]));
    }

    /// <summary>A place along an axis: counted from its end where it moves with the batch.</summary>
    static long Place(Dim size, Dim place)
    {
        if (place.IsFixed) return place.Rest;
        Dim rest = place - size;
        if (rest == 0) return long.MaxValue;
        return rest.IsFixed && rest.Rest < 0 ? rest.Rest : throw new FoveaException($"ONNX export: a slice at {place} of {size} elements", OnnxExport.FixedBatchHint);
    }

    static string Emit(Exporter to, string x, long[] axes, long[] starts, long[] ends, long[] steps)
    {
        List<string> inputs = [x, to.Graph.Integers(starts), to.Graph.Integers(ends), to.Graph.Integers(axes)];
        if (steps.Any(step => step != 1)) inputs.Add(to.Graph.Integers(steps));
        return to.Graph.Emit("Slice", inputs);
    }

    static ExportedValue Flip(Exporter to, TracedNode node, FlipOp op)
    {
        (ExportedValue x, int[] places) = to.Alone(node.Inputs[0], [.. op.Axes]);
        long[] All(long value) => [.. places.Select(_ => value)];
        return x with { Name = Emit(to, x.Name, Array.ConvertAll(places, place => (long)place), All(-1), All(long.MinValue), All(-1)) };
    }

    static ExportedValue Pad(Exporter to, TracedNode node, PadOp op)
    {
        int[] axes = [.. Enumerable.Range(0, node.Shape.Length).Where(axis => node.Shape[axis] != node.Inputs[0].Shape[axis])];
        (ExportedValue found, int[] places) = to.Alone(node.Inputs[0], axes);
        string x = found.Name, value = to.Graph.Number(op.Value);
        Dim[] dims = found.Layout.Dims;
        long[] pads = new long[2 * dims.Length];
        for (int i = 0; i < axes.Length; i++)
        {
            (int axis, int place) = (axes[i], places[i]);
            if (op.Between[axis] > 0) x = Spread(to, x, dims, place, op.Between[axis], value);
            (pads[place], pads[place + dims.Length]) = (op.Before[axis], op.After[axis]);
        }
        if (pads.Any(pad => pad != 0)) x = to.Graph.Emit("Pad", [x, to.Graph.Integers(pads), value]);
        return new ExportedValue(x, found.Layout.Resized(node.Shape, axes, places));
    }

    /// <summary>
    /// Puts so many elements between neighbours along an axis: each gets its followers in an axis of its own, which is then joined to its axis, and the last one's are cut off.
    /// </summary>
    static string Spread(Exporter to, string x, Dim[] dims, int place, int between, string value)
    {
        long[] after = new long[2 * dims.Length + 2];
        after[dims.Length + 1 + place + 1] = between;
        Dim[] With(Dim size) => [.. dims[..(place + 1)], size, .. dims[(place + 1)..]];
        string apart = to.Graph.Emit("Pad", [to.Reshape(x, dims, With(1)), to.Graph.Integers(after), value]);
        Dim[] split = With(between + 1);
        dims[place] *= between + 1;
        string joined = to.Reshape(apart, split, dims);
        dims[place] -= between;
        return Emit(to, joined, [place], [0], [-between], [1]);
    }

    /// <summary>In the order of axes for which the fewest operands have to be moved, constants among them; as at home where that is the same.</summary>
    static ExportedValue Concat(Exporter to, TracedNode node, ConcatOp op)
    {
        static int[] Home(TracedNode operand) => Layout.Home(operand.Shape).Order()!;
        static IEnumerable<int[]> Orders(TracedNode operand) => operand.IsConstant ? [Home(operand)] : operand.Values.Select(value => value.Layout.Order()).OfType<int[]>();
        int[] order = node.Inputs.SelectMany(Orders).Prepend(Home(node)).MinBy(order => node.Inputs.Count(operand => !Orders(operand).Any(own => own.SequenceEqual(order))))!;
        string[] parts = Array.ConvertAll(node.Inputs, operand => to.In(operand, Layout.Ordered(operand.Shape, order)));
        return new ExportedValue(to.Graph.Emit("Concat", parts, [new("axis", (long)Array.IndexOf(order, op.Axis))]), Layout.Ordered(node.Shape, order));
    }
}
