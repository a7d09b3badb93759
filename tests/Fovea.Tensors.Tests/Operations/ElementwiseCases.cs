namespace Fovea.Tensors.Tests.Operations;

/// <summary>Element-wise operations: one row each, and rows for the ways in which operands are stretched.</summary>
static class ElementwiseCases
{
    // Odd sizes with a tail for every vector width.
    static readonly Shape Odd = [3, 5, 7];

    public static IEnumerable<OperationCase> All => [.. Unaries, .. Binaries, .. Compositions, .. Stretched];

    static IEnumerable<OperationCase> Unaries =>
    [
        Unary("Abs", x => x.Abs()) with { Draw = AwayFromZero },
        Unary("Acos", x => x.Acos()) with { Range = (-0.9, 0.9) },
        Unary("Acosh", x => x.Acosh()) with { Range = (1.2, 9) },
        Unary("Asin", x => x.Asin()) with { Range = (-0.9, 0.9) },
        Unary("Asinh", x => x.Asinh()),
        Unary("Asinh, far", x => x.Asinh()) with { Range = (-3000, 3000) },
        Unary("Atan", x => x.Atan()),
        Unary("Atan, far", x => x.Atan()) with { Range = (-30, 30) },
        Unary("Atanh", x => x.Atanh()) with { Range = (-0.9, 0.9) },
        Unary("Ceiling", x => x.Ceiling()) with { HasGradient = false },
        Unary("Celu", x => x.Celu()) with { Draw = AwayFromZero },
        Unary("Celu 0.6", x => x.Celu(0.6)) with { Draw = AwayFromZero },
        Unary("Clamp", x => x.Clamp(-0.5, 1.25)) with { Draw = AwayFromZero },
        Unary("Clamp from below", x => x.Clamp(0, double.PositiveInfinity)) with { Draw = AwayFromZero },
        Unary("Cos", x => x.Cos()),
        Unary("Cos, far", x => x.Cos()) with { Range = (-1000, 1000), HasGradient = false },
        Unary("Cosh", x => x.Cosh()),
        // Its gradient is not the slope, on purpose: see ElementwiseTests.
        Unary("Detach", x => x.Detach() * x) with { HasGradient = false },
        Unary("Elu", x => x.Elu()) with { Draw = AwayFromZero },
        Unary("Elu 1.7", x => x.Elu(1.7)) with { Draw = AwayFromZero },
        Unary("Erf", x => x.Erf()),
        Unary("Erf, far", x => x.Erf()) with { Range = (-12, 12) },
        Unary("Exp", x => x.Exp()),
        Unary("Floor", x => x.Floor()) with { HasGradient = false },
        Unary("Gelu", x => x.Gelu()),
        Unary("Gelu, far", x => x.Gelu()) with { Range = (-15, 15) },
        Unary("GeluByTanh", x => x.GeluByTanh()),
        Unary("HardSigmoid", x => x.HardSigmoid()),
        Unary("HardSigmoid 0.4", x => x.HardSigmoid(0.4, 0.45)) with { Range = (-4, 4) },
        Unary("HardSwish", x => x.HardSwish()) with { Range = (-5, 5) },
        Unary("IsFinite", x => x.IsFinite()) with { HasGradient = false },
        Unary("LeakyRelu", x => x.LeakyRelu()) with { Draw = AwayFromZero },
        Unary("LeakyRelu 0.1", x => x.LeakyRelu(0.1)) with { Draw = AwayFromZero },
        Unary("LeakyRelu 2", x => x.LeakyRelu(2)) with { Draw = AwayFromZero },
        Unary("Log", x => x.Log()) with { Range = (0.2, 4) },
        Unary("LogicalNot", x => (x > 0).LogicalNot()) with { HasGradient = false },
        Unary("Mish", x => x.Mish()),
        Unary("Mish, far", x => x.Mish()) with { Range = (-50, 50) },
        Unary("Negate", x => -x),
        Unary("Reciprocal", x => x.Reciprocal()) with { Draw = AwayFromZero },
        Unary("Relu", x => x.Relu()) with { Draw = AwayFromZero },
        Unary("Round", x => x.Round()) with { HasGradient = false },
        Unary("Round, halves", x => x.Round()) with { HasGradient = false, Draw = (random, _) => random.Next(-9, 10) / 2.0 },
        Unary("Rsqrt", x => x.Rsqrt()) with { Range = (0.2, 4) },
        Unary("Selu", x => x.Selu()) with { Draw = AwayFromZero },
        Unary("Shrink, hard", x => x.Shrink(0.7)),
        Unary("Shrink, soft", x => x.Shrink(0.7, 0.7)),
        Unary("Sigmoid", x => x.Sigmoid()),
        Unary("Sign", x => x.Sign()) with { HasGradient = false },
        Unary("Silu", x => x.Silu()),
        Unary("Silu 1.702", x => x.Silu(1.702)),
        Unary("Sin", x => x.Sin()),
        Unary("Sinh", x => x.Sinh()),
        Unary("Softplus", x => x.Softplus()),
        Unary("Softplus, far", x => x.Softplus()) with { Range = (-200, 200) },
        Unary("Softsign", x => x.Softsign()) with { Draw = AwayFromZero },
        Unary("Sqrt", x => x.Sqrt()) with { Range = (0.2, 4) },
        Unary("Square", x => x.Square()),
        Unary("Tan", x => x.Tan()) with { Range = (-1.2, 1.2) },
        Unary("Tanh", x => x.Tanh()),
        Unary("ThresholdedRelu", x => x.ThresholdedRelu(0.4)),
        .. from exponent in new[] { 0, 1, 2, 3, -1, 0.5, -0.5, 0.75, 4, -2.5 }
           select Unary($"Pow {exponent}", x => x.Pow(exponent) + x) with { Range = (0.3, 2) },
        Unary("Pow 5 of negative numbers", x => x.Pow(5)),
    ];

    static IEnumerable<OperationCase> Binaries =>
    [
        Binary("Add", (a, b) => a + b),
        Binary("Divide", (a, b) => a / b) with { Draw = AwayFromZero },
        Binary("EqualTo", (a, b) => a.EqualTo(b)) with { HasGradient = false, Draw = Few },
        Binary("Greater", (a, b) => a > b) with { HasGradient = false, Draw = Few },
        Binary("GreaterEqual", (a, b) => a >= b) with { HasGradient = false, Draw = Few },
        Binary("Less", (a, b) => a < b) with { HasGradient = false, Draw = Few },
        Binary("LessEqual", (a, b) => a <= b) with { HasGradient = false, Draw = Few },
        Binary("LogicalAnd", (a, b) => a.LogicalAnd(b)) with { HasGradient = false, Draw = Few },
        Binary("LogicalOr", (a, b) => a.LogicalOr(b)) with { HasGradient = false, Draw = Few },
        Binary("LogicalXor", (a, b) => a.LogicalXor(b)) with { HasGradient = false, Draw = Few },
        Binary("Maximum", Tensor.Maximum),
        Binary("Minimum", Tensor.Minimum),
        Binary("Modulo", (a, b) => a.Modulo(b)) with { Draw = AwayFromZero },
        Binary("Modulo of whole numbers", (a, b) => a.Modulo(b)) with { HasGradient = false, Draw = Whole },
        Binary("Multiply", (a, b) => a * b),
        Binary("NotEqualTo", (a, b) => a.NotEqualTo(b)) with { HasGradient = false, Draw = Few },
        new("PRelu", [Odd, [7]], x => x[0].PRelu(x[1])) { Draw = AwayFromZero },
        Binary("Pow", (a, b) => a.Pow(b)) with { Range = (0.3, 2) },
        Binary("Remainder", (a, b) => a % b) with { Draw = AwayFromZero },
        Binary("Remainder of whole numbers", (a, b) => a % b) with { HasGradient = false, Draw = Whole },
        Binary("Subtract", (a, b) => a - b),
        new("Where", [Odd, Odd, Odd], x => Tensor.Where(x[0] > 0, x[1], x[2])) { NotDifferentiable = [0] },
        new("Where of stretched operands", [[5, 1], [7], [3, 1, 1]], x => Tensor.Where(x[0] > 0, x[1], x[2])) { NotDifferentiable = [0] },
        .. from binary in new (string Name, Func<Tensor, Tensor, Tensor> Of)[] { ("Divide", (a, b) => a / b), ("Maximum", Tensor.Maximum), ("Minimum", Tensor.Minimum), ("Pow", (a, b) => a.Pow(b)) }
           from pair in new (Shape A, Shape B)[] { ([5, 1], [1, 7]), ([7], [5, 7]), ([5, 7], []), ([], [5, 7]), ([0, 7], [7]) }
           select new OperationCase($"{binary.Name} of {pair.A} and {pair.B}", [pair.A, pair.B], x => binary.Of(x[0], x[1])) { Range = (0.3, 2) },
    ];

    static IEnumerable<OperationCase> Compositions =>
    [
        Unary("a chain", x => ((x.Square() + 1).Sqrt() * x.Sigmoid()).Tanh() / (1 + x.Exp())),
        Unary("a chain with a shared middle", x => x.Exp() is var e ? e * (e + 1).Log() - e.Sqrt() : e),
        Unary("known numbers only", x => x * (Tensor.Full(Odd, 2).Exp() + Tensor.Where(Tensor.Full([7], 1), 3, x)) / 3.5),
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

    // Few different values, so that many pairs are equal.
    static double Few(Random random, int operand) => random.Next(-2, 3);

    static double Whole(Random random, int operand) => random.Next(-9, 10) is var x && x == 0 && operand == 1 ? 4 : x;
}
