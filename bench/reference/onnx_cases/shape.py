"""Shapes, and arithmetic with them that is known before anything is computed."""
import numpy
from onnx import TensorProto, helper, numpy_helper

from .case import Numbers, case, floats, ints, node

r = Numbers("shape")
x = r(2, 3, 4, 5)


def constant(name, array):
    return node("Constant", "", name, value=numpy_helper.from_array(numpy.asarray(array)))


case("Shape", node("Shape", "x"), {"x": x}, opset=[7, 15])
case("Shape, a part", node("Shape", "x", start=1, end=-1), {"x": x}, opset=15)
case("Size", node("Size", "x"), {"x": x}, opset=[7, 13])

for shape in ((6, 20), (2, 12, 5), (-1, 5), (0, -1), (2, 3, 20), (0, 0, 20), (2, 3, 2, 2, 5), (120,), (1, 2, 3, 4, 5), (2, 3, 4, 5, 1)):
    case(f"Reshape to {shape}", node("Reshape", "x shape"), {"x": x}, {"shape": ints(*shape)}, opset=13)
case("Reshape, zeros allowed", node("Reshape", "x shape", allowzero=1), {"x": r(0, 3)}, {"shape": ints(3, 0)}, opset=14)
case("Reshape, opset", node("Reshape", "x shape"), {"x": x}, {"shape": ints(2, -1)}, opset=[7, 14, 19, 21])
case("Reshape to what is computed", [node("Shape", "x", "s"), constant("i", numpy.int64(0)), node("Gather", "s i", "n", axis=0), constant("a", ints(0)), node("Unsqueeze", "n a", "n1"), constant("rest", ints(-1)),
                                     node("Concat", "n1 rest", "t", axis=0), node("Reshape", "x t")], {"x": x}, opset=13)
case("Reshape of channels and back", [constant("a", ints(2, 3, 20)), node("Reshape", "x a", "f"), node("Transpose", "f", "t", perm=(0, 2, 1)), constant("b", ints(2, 4, 5, 3)), node("Reshape", "t b")], {"x": x})
case("Reshape that shuffles channels", [constant("a", ints(2, 2, 3, 4, 5)), node("Reshape", "x a", "f"), node("Transpose", "f", "t", perm=(0, 2, 1, 3, 4)), constant("b", ints(2, 6, 4, 5)), node("Reshape", "t b")],
     {"x": r(2, 6, 4, 5)})
case("Reshape into windows", [constant("a", ints(2, 3, 2, 2, 3, 2)), node("Reshape", "x a", "f"), node("Transpose", "f", "t", perm=(0, 2, 4, 3, 5, 1)), constant("b", ints(-1, 4, 3)), node("Reshape", "t b")], {"x": r(2, 3, 4, 6)})

for axis in (0, 1, 2, 4):
    case(f"Flatten from {axis}", node("Flatten", "x", axis=axis), {"x": x}, opset=[7, 9])
case("Flatten from -2", node("Flatten", "x", axis=-2), {"x": x}, opset=13)
case("Flatten", node("Flatten", "x"), {"x": x}, opset=21)

for perm in ((0, 2, 3, 1), (0, 3, 1, 2), (3, 2, 1, 0), (1, 0, 2, 3), (0, 1, 3, 2)):
    case(f"Transpose {perm}", node("Transpose", "x", perm=perm), {"x": x}, opset=13)
case("Transpose, nothing said", node("Transpose", "x"), {"x": x}, opset=[7, 21])
case("Transpose there and back", [node("Transpose", "x", "t", perm=(0, 2, 3, 1)), node("Relu", "t", "u"), node("Transpose", "u", perm=(0, 3, 1, 2))], {"x": x})

one = r(1, 3, 1, 5)
case("Squeeze by attribute", node("Squeeze", "x", axes=(0, 2)), {"x": one}, opset=[7, 11])
case("Squeeze", node("Squeeze", "x axes"), {"x": one}, {"axes": ints(0, -2)}, opset=[13, 21])
case("Squeeze all", node("Squeeze", "x"), {"x": one}, opset=[11, 13])
case("Unsqueeze by attribute", node("Unsqueeze", "x", axes=(0, 3)), {"x": r(3, 4)}, opset=[7, 11])
case("Unsqueeze", node("Unsqueeze", "x axes"), {"x": r(3, 4)}, {"axes": ints(-1, 0)}, opset=[13, 21])
case("Unsqueeze of images", node("Unsqueeze", "x axes"), {"x": x}, {"axes": ints(2)}, opset=13)
case("Unsqueeze of a number", node("Unsqueeze", "x axes"), {"x": numpy.float32(3)}, {"axes": ints(0)}, opset=13)

for shape in ((2, 3, 4, 5), (3, 1, 5), (2, 1, 1, 1, 1), (1,)):
    case(f"Expand to {shape}", node("Expand", "x shape"), {"x": r(3, 4, 5) if len(shape) != 2 else x}, {"shape": ints(*shape)}, opset=8 if shape == (1,) else 13)
case("Expand of images", node("Expand", "x shape"), {"x": r(1, 3, 1, 5)}, {"shape": ints(2, 1, 4, 1)}, opset=13)

case("Constant", [constant("c", r(4, 5)), node("Add", "x c")], {"x": x}, opset=[7, 13])
case("Constant, a real number", [node("Constant", "", "c", value_float=1.5), node("Add", "x c")], {"x": x}, opset=12)
case("Constant, real numbers", [node("Constant", "", "c", value_floats=[1.5, 2, 3, 4, 5]), node("Add", "x c")], {"x": x}, opset=12)
case("Constant, whole numbers", [node("Constant", "", "c", value_ints=[6, 20]), node("Reshape", "x c")], {"x": x}, opset=12)
case("Constant, a whole number", [node("Constant", "", "c", value_int=1), node("Gather", "x c", axis=1)], {"x": x}, opset=12)
case("ConstantOfShape", [node("ConstantOfShape", "s", "c", value=helper.make_tensor("v", TensorProto.FLOAT, [1], [2.5])), node("Add", "x c")], {"x": x}, {"s": ints(4, 5)}, opset=9)
case("ConstantOfShape, nothing said", [node("ConstantOfShape", "s", "c"), node("Add", "x c")], {"x": x}, {"s": ints(4, 5)}, opset=9)
case("ConstantOfShape of what is computed", [node("Shape", "x", "s"), node("ConstantOfShape", "s", "c", value=helper.make_tensor("v", TensorProto.INT64, [1], [1])), node("Cast", "c", "f", to=TensorProto.FLOAT),
                                             node("Sub", "x f")], {"x": x}, opset=9)
case("Range", [node("Range", "a b c", "r"), node("Cast", "r", "f", to=TensorProto.FLOAT), node("Add", "x f")], {"x": r(3, 5)}, {"a": numpy.int64(1), "b": numpy.int64(11), "c": numpy.int64(2)}, opset=11)
case("Range of real numbers", [node("Range", "a b c", "r"), node("Add", "x r")], {"x": r(3, 4)}, {"a": numpy.float32(1), "b": numpy.float32(-1), "c": numpy.float32(-0.5)}, opset=11)
case("EyeLike", node("EyeLike", "x", k=1), {"x": r(3, 5)}, opset=9)
case("EyeLike of another type", node("EyeLike", "x", dtype=TensorProto.INT64), {"x": r(4, 4)}, opset=9)

# What PyTorch writes around an interpolation, a view, a mesh of positions.
case("Sizes times two", [node("Shape", "x", "s"), node("Slice", "s a b", "hw"), node("Cast", "hw", "f", to=TensorProto.FLOAT), node("Mul", "f two", "g"), node("Floor", "g", "h"), node("Cast", "h", "i", to=TensorProto.INT64),
                         node("Slice", "s zero a", "nc"), node("Concat", "nc i", "size", axis=0), node("Resize", "x - - size", mode="nearest", coordinate_transformation_mode="asymmetric", nearest_mode="floor")],
     {"x": x}, {"a": ints(2), "b": ints(4), "zero": ints(0), "two": numpy.float32(2)}, opset=13)
case("A mesh of positions", [node("Range", "z h o", "rows"), node("Range", "z w o", "columns"), node("Unsqueeze", "rows one", "r1"), node("Mul", "r1 w", "r2"), node("Add", "r2 columns", "at"), node("Cast", "at", "f", to=TensorProto.FLOAT),
                             node("Mul", "x f")], {"x": x}, {"z": numpy.int64(0), "h": numpy.int64(4), "w": numpy.int64(5), "o": numpy.int64(1), "one": ints(1)}, opset=13)
case("A choice of sizes", [node("Shape", "x", "s"), node("Gather", "s two", "h", axis=0), node("Greater", "h limit", "c"), node("Where", "c limit h", "n"), node("Unsqueeze", "n axes", "n1"), node("Slice", "x zero n1 two1")],
     {"x": x}, {"two": numpy.int64(2), "limit": numpy.int64(3), "axes": ints(0), "zero": ints(0), "two1": ints(2)}, opset=13)
case("Padding that is computed", [node("Shape", "x", "s"), node("Gather", "s three", "w", axis=0), node("Mod", "w four", "m"), node("Sub", "four m", "p"), node("Unsqueeze", "p axes", "p1"), node("Concat", "zeros p1", "pads", axis=0), node("Pad", "x pads")],
     {"x": x}, {"three": numpy.int64(3), "four": numpy.int64(4), "axes": ints(0), "zeros": ints(0, 0, 0, 0, 0, 0, 0)}, opset=13)
case("NonZero of what is known", [node("NonZero", "c", "n"), node("Transpose", "n", "i", perm=(1, 0)), node("GatherND", "x i")], {"x": r(2, 3)}, {"c": numpy.array([[1, 0, 2], [0, 3, 4]], "int64")}, opset=13)
case("Compress by what is known", node("Compress", "x c", axis=1), {"x": x}, {"c": numpy.array([True, False, True])}, opset=[9, 11])
case("Compress all by what is known", node("Compress", "x c"), {"x": r(2, 3)}, {"c": numpy.array([True, False, True, False, False, True])}, opset=11)
case("Unique of what is known", [node("Unique", "c", "u i v n"), node("Gather", "x u", axis=1)], {"x": r(2, 9)}, {"c": ints(3, 1, 3, 7, 1)}, opset=11)
