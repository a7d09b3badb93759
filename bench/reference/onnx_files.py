"""ONNX files that the onnx package wrote, packed into JSON (gzip, base64), with what is in them: tensors of every type however they are stored, attributes of every kind."""
import base64
import gzip

import numpy
import onnx
from onnx import AttributeProto, TensorProto, helper

from expected import write


def packed(model):
    return base64.b64encode(gzip.compress(model.SerializeToString(), mtime=0)).decode()


def model(nodes, tensors, **more):
    value = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 3, None, 5])
    graph = helper.make_graph(nodes, "the graph", [value], [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)], tensors)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("ai.onnx", 15), helper.make_opsetid("my.domain", 2)], producer_name="maker", producer_version="1.5", **more)
    helper.set_model_props(made, {"key": "value", "Schlüssel": "Wert"})
    return made


REAL = {"float": (TensorProto.FLOAT, numpy.float32), "double": (TensorProto.DOUBLE, numpy.float64), "float16": (TensorProto.FLOAT16, numpy.float16)}
WHOLE = {"int8": (TensorProto.INT8, numpy.int8), "uint8": (TensorProto.UINT8, numpy.uint8), "int16": (TensorProto.INT16, numpy.int16), "uint16": (TensorProto.UINT16, numpy.uint16),
         "int32": (TensorProto.INT32, numpy.int32), "uint32": (TensorProto.UINT32, numpy.uint32), "int64": (TensorProto.INT64, numpy.int64), "uint64": (TensorProto.UINT64, numpy.uint64),
         "bool": (TensorProto.BOOL, numpy.bool_)}


def types():
    tensors, expected = [], {}
    for name, (kind, dtype) in {**REAL, **WHOLE}.items():
        if name in REAL:
            values = numpy.array([[0, -1.5, 3.25], [1e-3, 6e4, -0.0]], dtype)
        elif name == "bool":
            values = numpy.array([[True, False, True], [False, False, True]])
        else:
            limits = numpy.iinfo(dtype)
            values = numpy.array([[limits.min, 0, 1], [2, 100, min(limits.max, 2 ** 62)]], dtype)
        for raw in (False, True):
            label = f"{name} {'raw' if raw else 'typed'}"
            tensors.append(helper.make_tensor(label, kind, values.shape, values.tobytes() if raw else values.flatten().tolist(), raw=raw))
            expected[label] = [str(int(v)) if name in WHOLE else repr(float(v)) for v in values.flatten()]
    brain = TensorProto(name="bfloat16 raw", data_type=TensorProto.BFLOAT16, dims=[2], raw_data=bytes([0x80, 0x3F, 0x49, 0xC0]))
    tensors.append(brain)
    tensors.append(TensorProto(name="bfloat16 typed", data_type=TensorProto.BFLOAT16, dims=[2], int32_data=[0x3F80, 0xC049]))
    expected["bfloat16 raw"] = expected["bfloat16 typed"] = ["1.0", "-3.140625"]
    tensors.append(helper.make_tensor("scalar", TensorProto.FLOAT, [], [7.5]))
    expected["scalar"] = ["7.5"]
    tensors.append(helper.make_tensor("empty", TensorProto.INT64, [0], []))
    expected["empty"] = []
    tensors.append(helper.make_tensor("text", TensorProto.STRING, [2], ["one".encode(), "zwölf".encode()]))
    expected["text"] = ["one", "zwölf"]
    return {"name": "types", "model": packed(model([helper.make_node("Identity", ["x"], ["y"])], tensors)), "tensors": expected}


def unpacked():
    """Numbers each behind a tag of its own, as the first versions of protobuf wrote them."""
    plain = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[3]).SerializeToString()
    floats = b"".join(b"\x25" + numpy.float32(v).tobytes() for v in (1.5, -2.0, 0.25))
    ints = TensorProto(name="i", data_type=TensorProto.INT64, dims=[2]).SerializeToString() + b"\x38\x05\x38\x80\x01"
    made = model([helper.make_node("Identity", ["x"], ["y"])], []).SerializeToString()
    parsed = onnx.ModelProto.FromString(made)
    for data in (plain + floats, ints):
        parsed.graph.initializer.add().ParseFromString(data)
    # Written again the numbers would be packed: the graph's bytes are put together by hand.
    graph = onnx.ModelProto.FromString(made).graph.SerializeToString()
    for data in (plain + floats, ints):
        graph += b"\x2a" + bytes([len(data)]) + data
    rest = onnx.ModelProto.FromString(made)
    rest.ClearField("graph")
    size = len(graph)
    data = rest.SerializeToString() + b"\x3a" + bytes([size & 0x7F | 0x80, size >> 7]) + graph
    assert onnx.ModelProto.FromString(data).graph == parsed.graph
    return {"name": "unpacked", "model": base64.b64encode(gzip.compress(data, mtime=0)).decode(), "tensors": {"w": ["1.5", "-2.0", "0.25"], "i": ["5", "128"]}}


def attributes():
    inner = helper.make_graph([helper.make_node("Identity", ["x"], ["z"])], "inner", [], [helper.make_tensor_value_info("z", TensorProto.FLOAT, [1])])
    tensor = helper.make_tensor("t", TensorProto.FLOAT, [2], [1, 2])
    node = helper.make_node("All", ["x", "", "x"], ["y"], name="the node", domain="my.domain", f=1.5, i=-7, s="text", t=tensor, g=inner, floats=[1.5, -2.5], ints=[1, -2, 1 << 40],
                            strings=["a", "b"], zero=0, nothing="")
    node.attribute.extend([helper.make_attribute("tensors", [tensor, tensor]), helper.make_attribute("graphs", [inner])])
    empty = AttributeProto(name="empty", type=AttributeProto.INTS)
    node.attribute.append(empty)
    return {"name": "attributes", "model": packed(model([node], []))}


def function():
    body = [helper.make_node("Mul", ["a", "a"], ["b"]), helper.make_node("Selu", ["b"], ["c"])]
    body[1].attribute.add(name="alpha", ref_attr_name="slope", type=AttributeProto.FLOAT)
    made = helper.make_function("my.domain", "Twice", ["a"], ["c"], body, [helper.make_opsetid("", 15)], ["slope"])
    return {"name": "function", "model": packed(model([helper.make_node("Twice", ["x"], ["y"], domain="my.domain", slope=2.0)], [], functions=[made]))}


write("Onnx/Format/onnx-files.expected.json", [types(), unpacked(), attributes(), function()])
