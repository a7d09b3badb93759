using Fovea.Tensors;

namespace Fovea.Onnx.Export;

/// <summary>How an operation is written as nodes of ONNX, or why it cannot be.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Write">Writes it and gives the values that hold its result; null where it cannot be written.</param>
/// <param name="Reason">Why it cannot be written; empty where it can.</param>
sealed record ExportRule(Type Operation, Func<Exporter, TracedNode, IEnumerable<ExportedValue>>? Write, string Reason = "")
{
    /// <summary>An operation that gives one value.</summary>
    public static ExportRule Of<T>(Func<Exporter, TracedNode, T, ExportedValue> write) where T : Operation =>
        new(typeof(T), (to, node) => [write(to, node, (T)node.Operation!)]);

    /// <summary>An operation that only looks at its operand in another way: each of the operand's values holds its result too.</summary>
    public static ExportRule View<T>(Func<Exporter, TracedNode, T, IEnumerable<ExportedValue>> write) where T : Operation =>
        new(typeof(T), (to, node) => write(to, node, (T)node.Operation!));

    /// <summary>An operation that has no place in a graph of ONNX.</summary>
    public static ExportRule None<T>(string reason) where T : Operation => new(typeof(T), null, reason);
}

/// <summary>Every operation of tensors with its rule, family by family. A test fails for an operation that has none.</summary>
static class ExportTable
{
    static readonly Dictionary<Type, ExportRule> ByOperation = new ExportRule[][]
    {
        ElementwiseRules.Rules, ConvolutionRules.Rules, PoolingRules.Rules, ProductRules.Rules, ReductionRules.Rules, MovementRules.Rules, IndexingRules.Rules,
        SamplingRules.Rules, RandomRules.Rules,
    }.SelectMany(rules => rules).ToDictionary(rule => rule.Operation);

    /// <summary>All rules.</summary>
    public static IReadOnlyCollection<ExportRule> All => ByOperation.Values;

    /// <summary>Writes the operation of a node and gives the values that hold its result.</summary>
    /// <exception cref="FoveaException">The operation cannot be written.</exception>
    public static IEnumerable<ExportedValue> Export(Exporter to, TracedNode node)
    {
        ExportRule? rule = ByOperation.GetValueOrDefault(node.Operation!.GetType());
        if (rule?.Write is null) throw new FoveaException($"ONNX export: {node} has no form in ONNX{(rule is null ? "" : $": {rule.Reason}")}");
        return rule.Write(to, node);
    }
}
