using Fovea.Tensors;

namespace Fovea.Onnx.Export;

/// <summary>Layer normalisation over the last axis: c / sqrt(mean of c² + epsilon) weight + bias, where c is x less its mean.</summary>
static class LayerNormalization
{
    public static Fusion? Find(TracedNode root, OnnxExportOptions options)
    {
        if (root is not
            {
                Operation: AddOp,
                Inputs:
                [
                    {
                        Operation: MultiplyOp,
                        Inputs:
                        [
                            {
                                Operation: MultiplyOp,
                                Inputs:
                                [
                                    { Operation: SubtractOp, Inputs: [var x, var mean] } centred,
                                    { Operation: RsqrtOp, Inputs: [{ Operation: AddOp, Inputs: [var variance, { Operation: FullOp epsilon }] }] },
                                ],
                            },
                            var weight,
                        ],
                    },
                    var bias,
                ],
            }) return null;
        int last = x.Shape.Length - 1;
        bool IsMean(TracedNode node, out TracedNode of) => (Average.Of(node) is var (input, axes, keep) && keep && axes.SequenceEqual([last]) ? (of = input, true) : (of = node, false)).Item2;
        if (!IsMean(mean, out TracedNode centre) || centre != x) return null;
        if (!IsMean(variance, out TracedNode squares) || squares is not { Operation: SquareOp, Inputs: [var squared] } || squared != centred) return null;
        if (!PerChannel.Is(weight, x.Shape[^1]) || !PerChannel.Is(bias, x.Shape[^1])) return null;
        return new Fusion(root, [x], to =>
        {
            Layout layout = to.ValuesOf(x).Select(value => (value.Layout, Wanted: Rows(value.Layout, last))).MinBy(found => Layout.Distance(found.Layout, found.Wanted)).Wanted;
            string y = to.Graph.Emit("LayerNormalization", [to.In(x, layout), PerChannel.Vector(to, weight), PerChannel.Vector(to, bias)],
                new OnnxAttribute("axis", -1L), new OnnxAttribute("epsilon", (float)epsilon.Value));
            return new ExportedValue(y, layout);
        });
    }

    /// <summary>With the features last, in their order.</summary>
    static Layout Rows(Layout layout, int axis) => layout.WithLast(axis) is var rows && rows.Is(rows.StorageRank - 1, axis) ? rows : Layout.Standard([.. layout.Sizes]);
}
