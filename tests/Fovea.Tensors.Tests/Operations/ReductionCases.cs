namespace Fovea.Tensors.Tests.Operations;

/// <summary>Reductions over every kind of axes: outer, inner, middle, several apart, all.</summary>
static class ReductionCases
{
    static readonly int[][] AxisSets = [[0], [1], [2], [3], [-1], [0, 1], [1, 2], [2, 3], [0, 3], [0, 2], [1, 3], [0, 1, 2], [0, 1, 3], [0, 1, 2, 3]];

    public static IEnumerable<OperationCase> All =>
    [
        .. Over("Sum", (x, axes) => x.Sum(axes) * 0.7),
        .. Over("Mean, kept", (x, axes) => x.Mean(axes, keepDims: true) * x),
        .. Over("Max", (x, axes) => x.Max(axes).Square()),
        .. Over("Min, kept", (x, axes) => x.Min(axes, keepDims: true) * x),
        .. Over("Prod", (x, axes) => x.Prod(axes)).Select(row => row with { Range = (0.6, 1.4) }),
        .. Over("Prod, kept", (x, axes) => x.Prod(axes, keepDims: true) * x).Select(row => row with { Range = (0.6, 1.4) }),
        new("Prod with zeros", [[4, 5]], x => x[0].Prod([1])) { Draw = Few }, new("Prod of nothing", [[0, 3]], x => x[0].Prod([0])), new("Prod of numbers", [[]], x => x[0].Prod()),
        new("ColumnMoments", [[3, 4, 5]], x => x[0].ColumnMoments().Square()), new("ColumnMoments of many rows", [[700, 33]], x => x[0].ColumnMoments()) { HasSecondGradient = false },
        new("ColumnMoments of one row", [[1, 7]], x => x[0].ColumnMoments()), new("ColumnMoments of a vector", [[6]], x => x[0].ColumnMoments()),
        new("AllFinite", [[3, 5]], x => x[0].AllFinite()) { HasGradient = false },
        .. Over("Norm", (x, axes) => x.Norm(axes)), .. Over("Norm 3, kept", (x, axes) => x.Norm(axes, 3, keepDims: true)).Select(row => row with { Range = (0.1, 2) }),
        .. Over("Norm 1", (x, axes) => x.Norm(axes, 1)).Select(row => row with { Range = (0.1, 2) }),
        .. Along("CumSum", (x, axis) => x.CumSum(axis).Square()), .. Along("CumSum, exclusive", (x, axis) => x.CumSum(axis, exclusive: true).Square()),
        .. Along("CumSum, reverse", (x, axis) => x.CumSum(axis, reverse: true).Square()), .. Along("CumSum, both", (x, axis) => x.CumSum(axis, exclusive: true, reverse: true).Square()),
        new("CumSum of many", [[3, 3000]], x => x[0].CumSum()) { HasSecondGradient = false }, new("CumSum of wide rows", [[3, 3000]], x => x[0].CumSum(0)) { HasSecondGradient = false },
        .. Along("TopK values", (x, axis) => x.TopK(2, axis).Values.Square()), .. Along("TopK places", (x, axis) => x.TopK(2, axis).Places).Select(row => row with { HasGradient = false, Draw = Few }),
        .. Along("TopK smallest", (x, axis) => x.TopK(1, axis, largest: false).Values.Square()),
        .. Along("TopK smallest places", (x, axis) => x.TopK(2, axis, largest: false).Places).Select(row => row with { HasGradient = false, Draw = Few }),
        .. from count in new[] { 0, 1, 2, 7, 100, 511, 999, 1000 }
           from largest in new[] { true, false }
           select new OperationCase($"TopK {count} of 1000{(largest ? "" : ", smallest")}", [[2, 1000]], x => x[0].TopK(count, largest: largest).Places) { HasGradient = false, Draw = (random, _) => random.Next(100) - 50 },
        .. Over("Variance", (x, axes) => x.Variance(axes)),
        .. Over("Variance of the elements, kept", (x, axes) => x.Variance(axes, correction: 0, keepDims: true) * x),
        .. Over("LogSumExp", (x, axes) => x.LogSumExp(axes)),
        .. Over("LogSumExp, kept", (x, axes) => x.LogSumExp(axes, keepDims: true) * x),
        .. Along("Softmax", (x, axis) => x.Softmax(axis)),
        .. Along("LogSoftmax", (x, axis) => x.LogSoftmax(axis)),
        .. Along("ArgMax", (x, axis) => x.ArgMax(axis)).Select(row => row with { HasGradient = false, Draw = Few }),
        .. Along("ArgMin, kept", (x, axis) => x.ArgMin(axis, keepDims: true)).Select(row => row with { HasGradient = false, Draw = Few }),
        .. from shape in new Shape[] { [3, 5001], [5001, 3], [1, 70_001], [2, 700, 33], [1, 1], [1], [5, 1, 3] }
           from reduction in new (string Name, Func<Tensor, Tensor> Of, bool HasGradient)[]
           {
               ("Sum", x => x.Sum([-1]), true), ("Sum of the first", x => x.Sum([0]), true), ("Max", x => x.Max([-1]), true), ("Min of the first", x => x.Min([0]), true),
               ("ArgMax", x => x.ArgMax(), false), ("ArgMax of the first", x => x.ArgMax(0), false), ("ArgMin of the first", x => x.ArgMin(0), false),
               ("Softmax", x => x.Softmax(), true), ("Softmax of the first", x => x.Softmax(0), true), ("LogSoftmax", x => x.LogSoftmax(), true),
               ("LogSoftmax of the first", x => x.LogSoftmax(0), true), ("LogSumExp", x => x.LogSumExp(), true), ("Variance", x => x.Variance([-1], correction: 0), true),
           }
           select new OperationCase($"{reduction.Name} of {shape}", [shape], x => reduction.Of(x[0])) 
           {
               // Central differences of a sum of many large numbers have no digits left.
               HasGradient = reduction.HasGradient && !(reduction.Name.StartsWith("LogSoftmax", StringComparison.Ordinal) && shape.Count > 10_000),
               HasSecondGradient = shape.Count < 1000,
           },
        new("Sum of nothing", [[0, 3]], x => x[0].Sum([0])),
        new("Max of no rows", [[0, 3]], x => x[0].Max([1])),
        new("Softmax of no rows", [[0, 3]], x => x[0].Softmax()),
        new("Softmax of large numbers", [[4, 9]], x => x[0].Softmax()) { Range = (-500, 500), HasGradient = false },
        new("LogSoftmax of large numbers", [[4, 9]], x => x[0].LogSoftmax()) { Range = (-500, 500) },
        new("LogSumExp of large numbers", [[4, 9]], x => x[0].LogSumExp([1])) { Range = (-500, 500) },
        new("Variance far from 0", [[4, 900]], x => x[0].Variance([1])) { Range = (1000, 1001), HasGradient = false },
        new("Max and Min of everything", [[3, 4]], x => x[0].Max() - x[0].Min() + x[0].Variance() + x[0].LogSumExp()),
    ];

    static IEnumerable<OperationCase> Over(string name, Func<Tensor, int[], Tensor> f) =>
        AxisSets.Select(axes => new OperationCase($"{name} over ({string.Join(", ", axes)})", [[2, 3, 5, 7]], x => f(x[0], axes)));

    static IEnumerable<OperationCase> Along(string name, Func<Tensor, int, Tensor> f) =>
        from axis in new[] { 0, 1, 2, 3, -1 }
        select new OperationCase($"{name} along {axis}", [[2, 3, 5, 7]], x => f(x[0], axis));

    // Few different values, so that the extreme one stands at several places.
    static double Few(Random random, int operand) => random.Next(-2, 3);
}
