"""How a case is written down."""
import zlib

import numpy
from onnx import helper

CASES = []


class Numbers:
    """Numbers of one case, which depend on its name only."""

    def __init__(self, name):
        self.random = numpy.random.RandomState(zlib.crc32(name.encode()))

    def __call__(self, *shape, low=-2.0, high=2.0):
        """Uniform real numbers with two digits."""
        return numpy.round(self.random.uniform(low, high, shape), 2).astype(numpy.float32)

    def whole(self, *shape, low=-4, high=5, type="int64"):
        """Whole numbers from low to below high."""
        return self.random.randint(low, high, shape).astype(type)

    def truth(self, *shape):
        return self.random.rand(*shape) < 0.5


def node(operator, inputs, outputs="y", **attributes):
    """A node; names are separated by blanks, and - is one that is left out. Attributes that are None are left out."""
    domain = attributes.pop("domain", "")
    inputs, outputs = [["" if name == "-" else name for name in names.split()] for names in (inputs, outputs)]
    return helper.make_node(operator, inputs, outputs, domain=domain, **{key: value for key, value in attributes.items() if value is not None})


def case(name, nodes, inputs=None, constants=None, outputs="y", opset=17, tolerance=1e-5, judge=None, convolved=True):
    """
    One case. inputs are given when it is run, constants stand in the file; judge are the outputs where they are not ONNX Runtime's; convolved is whether it may be repeated behind
    a convolution. Of several opsets there is a case each.
    """
    for version in opset if isinstance(opset, (list, tuple)) else [opset]:
        CASES.append({
            "name": f"{name}, opset {version}", "nodes": nodes if isinstance(nodes, list) else [nodes], "inputs": {key: numpy.asarray(value) for key, value in (inputs or {}).items()},
            "constants": {key: numpy.asarray(value) for key, value in (constants or {}).items()}, "outputs": outputs.split(), "opset": version, "tolerance": tolerance, "judge": judge,
            "convolved": convolved,
        })


def ints(*values):
    return numpy.array(values, numpy.int64)


def floats(*values):
    return numpy.array(values, numpy.float32)
