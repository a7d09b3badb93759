using Fovea.Tensors;

namespace Fovea.Onnx.Export;

/// <summary>Layer normalisation over the last axis: c / sqrt(mean of c² + epsilon) weight + bias, where c is x less its mean.</summary>
static class LayerNormalization
{
    public static Fusion? Find(TracedNode root, OnnxExportOptions options)
    {
        if (root is not { Operation: AddOp, Inputs: [{ Operation: MultiplyOp, Inputs: [var normalised, var weight] }, var bias] }) return null;
        if (Divided(normalised) is not var (centred, sum)) return null;
        if (centred is not { Operation: SubtractOp, Inputs: [var x, var mean] }) return null;
        if (sum is not { Operation: AddOp, Inputs: [var variance, { Operation: FullOp epsilon }] }) return null;
        int last = x.Shape.Length - 1;
        TracedNode? MeanOf(TracedNode node) => Average.Of(node) is var (input, axes, keep) && keep && axes.SequenceEqual([last]) ? input : null;
        if (MeanOf(mean) != x || MeanOf(variance) is not { Operation: SquareOp, Inputs: [var squared] } || squared != centred) return null;
        if (!PerChannel.Is(weight, x.Shape[^1]) || !PerChannel.Is(bias, x.Shape[^1])) return null;
        return new Fusion(root, [x], to =>
        {
            Layout layout = to.ValuesOf(x).Select(value => (value.Layout, Wanted: Rows(value.Layout, last)))
                .MinBy(found => (Layout.Distance(found.Layout, found.Wanted), found.Wanted.StorageRank)).Wanted;
            string[] inputs = [to.In(x, layout), PerChannel.Vector(to, weight), PerChannel.Vector(to, bias)];
            string y = to.Graph.Emit("LayerNormalization", inputs, [new("axis", -1L), new("epsilon", (float)epsilon.Value)]);
            return new ExportedValue(y, layout);
        });
    }

    /// <summary>What is divided by a root, and what the root is taken of; networks from elsewhere do not multiply by its reciprocal.</summary>
    static (TracedNode Centred, TracedNode Sum)? Divided(TracedNode node) => node switch
    {
        { Operation: MultiplyOp, Inputs: [var centred, { Operation: RsqrtOp, Inputs: [var sum] }] } => (centred, sum),
        { Operation: DivideOp, Inputs: [var centred, { Operation: SqrtOp, Inputs: [var sum] }] } => (centred, sum),
        _ => null,
    };

    /// <summary>With the features last, in their order.</summary>
    static Layout Rows(Layout layout, int axis) => layout.WithLast(axis) is var rows && rows.Is(rows.StorageRank - 1, axis) ? rows : Layout.Standard([.. layout.Sizes]);
}
