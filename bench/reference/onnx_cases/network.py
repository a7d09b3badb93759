"""A few nodes together, as exporters write them: what one operator does to the memory that another expects."""
import numpy
from onnx import TensorProto

from .case import Numbers, case, floats, ints, node

r = Numbers("network")
# tf2onnx: images channels last, a transposition around every convolution, padding before it.
case("Keras block", [node("Transpose", "x", "t", perm=(0, 3, 1, 2)), node("Pad", "t pads", "p"), node("Conv", "p w b", "c", strides=(2, 2)), node("BatchNormalization", "c s o m v", "n"), node("Clip", "n low high", "a"),
                     node("Conv", "a d", "e", group=4, auto_pad="SAME_UPPER", kernel_shape=(3, 3)), node("Transpose", "e", "u", perm=(0, 2, 3, 1)), node("ReduceMean", "u", "g", axes=(1, 2), keepdims=0), node("MatMul", "g k", "l"), node("Add", "l q")],
     {"x": r(2, 6, 8, 3)}, {"pads": ints(0, 0, 0, 0, 0, 0, 1, 1), "w": r(4, 3, 3, 3), "b": r(4), "s": r(4), "o": r(4), "m": r(4), "v": r(4, low=0.5, high=2), "low": numpy.float32(0), "high": numpy.float32(6), "d": r(4, 1, 3, 3), "k": r(4, 5), "q": r(5)},
     opset=13, tolerance=2e-5)
case("Squeeze and excitation", [node("Conv", "x w b", "c", pads=(1, 1, 1, 1)), node("GlobalAveragePool", "c", "g"), node("Conv", "g u", "d"), node("Relu", "d", "e"), node("Conv", "e v", "f"), node("HardSigmoid", "f", "h", alpha=0.2), node("Mul", "c h")],
     {"x": r(2, 3, 5, 6)}, {"w": r(6, 3, 3, 3), "b": r(6), "u": r(2, 6, 1, 1), "v": r(6, 2, 1, 1)})
case("Self-attention", [node("MatMul", "x w", "p"), node("Add", "p b", "q"), node("Reshape", "q five", "r"), node("Transpose", "r", "t", perm=(2, 0, 3, 1, 4)), node("Split", "t", "a k v", axis=0), node("Squeeze", "a zero", "a1"), node("Squeeze", "k zero", "k1"),
                        node("Squeeze", "v zero", "v1"), node("Transpose", "k1", "kt", perm=(0, 1, 3, 2)), node("MatMul", "a1 kt", "s"), node("Div", "s root", "sd"), node("Softmax", "sd", "m", axis=-1), node("MatMul", "m v1", "o"),
                        node("Transpose", "o", "ot", perm=(0, 2, 1, 3)), node("Reshape", "ot three")], {"x": r(2, 7, 8)},
     {"w": r(8, 24, low=-0.5, high=0.5), "b": r(24), "five": ints(2, 7, 3, 2, 4), "zero": ints(0), "root": numpy.float32(2), "three": ints(2, 7, 8)}, opset=13)
case("Patches to tokens", [node("Conv", "x w b", "c", strides=(2, 2)), node("Shape", "c", "s"), node("Slice", "s zero two", "nc"), node("Concat", "nc minus", "t", axis=0), node("Reshape", "c t", "f"), node("Transpose", "f", "k", perm=(0, 2, 1)),
                           node("Expand", "cls three", "e"), node("Concat", "e k", "z", axis=1), node("Add", "z pos")], {"x": r(2, 3, 4, 6)},
     {"w": r(5, 3, 2, 2), "b": r(5), "zero": ints(0), "two": ints(2), "minus": ints(-1), "cls": r(1, 1, 5), "three": ints(2, 1, 5), "pos": r(1, 7, 5)}, opset=13)
case("Feature pyramid", [node("Conv", "x w", "a"), node("MaxPool", "a", "b", kernel_shape=(2, 2), strides=(2, 2)), node("Resize", "b - two", "c", mode="nearest", coordinate_transformation_mode="asymmetric", nearest_mode="floor"), node("Add", "a c", "d"),
                         node("Concat", "a d", "e", axis=1), node("Conv", "e v", pads=(1, 1, 1, 1))], {"x": r(2, 3, 4, 6)}, {"w": r(4, 3, 1, 1), "v": r(2, 8, 3, 3), "two": floats(1, 1, 2, 2)}, opset=13)
case("Detection head (YOLO)", [node("Conv", "x w b", "c"), node("Reshape", "c shape", "f"), node("Transpose", "f", "t", perm=(0, 1, 3, 4, 2)), node("Sigmoid", "t", "s"), node("Split", "s", "xy wh cls", axis=4, split=(2, 2, 3)), node("Mul", "xy two", "a"),
                               node("Add", "a grid", "g"), node("Mul", "g stride", "p"), node("Mul", "wh two", "h"), node("Pow", "h square", "k"), node("Mul", "k anchors", "q"), node("Concat", "p q cls", "z", axis=4), node("Reshape", "z flat")],
     {"x": r(1, 4, 3, 2)}, {"w": r(14, 4, 1, 1), "b": r(14), "shape": ints(1, 2, 7, 3, 2), "two": numpy.float32(2), "grid": r(1, 1, 3, 2, 2), "stride": numpy.float32(8), "square": numpy.float32(2), "anchors": r(1, 2, 1, 1, 2, low=5, high=20), "flat": ints(1, -1, 7)},
     opset=12, tolerance=2e-5)
case("Shifted windows (Swin)", [node("Slice", "x one end axis", "a"), node("Slice", "x zero one axis", "b"), node("Concat", "a b", "c", axis=1), node("Reshape", "c six", "d"), node("Transpose", "d", "e", perm=(0, 1, 3, 2, 4, 5)), node("Reshape", "e tokens", "f"),
                                node("Add", "f mask")], {"x": r(2, 4, 4, 3)}, {"one": ints(1), "zero": ints(0), "end": ints(9223372036854775807), "axis": ints(1), "six": ints(2, 2, 2, 2, 2, 3), "tokens": ints(-1, 4, 3), "mask": r(8, 1, 3)}, opset=13)
