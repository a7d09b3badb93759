namespace Fovea.Onnx;

/// <summary>All operators that can be imported, by families.</summary>
internal static class OnnxOperators
{
    /// <summary>The first version of ONNX's own operator set that is read.</summary>
    public const int FirstOpset = 7;

    /// <summary>The last version of ONNX's own operator set that is read.</summary>
    public const int LastOpset = 21;

    /// <summary>The families; each is a table in a file of its own.</summary>
    static readonly OnnxOperator[][] Families =
    [
        ArithmeticOperators.All, ActivationOperators.All, ConvolutionOperators.All, PoolingOperators.All, ProductOperators.All, NormalizationOperators.All,
        ReductionOperators.All, ShapeOperators.All, MovementOperators.All, ConstantOperators.All, ResizeOperators.All, ControlOperators.All,
    ];

    static readonly ILookup<(string Domain, string Name), OnnxOperator> rows = Families.SelectMany(family => family).ToLookup(row => (row.Domain, row.Name));

    /// <summary>The rows of all families.</summary>
    public static IEnumerable<OnnxOperator> All => Families.SelectMany(family => family);

    /// <summary>The row for an operator in a version of its operator set, or null.</summary>
    public static OnnxOperator? Find(string domain, string name, long opset)
    {
        OnnxOperator? best = null;
        foreach (OnnxOperator row in rows[(domain, name)])
            if (row.Since <= opset && row.Since >= (best?.Since ?? 0)) best = row;
        return best;
    }
}
