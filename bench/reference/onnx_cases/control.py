"""Graphs in nodes, sequences."""
import numpy
from onnx import TensorProto, helper, numpy_helper

from .case import Numbers, case, floats, ints, node

r = Numbers("control")
x = r(2, 3, 4, 5)


def graph(nodes, inputs="", outputs="", types=None):
    def value(name):
        return helper.make_tensor_value_info(name, (types or {}).get(name, TensorProto.FLOAT), [] if name in ("i", "c", "go") else None)
    return helper.make_graph(nodes, "inside", [value(name) for name in inputs.split()], [value(name) for name in outputs.split()])


then, otherwise = graph([node("Relu", "x", "t")], outputs="t"), graph([node("Neg", "x", "e")], outputs="e")
for condition in (True, False):
    case(f"If {condition}", node("If", "c", then_branch=then, else_branch=otherwise), {"x": x}, {"c": numpy.bool_(condition)}, opset=[7, 11, 13])
case("If of what is computed from shapes", [node("Shape", "x", "s"), node("Gather", "s one", "channels"), node("Equal", "channels three", "c"), node("If", "c", then_branch=then, else_branch=otherwise)], {"x": x},
     {"one": numpy.int64(1), "three": numpy.int64(3)}, opset=13)
case("If that squeezes or not (PyTorch)", [node("Shape", "x", "s"), node("Gather", "s one", "channels"), node("Equal", "channels three", "c"),
                                           node("If", "c", then_branch=graph([node("Squeeze", "x a", "t")], outputs="t"), else_branch=graph([node("Identity", "x", "e")], outputs="e"))],
     {"x": r(1, 3, 4, 5)}, {"one": numpy.int64(1), "three": numpy.int64(3), "a": ints(0)}, opset=13)
case("If of pixels", [node("ReduceSum", "x", "total", keepdims=0), node("Greater", "total zero", "c"), node("If", "c", then_branch=then, else_branch=otherwise)], {"x": x}, {"zero": numpy.float32(0)}, opset=13)

INSIDE = {"i": TensorProto.INT64, "c": TensorProto.BOOL, "go": TensorProto.BOOL}
body = graph([node("Identity", "c", "go"), node("Cast", "i", "f", to=TensorProto.FLOAT), node("Mul", "f x", "p"), node("Add", "sum p", "next"), node("Identity", "next", "scan")], "i c sum", "go next scan", INSIDE)
case("Loop of a known number of turns", node("Loop", "n - start", "y s", body=body), {"x": r(2, 3)}, {"n": numpy.int64(4), "start": numpy.zeros((2, 3), numpy.float32)}, outputs="y s", opset=[11, 13])
case("Loop with a condition that holds", node("Loop", "n true start", "y s", body=body), {"x": r(2, 3)}, {"n": numpy.int64(3), "true": numpy.bool_(True), "start": numpy.zeros((2, 3), numpy.float32)}, outputs="y s", opset=13)
case("Loop that is never entered", [node("Loop", "n - start", "y s", body=body)], {"x": r(2, 3), "start": r(2, 3)}, {"n": numpy.int64(0)}, outputs="y", opset=13)
until = graph([node("Less", "i three", "go"), node("Add", "sum x", "next")], "i c sum", "go next", INSIDE)
case("Loop until it is told to end", node("Loop", "n - start", "y", body=until), {"x": r(2, 3)}, {"n": numpy.int64(100), "start": numpy.zeros((2, 3), numpy.float32), "three": numpy.int64(3)}, opset=13)
step = graph([node("Add", "sum row", "next"), node("Mul", "next two", "out")], "sum row", "next out")
case("Scan", node("Scan", "start x", "y s", body=step, num_scan_inputs=1), {"x": r(4, 3)}, {"start": numpy.zeros(3, numpy.float32), "two": numpy.float32(2)}, outputs="y s", opset=[9, 11])
case("Scan backwards along another axis", node("Scan", "start x", "y s", body=step, num_scan_inputs=1, scan_input_directions=(1,), scan_input_axes=(1,), scan_output_axes=(1,), scan_output_directions=(1,)), {"x": r(3, 4)},
     {"start": numpy.zeros(3, numpy.float32), "two": numpy.float32(2)}, outputs="y s", opset=11)

case("SequenceConstruct, SequenceAt", [node("SequenceConstruct", "x z", "s"), node("SequenceAt", "s one")], {"x": x, "z": r(3, 4)}, {"one": numpy.int64(-1)}, opset=11)
case("SplitToSequence, ConcatFromSequence", [node("SplitToSequence", "x sizes", "s", axis=1), node("ConcatFromSequence", "s", axis=2)], {"x": r(2, 4, 4, 5)}, {"sizes": ints(2, 2)}, opset=11)
case("SplitToSequence by one", [node("SplitToSequence", "x", "s", axis=1, keepdims=0), node("ConcatFromSequence", "s", axis=0, new_axis=1)], {"x": x}, opset=11)
case("SplitToSequence by a size", [node("SplitToSequence", "x two", "s", axis=3), node("SequenceAt", "s last")], {"x": x}, {"two": numpy.int64(2), "last": numpy.int64(2)}, opset=11)
case("SequenceInsert, SequenceErase, SequenceLength", [node("SequenceEmpty", "", "e", dtype=TensorProto.FLOAT), node("SequenceInsert", "e x", "a"), node("SequenceInsert", "a z", "b"), node("SequenceInsert", "b w zero", "c"),
                                                       node("SequenceErase", "c one", "d"), node("SequenceLength", "d", "n"), node("ConcatFromSequence", "d", axis=0)],
     {"x": r(3, 4), "z": r(3, 4), "w": r(3, 4)}, {"zero": numpy.int64(0), "one": numpy.int64(1)}, outputs="y n", opset=11)
