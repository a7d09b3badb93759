namespace Fovea.Tensors.Tests.Operations;

/// <summary>Matrix products: sizes 1, odd, with tails; stored transposed or not; batched; with what is fused behind them.</summary>
static class ProductCases
{
    public static IEnumerable<OperationCase> All =>
    [
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
}
