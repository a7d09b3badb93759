using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>Products of matrices.</summary>
internal static class ProductOperators
{
    public static readonly OnnxOperator[] All =
    [
        new("MatMul", MatMul) { Weights = [1] },
        new("Gemm", Gemm) { Weights = [1, 2] },
        new("Einsum", Einsum),
    ];

    /// <summary>The products of the matrices in the last two axes; a vector is a row on the left and a column on the right.</summary>
    public static OnnxValue Product(OnnxValue a, OnnxValue b)
    {
        if (a.Rank == 0 || b.Rank == 0) throw new ShapeException($"a product needs vectors or matrices, not {a.Shape} and {b.Shape}");
        if (a.Rank == 1)
        {
            OnnxValue row = Product(a.Unsqueeze([0]), b);
            return row.Squeeze([b.Rank == 1 ? -1 : -2]);
        }
        if (b.Rank == 1) return Product(a, b.Unsqueeze([1])).Squeeze([-1]);

        (Tensor right, bool transposeB) = Matrix(b);
        // Rows may lie in any order, as long as each is in one piece.
        if (b.Rank == 2 && a.Order[^1] == a.Rank - 1) return a.With(a.Tensor.MatMul(right, transposeB: transposeB));
        (Tensor left, bool transposeA) = b.Rank == 2 && a.Rank > 2 ? (a.Logical, false) : Matrix(a);
        return new OnnxValue(left.MatMul(right, transposeA, transposeB), a.Type);
    }

    static OnnxValue MatMul(OnnxCall call) => Product(call[0], call[1]);

    /// <summary>alpha A B + beta C, each matrix perhaps transposed.</summary>
    public static OnnxValue Gemm(OnnxCall call)
    {
        OnnxValue a = call[0], b = call[1];
        if (a.Rank != 2 || b.Rank != 2) throw call.Bad($"needs two matrices, not {a.Shape} and {b.Shape}");
        if (call.Flag("transA")) a = a.Transpose([1, 0]);
        if (call.Flag("transB")) b = b.Transpose([1, 0]);
        OnnxValue y = Product(a, b);
        double alpha = call.Float("alpha", 1), beta = call.Float("beta", 1);
        if (alpha != 1) y = y.With(y.Tensor * alpha);
        if (call.Optional(2) is not { } c || beta == 0) return y;
        return Elementwise.Map([y, c], x => x[0] + (beta == 1 ? x[1] : x[1] * beta), type: y.Type);
    }

    /// <summary>Einstein's sum, of operands as they lie in memory: the letters are put in that order instead of the elements.</summary>
    static OnnxValue Einsum(OnnxCall call)
    {
        string equation = string.Concat(call.Text("equation", "").Where(letter => !char.IsWhiteSpace(letter)));
        string[] sides = equation.Split("->"), terms = sides[0].Split(',');
        if (terms.Length != call.Count || equation.Contains('.')) return new OnnxValue(Tensor.Einsum(equation, [.. call.Inputs.Select(value => value.Logical)]), call.X.Type);
        // Without an arrow the result follows from the letters, whatever their order.
        string[] lying = [.. terms.Select((term, i) => term.Length == call[i].Rank ? string.Concat(call[i].Order.Select(axis => term[axis])) : term)];
        return new OnnxValue(Tensor.Einsum(string.Join(',', lying) + (sides.Length > 1 ? $"->{sides[1]}" : ""), [.. call.Inputs.Select(value => value.Tensor)]), call.X.Type);
    }

    /// <summary>The matrices as they lie in memory, and whether they are transposed there.</summary>
    static (Tensor Tensor, bool IsTransposed) Matrix(OnnxValue value)
    {
        int[] swapped = OnnxValue.Ascending(value.Rank);
        (swapped[^1], swapped[^2]) = (swapped[^2], swapped[^1]);
        return value.Order.SequenceEqual(swapped) ? (value.Tensor, true) : (value.Logical, false);
    }
}
