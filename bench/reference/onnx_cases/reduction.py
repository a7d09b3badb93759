"""Reductions, running sums, the largest."""
import numpy

from .case import Numbers, case, floats, ints, node

REDUCTIONS = ["ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd", "ReduceSum", "ReduceSumSquare"]
for operator in REDUCTIONS:
    r = Numbers(operator)
    x = r(2, 3, 4, 5, low=0.3, high=1.5)
    by_input = 13 if operator == "ReduceSum" else 18
    for axes in ((1,), (2, 3), (0, 2), (-1,)):
        old = 7 if axes[0] >= 0 else 11
        for keep in (0, 1):
            case(f"{operator} over {axes}, kept {keep}", node(operator, "x", axes=axes, keepdims=keep), {"x": x}, opset=old)
            case(f"{operator} over {axes} by input, kept {keep}", node(operator, "x axes", keepdims=keep), {"x": x}, {"axes": ints(*axes)}, opset=by_input)
    case(f"{operator} over all", node(operator, "x", keepdims=0), {"x": x}, opset=[7, by_input])
    case(f"{operator} over all, kept", node(operator, "x"), {"x": x}, opset=[7, by_input])
    case(f"{operator} over no axes", node(operator, "x axes"), {"x": x}, {"axes": numpy.zeros(0, numpy.int64)}, opset=by_input)
    case(f"{operator} over no axes, which means none", node(operator, "x axes", noop_with_empty_axes=1), {"x": x}, {"axes": numpy.zeros(0, numpy.int64)}, opset=by_input)
    case(f"{operator}, no axes input, which means none", node(operator, "x", noop_with_empty_axes=1), {"x": x}, opset=by_input)
    case(f"{operator} of a vector", node(operator, "x", axes=(0,), keepdims=0), {"x": r(7, low=0.3, high=1.5)}, opset=11)
for operator in ("ReduceMax", "ReduceMin", "ReduceSum", "ReduceProd"):
    case(f"{operator} of whole numbers", node(operator, "x", keepdims=0), {"x": Numbers(operator).whole(2, 3, low=-4, high=9)}, opset=13)
case("ReduceMean of negative numbers", node("ReduceMean", "x", axes=(1,)), {"x": Numbers("m")(3, 4)}, opset=13)
case("ReduceProd with zeros", node("ReduceProd", "x", axes=(1,)), {"x": floats(1, 2, 0, 3, 4, 5).reshape(2, 3)}, opset=13)

for operator in ("ArgMax", "ArgMin"):
    r = Numbers(operator)
    x = r(2, 3, 4, 5)
    x = numpy.round(x)
    for axis in (0, 1, 3):
        case(f"{operator} along {axis}", node(operator, "x", axis=axis), {"x": x}, opset=[7, 13])
        case(f"{operator} along {axis}, not kept", node(operator, "x", axis=axis, keepdims=0), {"x": x}, opset=13)
    case(f"{operator} along -2, the last", node(operator, "x", axis=-2, select_last_index=1), {"x": x}, opset=[12, 13])
    case(f"{operator} along nothing said", node(operator, "x"), {"x": x}, opset=13)

r = Numbers("CumSum")
for axis in (0, 1, -1):
    case(f"CumSum along {axis}", node("CumSum", "x axis"), {"x": r(2, 3, 4, 5)}, {"axis": numpy.int64(axis)}, opset=[11, 14])
for exclusive, reverse in ((1, 0), (0, 1), (1, 1)):
    case(f"CumSum, exclusive {exclusive}, reverse {reverse}", node("CumSum", "x axis", exclusive=exclusive, reverse=reverse), {"x": r(3, 4)}, {"axis": ints(1)}, opset=14)
case("CumSum of whole numbers", node("CumSum", "x axis"), {"x": r.whole(3, 4)}, {"axis": numpy.int64(0)})

r = Numbers("TopK")
x = r(2, 3, 4, 5)
case("TopK by attribute", node("TopK", "x", "v i", k=2, axis=-1), {"x": x}, outputs="v i", opset=7)
case("TopK", node("TopK", "x k", "v i", axis=1), {"x": x}, {"k": ints(2)}, outputs="v i", opset=[10, 11])
case("TopK, smallest", node("TopK", "x k", "v i", axis=-1, largest=0), {"x": x}, {"k": ints(3)}, outputs="v i", opset=11)
case("TopK, equal numbers", node("TopK", "x k", "v i"), {"x": numpy.round(r(4, 9))}, {"k": ints(5)}, outputs="v i", opset=11)
case("TopK of everything", node("TopK", "x k", "v i", axis=0), {"x": r(9)}, {"k": ints(9)}, outputs="v i", opset=11)
case("TopK of whole numbers", node("TopK", "x k", "v i"), {"x": r.whole(3, 7)}, {"k": ints(2)}, outputs="v i", opset=11)

for p in (1, 2):
    case(f"LpNormalization {p}", node("LpNormalization", "x", axis=1, p=p), {"x": Numbers("LpNormalization")(2, 3, 4, 5)}, opset=7)
case("LpNormalization, nothing said", node("LpNormalization", "x"), {"x": Numbers("LpNormalization")(3, 5)}, opset=7)
