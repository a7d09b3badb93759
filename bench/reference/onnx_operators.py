"""ONNX operators one by one: small graphs, inputs, and what ONNX Runtime gives, as tests/Fovea.Tests/Onnx/operators.pack for OperatorTests.

    NODE_PATH=FOLDER/node_modules python onnx_operators.py [WORD]   FOLDER has the npm package onnxruntime-node; WORD shows the cases with it in their names, and writes nothing

Cases are in onnx_cases/, a family a file. A graph whose input is a batch of images is made a second time behind a convolution that changes nothing, so that the same operator is
seen with channels last in memory. Where ONNX Runtime lacks an operator, the case brings what numpy or PyTorch give.
"""
import base64
import gzip
import json
import pathlib
import struct
import subprocess
import sys
import tempfile

import numpy
import onnx
from onnx import TensorProto, helper

from onnx_cases import CASES

HERE = pathlib.Path(__file__).resolve().parent
PACK = HERE.parents[1] / "tests" / "Fovea.Tests" / "Onnx" / "operators.pack"
TYPES = {"float32": TensorProto.FLOAT, "float64": TensorProto.DOUBLE, "float16": TensorProto.FLOAT16, "int64": TensorProto.INT64, "int32": TensorProto.INT32, "int16": TensorProto.INT16,
         "uint16": TensorProto.UINT16, "uint32": TensorProto.UINT32, "uint64": TensorProto.UINT64, "int8": TensorProto.INT8, "uint8": TensorProto.UINT8, "bool": TensorProto.BOOL}


def info(name, array):
    return helper.make_tensor_value_info(name, TYPES[array.dtype.name], array.shape)


def tensor(name, array):
    return helper.make_tensor(name, TYPES[array.dtype.name], array.shape, array.tobytes(), raw=True)


def model(case, expected=None):
    """The file of a case. Its outputs have no type before they are known."""
    outputs = [info(name, array) for name, array in expected.items()] if expected else [helper.make_empty_tensor_value_info(name) for name in case["outputs"]]
    graph = helper.make_graph(case["nodes"], "g", [info(name, array) for name, array in case["inputs"].items()], outputs, [tensor(name, array) for name, array in case["constants"].items()])
    opsets = [helper.make_opsetid("", case["opset"])] + [helper.make_opsetid(domain, 1) for domain in sorted({node.domain for node in case["nodes"]} - {""})]
    made = helper.make_model(graph, opset_imports=opsets, producer_name="fovea")
    made.ir_version = 10 if case["opset"] >= 21 else 8
    made.ClearField("producer_name")
    return made


def behind_convolution(case):
    """The same case with every batch of images behind a convolution that changes nothing: its result lies channels last here."""
    images = [name for name, array in case["inputs"].items() if array.ndim == 4 and array.dtype == numpy.float32 and 0 not in array.shape]
    if not images or not case["convolved"]:
        return None
    nodes, constants = [], dict(case["constants"])
    rename = {name: f"{name}_images" for name in images}
    for name in images:
        channels = case["inputs"][name].shape[1]
        constants[f"{name}_one"] = numpy.ones((channels, 1, 1, 1), numpy.float32)
        nodes.append(helper.make_node("Conv", [name, f"{name}_one"], [rename[name]], group=channels))
    for node in case["nodes"]:
        copy = onnx.NodeProto()
        copy.CopyFrom(node)
        for i, name in enumerate(copy.input):
            copy.input[i] = rename.get(name, name)
        nodes.append(copy)
    return {**case, "name": case["name"] + ", channels last", "nodes": nodes, "constants": constants}


def packed(array):
    return {"type": array.dtype.name, "dims": list(array.shape), "data": base64.b64encode(array.tobytes()).decode()}


def run(cases):
    """What ONNX Runtime gives: a dictionary of arrays a case, or an error."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for i, case in enumerate(cases):
            (folder / f"{i}.onnx").write_bytes(model(case).SerializeToString())
        (folder / "inputs.json").write_text(json.dumps([{name: packed(array) for name, array in case["inputs"].items()} for case in cases]))
        subprocess.run(["node", str(HERE / "onnx_operators.js"), str(folder)], check=True)
        results = []
        for answer in json.loads((folder / "outputs.json").read_text()):
            results.append(answer if "error" in answer else {name: numpy.frombuffer(base64.b64decode(value["data"]), value["type"]).reshape(value["dims"]) for name, value in answer.items()})
        return results


def text(value):
    value = value.encode()
    assert len(value) < 1 << 14
    return bytes([len(value)] if len(value) < 128 else [len(value) & 127 | 128, len(value) >> 7]) + value


def arrays(values):
    out = struct.pack("<i", len(values))
    for name, array in values.items():
        out += text(name) + struct.pack(f"<{1 + array.ndim}i", array.ndim, *array.shape) + array.astype("<f4").tobytes()
    return out


def main():
    word = sys.argv[1] if len(sys.argv) > 1 else None
    cases = [case for case in CASES if word is None or word in case["name"]]
    cases = [other for case in cases for other in (case, behind_convolution(case)) if other]
    names = [case["name"] for case in cases]
    twice = {name for name in names if names.count(name) > 1}
    assert not twice, twice
    results, wrong, body = run(cases), 0, b""
    for case, result in zip(cases, results):
        if case["judge"] is not None:
            own = {name: numpy.asarray(array) for name, array in zip(case["outputs"], case["judge"])}
            # Where both can, they have to agree.
            if "error" not in result and not all(numpy.allclose(result[name], own[name], 1e-4, 1e-5, True) for name in own):
                print(f"{case['name']}: ONNX Runtime and the own judge differ:", result, own)
                wrong += 1
            result = own
        if "error" in result:
            print(f"{case['name']}: {result['error']}")
            wrong += 1
            continue
        if word:
            print(case["name"], {name: array.shape for name, array in result.items()}, next(iter(result.values())).reshape(-1)[:12])
        file = model(case, result).SerializeToString()
        body += text(case["name"]) + struct.pack("<fi", case["tolerance"], len(file)) + file + arrays(case["inputs"]) + arrays(result)
    operators = {(node.domain, node.op_type) for case in cases for node in case["nodes"]}
    print(f"{len(cases) - wrong} cases of {len(operators)} operators, {wrong} without an answer")
    if word is None:
        PACK.parent.mkdir(parents=True, exist_ok=True)
        PACK.write_bytes(gzip.compress(struct.pack("<i", len(cases) - wrong) + body, 9, mtime=0))
        print(f"{PACK.name}: {PACK.stat().st_size} bytes")


if __name__ == "__main__":
    main()
