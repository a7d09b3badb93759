namespace Fovea.Tensors.Tests.Operations;

/// <summary>Reductions over every kind of axes: outer, inner, middle, several apart, all.</summary>
static class ReductionCases
{
    static readonly int[][] AxisSets = [[0], [1], [2], [3], [-1], [0, 1], [1, 2], [2, 3], [0, 3], [0, 2], [1, 3], [0, 1, 2], [0, 1, 3], [0, 1, 2, 3]];

    public static IEnumerable<OperationCase> All =>
    [
        .. AxisSets.Select(axes => new OperationCase($"Sum over ({string.Join(", ", axes)})", [[2, 3, 5, 7]], x => x[0].Sum(axes) * 0.7)),
        .. AxisSets.Select(axes => new OperationCase($"Mean over ({string.Join(", ", axes)}), kept", [[2, 3, 5, 7]], x => x[0].Mean(axes, keepDims: true) * x[0])),
        new("Sum of nothing", [[0, 3]], x => x[0].Sum([0])),
        new("Sum, long", [[3, 5001]], x => x[0].Sum([1])),
        new("Sum, tall", [[5001, 3]], x => x[0].Sum([0])),
    ];
}
