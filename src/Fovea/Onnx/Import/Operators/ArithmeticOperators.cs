using Fovea.Tensors;
using static Fovea.Onnx.Elementwise;

namespace Fovea.Onnx;

/// <summary>Arithmetic and the functions of a table of formulas, element by element.</summary>
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
        Unary("Round", x => x.Round(), Math.Round),
        Unary("Sign", x => x.Sign(), x => Math.Sign(x), x => Math.Sign(x)),
        Unary("Sin", x => x.Sin()),
        Unary("Cos", x => x.Cos()),
        Unary("Tan", x => x.Tan()),
        Unary("Asin", x => x.Asin()),
        Unary("Acos", x => x.Acos()),
        Unary("Atan", x => x.Atan()),
        Unary("Sinh", x => x.Sinh()),
        Unary("Cosh", x => x.Cosh()),
        Unary("Asinh", x => x.Asinh()),
        Unary("Acosh", x => x.Acosh()),
        Unary("Atanh", x => x.Atanh()),
        new("Mod", Mod) { IsElementwise = true },
        Fold("Max", Tensor.Maximum, Math.Max, Math.Max),
        Fold("Min", Tensor.Minimum, Math.Min, Math.Min),
        Fold("Sum", (a, b) => a + b, (a, b) => a + b, (a, b) => a + b),
        new("Mean", call => Map(call.Inputs, x => x.Aggregate((a, b) => a + b) * (1.0 / x.Length))) { IsElementwise = true },
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

    /// <summary>The remainder with the sign of the divisor, or as C's fmod with that of the dividend.</summary>
    static OnnxValue Mod(OnnxCall call) => call.Flag("fmod")
        ? Map([call[0], call[1]], x => x[0] % x[1], x => x[0] % x[1], x => x[0] % x[1])
        : Map([call[0], call[1]], x => x[0].Modulo(x[1]), x => x[0] - x[1] * Math.Floor(x[0] / x[1]), x => (x[0] % x[1] + x[1]) % x[1]);
}
