namespace Fovea.Onnx;

/// <summary>All operators that can be imported, by families.</summary>
internal static class OnnxOperators
{
    /// <summary>The first version of ONNX's own operator set that is read.</summary>
    public const int FirstOpset = 7;

    /// <summary>The last version of ONNX's own operator set that is read.</summary>
    public const int LastOpset = 21;

    /// <summary>The families; each is a table in a file of its own.</summary>
    public static readonly (string Title, OnnxOperator[] Rows)[] Families =
    [
        ("Arithmetic", ArithmeticOperators.All),
        ("Comparisons, logic and bits", LogicOperators.All),
        ("Activations", ActivationOperators.All),
        ("Convolutions", ConvolutionOperators.All),
        ("Pooling", PoolingOperators.All),
        ("Products", ProductOperators.All),
        ("Normalisation", NormalizationOperators.All),
        ("Reductions", ReductionOperators.All),
        ("Shapes", ShapeOperators.All),
        ("Movement", MovementOperators.All),
        ("Indexing", IndexingOperators.All),
        ("Constants and types", ConstantOperators.All),
        ("Resizing and sampling", ResizeOperators.All),
        ("Random numbers", RandomOperators.All),
        ("Control flow", ControlOperators.All),
        ("Sequences", SequenceOperators.All),
        ("Recurrent layers", RecurrentOperators.All),
        ("Quantised numbers", QuantizedOperators.All),
        ("Fused nodes of ONNX Runtime", FusedOperators.All),
    ];

    static readonly ILookup<(string Domain, string Name), OnnxOperator> rows = All.ToLookup(row => (row.Domain, row.Name));

    /// <summary>The rows of all families.</summary>
    public static IEnumerable<OnnxOperator> All => Families.SelectMany(family => family.Rows);

    /// <summary>The row for an operator in a version of its operator set, or null.</summary>
    public static OnnxOperator? Find(string domain, string name, long opset)
    {
        OnnxOperator? best = null;
        foreach (OnnxOperator row in rows[(domain, name)])
            if (row.Since <= opset && row.Since >= (best?.Since ?? 0)) best = row;
        return best;
    }
}
