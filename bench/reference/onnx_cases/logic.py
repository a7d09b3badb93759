"""Truth values, comparisons, choices, types, bits."""
import numpy
from onnx import TensorProto

from .case import Numbers, case, floats, ints, node

for operator in ("And", "Or", "Xor"):
    r = Numbers(operator)
    case(operator, node(operator, "a b"), {"a": r.truth(3, 4), "b": r.truth(3, 4)}, opset=7)
    case(f"{operator}, stretched", node(operator, "a b"), {"a": r.truth(2, 3, 4), "b": r.truth(3, 1)})
case("Not", node("Not", "a"), {"a": Numbers("Not").truth(3, 4)}, opset=7)

for operator in ("Equal", "Greater", "Less", "GreaterOrEqual", "LessOrEqual"):
    r = Numbers(operator)
    since = 12 if operator.endswith("OrEqual") else 9 if operator != "Equal" else 11
    images = r(2, 3, 4, 5, low=-1, high=1).round()
    case(operator, node(operator, "a b"), {"a": images, "b": r(3, 1, 1, low=-1, high=1).round()}, opset=[since, 16 if operator.endswith("OrEqual") else 13])
    case(f"{operator} of whole numbers", node(operator, "a b"), {"a": r.whole(3, 4, low=-2, high=3), "b": r.whole(3, 4, low=-2, high=3)}, opset=13 if operator != "Equal" else [7, 13])
    case(f"{operator} of numbers that are none", node(operator, "a b"), {"a": floats(numpy.nan, 1, numpy.inf), "b": floats(numpy.nan, numpy.nan, numpy.inf)})
case("Equal of truth values", node("Equal", "a b"), {"a": Numbers("e").truth(9), "b": Numbers("f").truth(9)}, opset=[7, 13])

r = Numbers("Where")
case("Where", node("Where", "c a b"), {"c": r.truth(2, 3, 4, 5), "a": r(2, 3, 4, 5), "b": r(3, 1, 1)}, opset=[9, 16])
case("Where, stretched", node("Where", "c a b"), {"c": r.truth(3, 1), "a": r(4), "b": r(2, 1, 1)})
case("Where of whole numbers", node("Where", "c a b"), {"c": r.truth(3, 4), "a": r.whole(3, 4), "b": r.whole(4)})
case("Where, masking", [node("Less", "x zero", "c"), node("Where", "c low x")], {"x": r(2, 3, 4, 5)}, {"zero": numpy.float32(0), "low": numpy.float32(-1e4)})

values = floats(-2.7, -0.5, 0, 0.4, 1.5, 3.9, 200.2)
for to in (TensorProto.FLOAT, TensorProto.INT64, TensorProto.INT32, TensorProto.BOOL, TensorProto.DOUBLE):
    case(f"Cast real numbers to {TensorProto.DataType.Name(to)}", node("Cast", "x", to=to), {"x": values}, opset=[9, 13, 19])
    case(f"Cast whole numbers to {TensorProto.DataType.Name(to)}", node("Cast", "x", to=to), {"x": ints(-3, 0, 1, 7)}, opset=13)
    case(f"Cast truth values to {TensorProto.DataType.Name(to)}", node("Cast", "x", to=to), {"x": numpy.array([True, False])}, opset=13)
case("Cast real numbers to UINT8", node("Cast", "x", to=TensorProto.UINT8), {"x": floats(0, 0.4, 1.5, 3.9, 200.2)}, opset=13)
case("Cast images to whole numbers and back", [node("Cast", "x", "i", to=TensorProto.INT32), node("Cast", "i", "y", to=TensorProto.FLOAT)], {"x": r(2, 3, 4, 5, low=-9, high=9)})
case("CastLike", node("CastLike", "x like"), {"x": values, "like": ints(1)}, opset=15)

for operator, a, b in (("BitwiseAnd", 12, 10), ("BitwiseOr", 12, 10), ("BitwiseXor", 12, 10)):
    r = Numbers(operator)
    case(operator, node(operator, "a b"), {}, {"a": r.whole(3, 4, low=0, high=255, type="int32"), "b": r.whole(3, 4, low=0, high=255, type="int32")}, opset=18)
    case(f"{operator} of negative numbers", node(operator, "a b"), {}, {"a": r.whole(3, 4, low=-255, high=255, type="int32"), "b": r.whole(4, low=-255, high=255, type="int32")}, opset=18)
case("BitwiseNot", node("BitwiseNot", "a"), {"a": ints(0, 1, -1, 77, -300).astype("int32")}, opset=18)
case("BitShift left", node("BitShift", "a b", direction="LEFT"), {"a": numpy.array([1, 3, 100, 255], "uint32"), "b": numpy.array([1, 4, 3, 0], "uint32")}, opset=11)
case("BitShift right", node("BitShift", "a b", direction="RIGHT"), {"a": numpy.array([1, 3, 100, 255], "uint32"), "b": numpy.array([1, 1, 3, 0], "uint32")}, opset=11)
