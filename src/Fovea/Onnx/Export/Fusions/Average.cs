using Fovea.Tensors;

namespace Fovea.Onnx.Export;

/// <summary>A mean: a sum times one over the number of elements. Over whole images it is a global pool.</summary>
static class Average
{
    public static Fusion? Find(TracedNode root, OnnxExportOptions options) => Of(root) is not var (x, axes, keep) ? null : new Fusion(root, [x], to =>
    {
        if (!keep || x.Shape.Length != 4 || !axes.SequenceEqual([1, 2])) return ReductionRules.Write(to, x, "ReduceMean", axes, keep);
        return new ExportedValue(to.Graph.Emit("GlobalAveragePool", [to.In(x, Layout.Images(x.Shape))]), Layout.Images(root.Shape));
    });

    /// <summary>What a node is the mean of, over which axes, and whether these stay with size 1. The number of elements may grow with the batch.</summary>
    public static (TracedNode X, Shape Axes, bool Keep)? Of(TracedNode node)
    {
        if (node is not { Operation: MultiplyOp, Inputs: [var sum, { Operation: FullOp } part] }) return null;
        bool keep = sum.Operation is ReshapeOp;
        TracedNode folded = keep ? sum.Inputs[0] : sum;
        if (folded is not { Operation: SumOp { Axes: var axes }, Inputs: [var x] } || (keep && !sum.Shape.SequenceEqual(ReductionRules.Kept(x, axes)))) return null;
        for (int i = 0; i < part.Tensors.Length; i++)
        {
            double share = ((FullOp)part.Tensors[i].Operation!).Value, elements = (double)x.Tensors[i].Shape.Count / sum.Tensors[i].Shape.Count;
            if (!(Math.Abs(share * elements - 1) < 1e-12)) return null;
        }
        return (x, axes, keep);
    }
}
