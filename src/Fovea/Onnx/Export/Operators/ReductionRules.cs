using Fovea.Tensors;

namespace Fovea.Onnx.Export;

/// <summary>What folds axes of a tensor into one number, or runs along one: sums, extremes and their places, softmax.</summary>
static class ReductionRules
{
    public static ExportRule[] Rules { get; } =
    [
        ExportRule.Of<SumOp>((to, node, op) => Write(to, node, "ReduceSum", op.Axes)),
        ExportRule.Of<MaxOp>((to, node, op) => Write(to, node, "ReduceMax", op.Axes)),
        ExportRule.Of<MinOp>((to, node, op) => Write(to, node, "ReduceMin", op.Axes)),
        ExportRule.Of<ArgMaxOp>((to, node, op) => Place(to, node, "ArgMax", op)),
        ExportRule.Of<ArgMinOp>((to, node, op) => Place(to, node, "ArgMin", op)),
        ExportRule.Of<TopKOp>(TopK),
        ExportRule.Of<CumSumOp>(CumSum),
        ExportRule.Of<SoftmaxOp>(Softmax),
        ExportRule.None<ColumnMomentsOp>("only batch normalisation in training computes it; Train(false) comes before an export"),
        ExportRule.None<AllFiniteOp>("only a step of an optimiser computes it"),
    ];

    /// <summary>Writes a reduction over axes of the first operand. Axes that come back with size 1 at once stay in the value.</summary>
    public static ExportedValue Write(Exporter to, TracedNode node, string operation, Shape axes)
    {
        TracedNode input = node.Inputs[0];
        bool keep = node.Uses is [{ Operation: ReshapeOp } restored] && restored.Shape.SequenceEqual(Kept(input, axes));
        ExportedValue reduced = Write(to, input, operation, axes, keep);
        return keep ? reduced with { Layout = reduced.Layout.Reshaped(node.Shape)! } : reduced;
    }

    /// <summary>The shape in which reduced axes have size 1.</summary>
    public static IEnumerable<Dim> Kept(TracedNode input, Shape axes) => input.Shape.Select((size, axis) => axes.Contains(axis) ? 1 : size);

    /// <summary>Writes a reduction; <paramref name="keep"/> leaves the axes in the result with size 1.</summary>
    public static ExportedValue Write(Exporter to, TracedNode input, string operation, Shape axes, bool keep)
    {
        // Each axis of the value is reduced or stays, and all elements of those that are reduced are there.
        bool IsReduced(Part part) => axes.Contains(part.Axis);
        bool Fits(Layout layout) => axes.All(layout.Covers)
            && Enumerable.Range(0, layout.StorageRank).All(i => layout.StoredAt(i).ToArray() is var parts && (parts.All(IsReduced) || !parts.Any(IsReduced)));
        IReadOnlyList<ExportedValue> values = to.ValuesOf(input);
        ExportedValue? found = values.Where(value => Fits(value.Layout)).Select(value => (ExportedValue?)value).FirstOrDefault();
        Layout layout = found?.Layout ?? Layout.Home(input.Shape);
        string x = found?.Name ?? to.In(input, layout);
        long[] places = [.. Enumerable.Range(0, layout.StorageRank).Where(i => layout.StoredAt(i) is [var part, ..] && axes.Contains(part.Axis)).Select(i => (long)i)];
        Layout result = layout.Reduced(axes, keep);
        // An axis of size 1 is its own sum.
        if (places.Length == 0) return new ExportedValue(x, result);
        OnnxAttribute keeps = new("keepdims", keep ? 1L : 0L);
        // In this version of the operators only a sum takes its axes as an input.
        string y = operation == "ReduceSum" ? to.Graph.Emit(operation, [x, to.Graph.Integers(places)], [keeps]) : to.Graph.Emit(operation, [x], [new("axes", places), keeps]);
        return new ExportedValue(y, result);
    }

    static ExportedValue Place(Exporter to, TracedNode node, string operation, PlaceOp op)
    {
        TracedNode input = node.Inputs[0];
        var (x, order) = to.Whole(input);
        string place = to.Graph.Emit(operation, [x], [new("axis", (long)Array.IndexOf(order, op.Axis)), new("keepdims", 0L)]);
        string y = to.Graph.Emit("Cast", [place], [new("to", (long)OnnxElementType.Float)]);
        return new ExportedValue(y, Layout.Ordered(input.Shape, order).Reduced([op.Axis], keep: false));
    }

    static ExportedValue TopK(Exporter to, TracedNode node, TopKOp op)
    {
        var (x, order) = to.Whole(node.Inputs[0]);
        OnnxAttribute[] options = [new("axis", (long)Array.IndexOf(order, op.Axis)), new("largest", op.Largest ? 1L : 0L), new("sorted", 1L)];
        string places = to.Graph.Emit("TopK", [x, to.Graph.Integers(op.Count)], outputs: 2, options)[1];
        return new ExportedValue(to.Graph.Emit("Cast", [places], [new("to", (long)OnnxElementType.Float)]), Layout.Ordered(node.Shape, order));
    }

    static ExportedValue CumSum(Exporter to, TracedNode node, CumSumOp op)
    {
        var (x, order) = to.Whole(node.Inputs[0]);
        string axis = to.Graph.Integers([], [Array.IndexOf(order, op.Axis)]);
        string y = to.Graph.Emit("CumSum", [x, axis], [new("exclusive", op.Exclusive ? 1L : 0L), new("reverse", op.Reverse ? 1L : 0L)]);
        return new ExportedValue(y, Layout.Ordered(node.Shape, order));
    }

    /// <summary>Along whichever axis of the value holds the elements, in any order.</summary>
    static ExportedValue Softmax(Exporter to, TracedNode node, SoftmaxOp op)
    {
        TracedNode input = node.Inputs[0];
        int Along(Layout layout)
        {
            HashSet<Part> wanted = [.. layout.PartsOf(op.Axis)];
            return Enumerable.Range(0, layout.StorageRank).FirstOrDefault(i => wanted.SetEquals(layout.StoredAt(i).ToArray()), -1);
        }
        string x;
        Layout layout;
        if (to.ValuesOf(input).FirstOrDefault(value => Along(value.Layout) >= 0) is { Name: not null } found) (x, layout) = (found.Name, found.Layout);
        else
        {
            layout = Layout.Home(input.Shape);
            x = to.In(input, layout);
        }
        return new ExportedValue(to.Graph.Emit(op.Log ? "LogSoftmax" : "Softmax", [x], [new("axis", (long)Along(layout))]), layout);
    }
}
