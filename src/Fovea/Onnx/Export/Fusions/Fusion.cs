namespace Fovea.Onnx.Export;

/// <summary>
/// Several operations that are one operator of ONNX. Where a network computes the same in another way it is not found, and the operations are written one by one.
/// </summary>
/// <param name="Root">The last of the operations.</param>
/// <param name="Operands">What the operator is applied to: what lies between these and the root is not written.</param>
/// <param name="Emit">Writes the operator.</param>
sealed record Fusion(TracedNode Root, IReadOnlyList<TracedNode> Operands, Func<Exporter, ExportedValue> Emit)
{
    // What holds more comes first.
    static readonly Func<TracedNode, OnnxExportOptions, Fusion?>[] Known =
        [LayerNormalization.Find, FoldedBatchNormalization.Find, BatchNormalization.Find, LocalResponseNormalization.Find, Average.Find, GlobalMaximum.Find, Bias.Find];

    /// <summary>The operations that are written together, each with the operator that it becomes a part of.</summary>
    public static Dictionary<TracedNode, Fusion> Find(TracedGraph network, OnnxExportOptions options)
    {
        Dictionary<TracedNode, Fusion> found = [];
        HashSet<TracedNode> outputs = [.. network.Outputs];
        foreach (TracedNode node in network.Nodes.Reverse())
        {
            if (node.IsInput || node.IsConstant || found.ContainsKey(node)) continue;
            foreach (var find in Known)
                if (find(node, options) is { } fusion && fusion.Inside() is var inside && inside.All(inner => IsFree(inner, inside)))
                {
                    foreach (TracedNode inner in inside) found[inner] = fusion;
                    break;
                }

            bool IsFree(TracedNode inner, HashSet<TracedNode> inside) =>
                inner == node || (!found.ContainsKey(inner) && !outputs.Contains(inner) && inner.Uses.TrueForAll(inside.Contains));
        }
        return found;
    }

    /// <summary>The root and what lies between it and the operands.</summary>
    HashSet<TracedNode> Inside()
    {
        HashSet<TracedNode> inside = [];
        Stack<TracedNode> pending = new([Root]);
        while (pending.TryPop(out TracedNode? node))
            if (!node.IsConstant && !Operands.Contains(node) && inside.Add(node))
                foreach (TracedNode input in node.Inputs) pending.Push(input);
        return inside;
    }
}
