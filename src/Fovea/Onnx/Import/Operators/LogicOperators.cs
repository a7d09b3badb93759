using Fovea.Tensors;
using static Fovea.Onnx.Elementwise;

namespace Fovea.Onnx;

/// <summary>Comparisons, truth values, choices and bits, element by element.</summary>
internal static class LogicOperators
{
    public static readonly OnnxOperator[] All =
    [
        Comparison("Equal", (a, b) => a.EqualTo(b), (a, b) => a == b, (a, b) => a == b),
        Comparison("Greater", (a, b) => a > b, (a, b) => a > b, (a, b) => a > b),
        Comparison("GreaterOrEqual", (a, b) => a >= b, (a, b) => a >= b, (a, b) => a >= b),
        Comparison("Less", (a, b) => a < b, (a, b) => a < b, (a, b) => a < b),
        Comparison("LessOrEqual", (a, b) => a <= b, (a, b) => a <= b, (a, b) => a <= b),
        Comparison("And", (a, b) => a * b, (a, b) => a != 0 && b != 0, (a, b) => a != 0 && b != 0),
        Comparison("Or", Tensor.Maximum, (a, b) => a != 0 || b != 0, (a, b) => a != 0 || b != 0),
        Unary("Not", x => x.LogicalNot(), x => x == 0 ? 1 : 0, x => x == 0 ? 1 : 0),
        new("Where", Where) { IsElementwise = true },
        Comparison("Xor", (a, b) => a.NotEqualTo(b), (a, b) => a != 0 != (b != 0), (a, b) => a != 0 != (b != 0)),
        new("IsNaN", call => Map([call.X], x => x[0].IsNaN(), x => double.IsNaN(x[0]) ? 1 : 0, type: OnnxElementType.Bool)) { IsElementwise = true },
        new("IsInf", IsInf) { IsElementwise = true },
        new("BitShift", BitShift) { IsElementwise = true },
        new("BitwiseNot", BitwiseNot) { IsElementwise = true },
        Bitwise("BitwiseAnd", (a, b) => a & b),
        Bitwise("BitwiseOr", (a, b) => a | b),
        Bitwise("BitwiseXor", (a, b) => a ^ b),
    ];

    static OnnxValue IsInf(OnnxCall call)
    {
        (bool positive, bool negative) = (call.Flag("detect_positive", true), call.Flag("detect_negative", true));
        return Map([call.X], x => x[0].IsInfinity(positive, negative), x => (positive && double.IsPositiveInfinity(x[0])) || (negative && double.IsNegativeInfinity(x[0])) ? 1 : 0, type: OnnxElementType.Bool);
    }

    /// <summary>Multiplies by a power of 2, or divides by it and leaves out the rest.</summary>
    static OnnxValue BitShift(OnnxCall call) => call.Text("direction", "") == "LEFT"
        ? Map([call[0], call[1]], x => x[0] * ((Tensor)2).Pow(x[1]), integer: x => x[0] << (int)x[1])
        : Map([call[0], call[1]], x => (x[0] / ((Tensor)2).Pow(x[1])).Floor(), integer: x => x[0] >> (int)x[1]);

    static OnnxValue BitwiseNot(OnnxCall call)
    {
        (double lowest, double highest) = WholeNumbers.Range(call, call.X.Type);
        double ones = lowest < 0 ? -1 : highest;
        return Map([call.X], x => ones - x[0], x => ones - x[0]);
    }

    /// <summary>An operation on the bits of numbers that are known: those that follow from the data are real numbers, which have none.</summary>
    static OnnxOperator Bitwise(string name, Func<long, long, long> of) => new(name, call =>
    {
        for (int input = 0; input < 2; input++)
            if (call[input].Integers is null) throw call.Unknown($"input {input}");
        return Map([call[0], call[1]], _ => throw call.Unsupported("so many numbers"), integer: x => of(x[0], x[1]));
    }) { IsElementwise = true, Refused = "numbers that follow from the data" };

    static OnnxValue Where(OnnxCall call) =>
        Map([call[0], call[1], call[2]], x => Tensor.Where(x[0], x[1], x[2]), x => x[0] != 0 ? x[1] : x[2], x => x[0] != 0 ? x[1] : x[2]);
}
