namespace Fovea.Tensors.Tests.Operations;

/// <summary>Matrix products: sizes 1, odd, with tails; stored transposed or not; batched; with what is fused behind them.</summary>
static class ProductCases
{
    public static IEnumerable<OperationCase> All =>
    [
        .. Einsums,
        .. from size in new[] { (1, 1, 1), (1, 7, 3), (5, 1, 9), (17, 33, 19), (3, 300, 2), (64, 5, 70) }
           from transposeA in new[] { false, true }
           from transposeB in new[] { false, true }
           let m = size.Item1 let k = size.Item2 let n = size.Item3
           select new OperationCase($"MatMul {m}x{k}x{n}{(transposeA ? " A'" : "")}{(transposeB ? " B'" : "")}",
               [transposeA ? [k, m] : [m, k], transposeB ? [n, k] : [k, n]], x => x[0].MatMul(x[1], transposeA, transposeB)),
        new("MatMul batched", [[2, 3, 4, 5], [2, 3, 5, 6]], x => x[0].MatMul(x[1])),
        new("MatMul batched, stretched", [[2, 1, 4, 5], [3, 6, 5]], x => x[0].MatMul(x[1], transposeB: true)),
        new("MatMul rows by one matrix", [[2, 3, 4, 5], [5, 6]], x => x[0].MatMul(x[1])),
        new("MatMul + bias, tanh", [[9, 5], [6, 5], [6]], x => (x[0].MatMul(x[1], transposeB: true) + x[2]).Tanh()),
        new("MatMul + bias + residual, sigmoid", [[9, 5], [6, 5], [6], [9, 6]], x => (x[0].MatMul(x[1], transposeB: true) + x[2] + x[3]).Sigmoid()),
    ];

    static IEnumerable<OperationCase> Einsums =>
        from row in new (string Equation, Shape[] Shapes)[]
        {
            ("ij->ji", [[3, 4]]), ("ij->", [[3, 4]]), ("ij->j", [[3, 4]]), ("ii->i", [[4, 4]]), ("ii", [[4, 4]]), ("iji->ij", [[3, 4, 3]]), ("i,j->ij", [[3], [4]]), ("i,i->", [[5], [5]]), ("i,i->i", [[5], [5]]),
            ("ij,jk->ik", [[3, 4], [4, 5]]), ("ij,jk", [[3, 4], [4, 5]]), ("ij,kj->ik", [[3, 4], [5, 4]]), ("ji,jk->ki", [[4, 3], [4, 5]]), ("bij,bjk->bik", [[2, 3, 4], [2, 4, 5]]), ("bij,bkj->bik", [[2, 3, 4], [2, 5, 4]]),
            ("bhid,bhjd->bhij", [[2, 3, 4, 5], [2, 3, 6, 5]]), ("bihd,bjhd->bhij", [[2, 4, 3, 5], [2, 6, 3, 5]]), ("bhwc,hkc->bhwk", [[2, 3, 4, 5], [3, 6, 5]]), ("abc,abd->cd", [[2, 3, 4], [2, 3, 5]]),
            ("...ij,...jk->...ik", [[2, 3, 4], [2, 4, 5]]), ("...ij,jk->...ik", [[2, 3, 3, 4], [4, 5]]), ("...ij,...jk->...ik", [[6, 1, 3, 4], [2, 4, 5]]), ("i...->...", [[3, 4, 2]]), ("b...,b...->b", [[3, 4, 2], [3, 4, 2]]),
            ("ij,ij->ij", [[3, 1], [1, 4]]), ("ij,jk->ik", [[3, 1], [4, 5]]), ("ij,jk,kl->il", [[2, 3], [3, 4], [4, 5]]), ("i,j,k->kji", [[2], [3], [4]]), ("ij,k->i", [[3, 4], [5]]), ("ij, j k -> i k", [[3, 4], [4, 5]]),
            ("nchw,c->nchw", [[2, 3, 4, 5], [3]]), ("bij,b->ij", [[2, 3, 4], [2]]), ("ab,ab,ab->a", [[3, 4], [3, 4], [3, 4]]), (",ij->ij", [[], [3, 4]]),
        }
        select new OperationCase($"Einsum {row.Equation} of {string.Join(" and ", row.Shapes.Select(shape => shape.ToString()))}", row.Shapes, x => Tensor.Einsum(row.Equation, x).Square());
}
