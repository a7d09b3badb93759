using Fovea.Tensors;

namespace Fovea.Onnx.Export;

/// <summary>Matrix products.</summary>
static class ProductRules
{
    public static ExportRule[] Rules { get; } =
    [
        ExportRule.Of<MatMulOp>((to, node, op) => Write(to, node, op, null)),
    ];

    /// <summary>Writes a product. With a matrix that is known the rows of the other operand stay where they are, whatever they mean.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="node">The operation.</param>
    /// <param name="op">The same.</param>
    /// <param name="bias">What is added to every row, a constant (n), or null.</param>
    public static ExportedValue Write(Exporter to, TracedNode node, MatMulOp op, TracedNode? bias)
    {
        (TracedNode a, TracedNode b) = (node.Inputs[0], node.Inputs[1]);
        if (b.IsConstant && b.Shape.Length == 2) return WithMatrix(to, node, op, a, b, bias);
        if (bias is not null) throw new ArgumentException("only a product with a known matrix takes a bias", nameof(bias));
        Layout left = Layout.Ordered(a.Shape, Turned(a.Shape.Length, op.TransposeA)), right = Layout.Ordered(b.Shape, Turned(b.Shape.Length, op.TransposeB));
        // Matrices that are the same for all are stretched by the product itself.
        bool IsSame(TracedNode operand, int axis) => axis < operand.Shape.Length - 2 && !operand.IsConstant && !operand.Values.Exists(value => value.Layout.Touches(axis));
        string x = to.In(a, left.Without(axis => IsSame(a, axis))), y = to.In(b, right.Without(axis => IsSame(b, axis)));
        return new ExportedValue(to.Graph.Emit("MatMul", [x, y]), Layout.Standard(node.Shape).Without(axis => IsSame(a, axis) && IsSame(b, axis)));
    }

    static int[] Turned(int rank, bool transposed) => transposed ? [.. Enumerable.Range(0, rank - 2), rank - 1, rank - 2] : [.. Enumerable.Range(0, rank)];

    /// <summary>
    /// A weight that stands with its outputs in front, as linear layers keep it, goes into a Gemm as it is, for which all rows become one axis; any other matrix is
    /// multiplied from behind.
    /// </summary>
    static ExportedValue WithMatrix(Exporter to, TracedNode node, MatMulOp op, TracedNode a, TracedNode b, TracedNode? bias)
    {
        int inner = op.TransposeA ? 0 : 1;
        Layout Wanted(Layout layout) => layout.WithLast(inner) is var rows && op.TransposeB ? rows.Grouped(0, rows.StorageRank - 1) : rows;
        Layout rows = to.ValuesOf(a).Select(value => (value.Layout, Wanted: Wanted(value.Layout))).MinBy(found => Layout.Distance(found.Layout, found.Wanted)).Wanted;
        string x = to.In(a, rows);
        Layout result = rows.Multiplied(inner, node.Shape[1]);
        if (op.TransposeA) result = result.Transposed([1, 0]);

        // The matrix's elements stand in the order in which the inner axis lies.
        string matrix = to.Constant(b, rows.Matrix(inner, node.Shape[1], op.TransposeB));
        string[] numbers = bias is null ? [] : [to.Constant(bias, Layout.Ordered(bias.Shape, [bias.Shape.Length - 1]))];
        if (rows.StorageRank == 2)
            return new ExportedValue(to.Graph.Emit("Gemm", [x, matrix, .. numbers], op.TransposeB ? [new OnnxAttribute("transB", 1L)] : []), result);
        string y = to.Graph.Emit("MatMul", [x, matrix]);
        return new ExportedValue(bias is null ? y : to.Graph.Emit("Add", [y, .. numbers]), result);
    }
}
