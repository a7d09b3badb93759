namespace Fovea.Tensors;

/// <summary>
/// The sums of one or more values over all dimensions but the last, in one pass: (C) for one, (n, C) for several. The values are operands, or results of a chain of element-wise operations
/// that are never stored.
/// </summary>
/// <param name="Elements">The shape of every value.</param>
/// <param name="Program">The chain; none where operands are summed as they are.</param>
/// <param name="Chain">Its name.</param>
/// <param name="Values">Operands and steps of the chain.</param>
internal sealed record FusedSumsOp(Shape Elements, ElementwiseProgram Program, string Chain, int[] Values) : FusedOp, ICpuOperation
{
    public override string Name => $"{Chain}{(Chain.Length > 0 ? " " : "")}{(Values.Length > 1 ? "Sums" : "Sum")}";

    public CpuKernel Cpu(CpuSite site) => Program.CompileSums(site, Elements, Values);

    /// <summary>Whether a node sums a value of such a shape over all dimensions but the last, in a way that a chain can do.</summary>
    public static bool Takes(Node node, Shape elements) => node.Operation is FusedSumsOp || Of(node, elements) is not null;

    /// <summary>The same sum as a node of a simplified graph, or null.</summary>
    /// <param name="node">The node.</param>
    /// <param name="elements">The shape of its operand.</param>
    public static FusedSumsOp? Of(Node node, Shape elements) =>
        // The axes are counted from the front.
        node.Operation is SumOp { Axes: var axes } && axes.Rank > 0 && axes.Rank == elements.Rank - 1 && axes[-1] == elements.Rank - 2 && elements[-1] <= ElementwiseProgram.MostColumns && elements.Count > 0
            ? new FusedSumsOp(elements, new ElementwiseProgram([], []), "", [0])
            : null;
}
