using Fovea.Tensors;
using static Fovea.Onnx.Elementwise;

namespace Fovea.Onnx;

/// <summary>Arithmetic, comparisons and logic, element by element.</summary>
internal static class ArithmeticOperators
{
    public static readonly OnnxOperator[] All =
    [
        Binary("Add", (a, b) => a + b, (a, b) => a + b, (a, b) => a + b),
        Binary("Sub", (a, b) => a - b, (a, b) => a - b, (a, b) => a - b),
        Binary("Mul", (a, b) => a * b, (a, b) => a * b, (a, b) => a * b),
        new("Div", Div) { IsElementwise = true },
        new("Pow", Pow) { IsElementwise = true },
        Unary("Neg", x => -x, x => -x, x => -x),
        Unary("Abs", x => x.Abs(), Math.Abs, Math.Abs),
        Unary("Sqrt", x => x.Sqrt(), Math.Sqrt),
        Unary("Exp", x => x.Exp(), Math.Exp),
        Unary("Log", x => x.Log(), Math.Log),
        Unary("Erf", x => x.Erf()),
        Unary("Reciprocal", x => x.Reciprocal(), x => 1 / x),
        Unary("Floor", x => x.Floor(), Math.Floor),
        Unary("Ceil", x => x.Ceiling(), Math.Ceiling),
        Fold("Max", Tensor.Maximum, Math.Max, Math.Max),
        Fold("Min", Tensor.Minimum, Math.Min, Math.Min),
        Fold("Sum", (a, b) => a + b, (a, b) => a + b, (a, b) => a + b),
        new("Mean", call => Map(call.Inputs, x => x.Aggregate((a, b) => a + b) * (1.0 / x.Length))) { IsElementwise = true },

        Comparison("Equal", (a, b) => a.EqualTo(b), (a, b) => a == b, (a, b) => a == b),
        Comparison("Greater", (a, b) => a > b, (a, b) => a > b, (a, b) => a > b),
        Comparison("GreaterOrEqual", (a, b) => a >= b, (a, b) => a >= b, (a, b) => a >= b),
        Comparison("Less", (a, b) => a < b, (a, b) => a < b, (a, b) => a < b),
        Comparison("LessOrEqual", (a, b) => a <= b, (a, b) => a <= b, (a, b) => a <= b),
        Comparison("And", (a, b) => a * b, (a, b) => a != 0 && b != 0, (a, b) => a != 0 && b != 0),
        Comparison("Or", Tensor.Maximum, (a, b) => a != 0 || b != 0, (a, b) => a != 0 || b != 0),
        Unary("Not", x => x.LogicalNot(), x => x == 0 ? 1 : 0, x => x == 0 ? 1 : 0),
        new("Where", Where) { IsElementwise = true },
    ];

    /// <summary>A real number without its fraction, towards 0, as programs divide and convert whole numbers.</summary>
    public static Tensor Truncated(Tensor x) => x.Sign() * x.Abs().Floor();

    static OnnxValue Div(OnnxCall call) => call.X.Type.IsInteger()
        ? Map([call[0], call[1]], x => Truncated(x[0] / x[1]), integer: x => x[0] / x[1])
        : Map([call[0], call[1]], x => x[0] / x[1], x => x[0] / x[1]);

    static OnnxValue Pow(OnnxCall call)
    {
        // One known exponent has shorter ways, and a gradient without logarithms.
        if (!call.X.IsKnown && call[1].Known is [var exponent] && call[1].Rank <= call.X.Rank) return call.X.With(call.X.Tensor.Pow(exponent));
        return Map([call[0], call[1]], x => x[0].Pow(x[1]), x => Math.Pow(x[0], x[1]), type: call.X.Type);
    }

    static OnnxValue Where(OnnxCall call) =>
        Map([call[0], call[1], call[2]], x => Tensor.Where(x[0], x[1], x[2]), x => x[0] != 0 ? x[1] : x[2], x => x[0] != 0 ? x[1] : x[2]);
}
