namespace Fovea.Tensors.Tests.Operations;

/// <summary>Element-wise operations: one row each, and rows for the ways in which operands are stretched.</summary>
static class ElementwiseCases
{
    // Odd sizes with a tail for every vector width.
    static readonly Shape Odd = [3, 5, 7];

    public static IEnumerable<OperationCase> All =>
    [
        Unary("Tanh", x => x.Tanh()),
        Unary("Relu", x => x.Relu()) with { Draw = AwayFromZero },
        Unary("Sigmoid", x => x.Sigmoid()),
        Unary("Negate", x => -x),
        Binary("Add", (a, b) => a + b),
        Binary("Subtract", (a, b) => a - b),
        Binary("Multiply", (a, b) => a * b),
        Binary("Greater", (a, b) => a > b) with { HasGradient = false },
        new("Where", [Odd, Odd, Odd], x => Tensor.Where(x[0] > 0, x[1], x[2])) { NotDifferentiable = [0] },
        .. Stretched,
    ];

    static IEnumerable<OperationCase> Stretched =>
        from pair in new (Shape A, Shape B)[]
        {
            ([3, 4], [4]), ([3, 4], [3, 1]), ([3, 1], [1, 4]), ([2, 3, 5, 7], [7]), ([2, 3, 5, 7], [3, 1, 7]), ([2, 3, 5, 7], [2, 1, 1, 7]), ([2, 3, 5, 7], [2, 3, 1, 1]),
            ([1], [5]), ([], [5]), ([5], []), ([1, 1], [1]), ([4, 1000], [1000]), ([4, 3000], [3000]), ([3000, 3], [3]), ([1500, 2], [1500, 1]), ([0, 3], [3]), ([40, 6], [1, 6]),
        }
        select new OperationCase($"Multiply {pair.A} by {pair.B}", [pair.A, pair.B], x => x[0] * x[1] + x[1]);

    static OperationCase Unary(string name, Func<Tensor, Tensor> f) => new(name, [Odd], x => f(x[0]));

    static OperationCase Binary(string name, Func<Tensor, Tensor, Tensor> f) => new(name, [Odd, Odd], x => f(x[0], x[1]));

    static double AwayFromZero(Random random, int operand) => (random.Next(2) * 2 - 1) * (0.1 + 2 * random.NextDouble());
}
