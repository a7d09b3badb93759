using Fovea.Tensors;

namespace Fovea.Onnx.Export;

/// <summary>Operations whose result at an element depends on the operands at that element only. They take their operands as these lie.</summary>
static class ElementwiseRules
{
    public static ExportRule[] Rules { get; } =
    [
        Same<AbsOp>("Abs"), Same<AcosOp>("Acos"), Same<AcoshOp>("Acosh"), Same<AddOp>("Add"), Same<AsinOp>("Asin"), Same<AsinhOp>("Asinh"),
        Same<AtanOp>("Atan"), Same<AtanhOp>("Atanh"), Same<CeilingOp>("Ceil"), Same<CosOp>("Cos"), Same<CoshOp>("Cosh"), Same<DivideOp>("Div"),
        Same<ErfOp>("Erf"), Same<ExpOp>("Exp"), Same<FloorOp>("Floor"), Same<LogOp>("Log"), Same<MaximumOp>("Max"), Same<MinimumOp>("Min"),
        Same<MultiplyOp>("Mul"), Same<NegateOp>("Neg"), Same<PowOp>("Pow"), Same<ReciprocalOp>("Reciprocal"), Same<ReluOp>("Relu"),
        Same<RoundOp>("Round"), Same<SigmoidOp>("Sigmoid"), Same<SignOp>("Sign"), Same<SinOp>("Sin"), Same<SinhOp>("Sinh"),
        Same<SoftplusOp>("Softplus"), Same<SqrtOp>("Sqrt"), Same<SubtractOp>("Sub"), Same<TanOp>("Tan"), Same<TanhOp>("Tanh"),
        Rule<RemainderOp>((to, op, x) => to.Emit("Mod", x, [new("fmod", 1L)])),
        Rule<EluOp>((to, op, x) => to.Emit("Elu", x, [new("alpha", (float)op.Alpha)])),
        Rule<LeakyReluOp>((to, op, x) => to.Emit("LeakyRelu", x, [new("alpha", (float)op.Slope)])),
        Rule<ClampOp>((to, op, x) => to.Emit("Clip", [x[0], to.Number(op.Min), to.Number(op.Max)])),
        Rule<RsqrtOp>((to, op, x) => to.Emit("Reciprocal", [to.Emit("Sqrt", x)])),
        Rule<SquareOp>((to, op, x) => to.Emit("Mul", [x[0], x[0]])),
        // In this order of steps runtimes know it for what it is.
        Rule<GeluOp>((to, op, x) =>
        {
            string distribution = to.Emit("Add", [to.Emit("Erf", [to.Emit("Div", [x[0], to.Number(Math.Sqrt(2))])]), to.Number(1)]);
            return to.Emit("Mul", [to.Emit("Mul", [x[0], distribution]), to.Number(0.5)]);
        }),
        Rule<EqualToOp>((to, op, x) => to.FromTruth(to.Emit("Equal", x))),
        Rule<NotEqualToOp>((to, op, x) => to.FromTruth(to.Emit("Not", [to.Emit("Equal", x)]))),
        Rule<GreaterOp>((to, op, x) => to.FromTruth(to.Emit("Greater", x))),
        Rule<GreaterEqualOp>((to, op, x) => to.FromTruth(to.Emit("GreaterOrEqual", x))),
        Rule<IsFiniteOp>((to, op, x) => to.FromTruth(to.Emit("LessOrEqual", [to.Emit("Abs", x), to.Number(float.MaxValue)]))),
        Rule<WhereOp>((to, op, x) => to.Emit("Where", [to.ToTruth(x[0]), x[1], x[2]])),
        ExportRule.View<DetachOp>((to, node, op) => to.ValuesOf(node.Inputs[0])),
    ];

    static ExportRule Same<T>(string operation) where T : ElementwiseOp => Rule<T>((to, op, x) => to.Emit(operation, x));

    static ExportRule Rule<T>(Func<ExportGraph, T, string[], string> write) where T : ElementwiseOp => ExportRule.Of<T>((to, node, op) =>
    {
        var (operands, layout) = to.Align(node, node.Inputs);
        return new ExportedValue(write(to.Graph, op, operands), layout);
    });
}
