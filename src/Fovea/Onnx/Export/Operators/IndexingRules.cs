using Fovea.Tensors;

namespace Fovea.Onnx.Export;

/// <summary>What picks or adds up entries by number.</summary>
static class IndexingRules
{
    public static ExportRule[] Rules { get; } =
    [
        ExportRule.Of<GatherOp>(Gather), ExportRule.Of<ScatterAddOp>(ScatterAdd), ExportRule.Of<OneHotOp>(OneHot), ExportRule.Of<PickOp>(Pick), ExportRule.Of<PutOp>(Put),
    ];

    /// <summary>Indices as whole numbers, in the order of the tensor.</summary>
    public static string Indices(Exporter to, TracedNode indices) => indices.IsConstant
        ? to.Graph.Integers([.. indices.Shape.Select(size => size.Fixed)], Array.ConvertAll(indices.Tensor.ToArray(), index => (long)index))
        : to.Graph.Emit("Cast", [to.In(indices, Layout.Standard(indices.Shape))], [new("to", (long)OnnxElementType.Int64)]);

    static ExportedValue Gather(Exporter to, TracedNode node, GatherOp op)
    {
        (TracedNode input, TracedNode indices) = (node.Inputs[0], node.Inputs[1]);
        var (x, order) = to.Whole(input);
        int place = Array.IndexOf(order, op.Axis), more = indices.Shape.Length - 1;
        string y = to.Graph.Emit("Gather", [x, Indices(to, indices)], [new("axis", (long)place)]);
        // In place of the axis stand those of the indices, in their order.
        int[] result = [.. order.SelectMany(axis => axis < op.Axis ? [axis] : axis > op.Axis ? [axis + more] : Enumerable.Range(op.Axis, more + 1))];
        return new ExportedValue(y, Layout.Ordered(node.Shape, result));
    }

    /// <summary>The axis that is added to stands in front, as the operator wants it.</summary>
    static ExportedValue ScatterAdd(Exporter to, TracedNode node, ScatterAddOp op)
    {
        (TracedNode values, TracedNode indices) = (node.Inputs[0], node.Inputs[1]);
        int rank = node.Shape.Length, count = indices.Shape.Length;
        int[] others = [.. Enumerable.Range(0, rank).Where(axis => axis != op.Axis)];
        Layout result = Layout.Ordered(node.Shape, [op.Axis, .. others]);
        int[] order = [.. Enumerable.Range(op.Axis, count), .. others.Select(axis => axis < op.Axis ? axis : axis + count - 1)];
        string places = to.Reshape(Indices(to, indices), indices.Shape, [.. indices.Shape, 1]);
        string zeros = to.Graph.Emit("Expand", [to.Graph.Number(0), to.Sizes(result.Dims)]);
        string updates = to.In(values, Layout.Ordered(values.Shape, order));
        return new ExportedValue(to.Graph.Emit("ScatterND", [zeros, places, updates], [new("reduction", "add")]), result);
    }

    static ExportedValue OneHot(Exporter to, TracedNode node, OneHotOp op)
    {
        string range = to.Graph.Tensor(null, "zero and one", [2], () => Tensor.From([0f, 1f], [2]));
        string y = to.Graph.Emit("OneHot", [Indices(to, node.Inputs[0]), to.Graph.Integers(op.Classes), range], [new("axis", -1L)]);
        return new ExportedValue(y, Layout.Standard(node.Shape));
    }

    /// <summary>Elements or points, which the operators count in the order of the tensor's axes.</summary>
    static ExportedValue Pick(Exporter to, TracedNode node, PickOp op)
    {
        string x = to.In(node.Inputs[0], Layout.Standard(node.Inputs[0].Shape)), indices = Indices(to, node.Inputs[1]);
        string y = op.Places switch
        {
            ElementPlaces { Axis: var axis } => to.Graph.Emit("GatherElements", [x, indices], [new("axis", (long)axis)]),
            PointPlaces { Batch: var batch } => to.Graph.Emit("GatherND", [x, indices], [new("batch_dims", (long)batch)]),
            _ => throw NoForm(node),
        };
        return new ExportedValue(y, Layout.Standard(node.Shape));
    }

    static ExportedValue Put(Exporter to, TracedNode node, PutOp op)
    {
        string mode = op.Mode switch { ScatterMode.Replace => "none", ScatterMode.Add => "add", ScatterMode.Multiply => "mul", _ => throw NoForm(node) };
        (TracedNode data, TracedNode updates) = (node.Inputs[0], node.Inputs[2]);
        string[] inputs = [to.In(data, Layout.Standard(data.Shape)), Indices(to, node.Inputs[1]), to.In(updates, Layout.Standard(updates.Shape))];
        string y = op.Places switch
        {
            ElementPlaces { Axis: var axis } => to.Graph.Emit("ScatterElements", inputs, [new("axis", (long)axis), new("reduction", mode)]),
            PointPlaces { Batch: 0 } => to.Graph.Emit("ScatterND", inputs, [new("reduction", mode)]),
            _ => throw NoForm(node),
        };
        return new ExportedValue(y, Layout.Standard(node.Shape));
    }

    static FoveaException NoForm(TracedNode node) =>
        new($"ONNX export: {node} has no form in version {OnnxExport.Opset} of the operators, which replaces, adds and multiplies, without a batch of its own");
}
