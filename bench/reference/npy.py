"""Files as numpy.save writes them, whole, in hexadecimal: element types, byte orders, both orders of the axes, all versions of the format."""
import io

import numpy

from expected import write

cases = []


def case(name, x, version=None):
    stream = io.BytesIO()
    numpy.lib.format.write_array(stream, x, version=version)
    cases.append({
        "name": name,
        "shape": list(x.shape),
        "values": [str(float(v)) for v in x.reshape(-1).tolist()],
        "file": stream.getvalue().hex(),
    })


matrix = numpy.array([[1, -2, 3.5], [-5, 0, 1000]])
for type in ["<f2", "<f4", "<f8", ">f2", ">f4", ">f8"]:
    case(type, matrix.astype(type))
for type in ["i1", "<i2", "<i4", "<i8", ">i2", ">i4", ">i8"]:
    case(type, numpy.array([0, 1, -2, 127]).astype(type))
for type in ["u1", "<u2", "<u4", "<u8", ">u8"]:
    case(type, numpy.array([[0], [255]]).astype(type))
case("large integer", numpy.array([1 << 40, -(1 << 62)]))
case("bool", numpy.array([[False, True], [True, False]]))
case("infinite", numpy.array([numpy.inf, -numpy.inf, numpy.nan], "<f4"))
case("scalar", numpy.array(1.5, "<f4"))
case("empty", numpy.zeros((0, 3), "<f4"))
case("fortran order", numpy.asfortranarray(numpy.arange(24).reshape(2, 3, 4).astype("<f4")))
case("fortran order, converted", numpy.asfortranarray(numpy.arange(6).reshape(3, 2).astype(">i2")))
case("version 2", matrix.astype("<f4"), (2, 0))
case("version 3", matrix.astype("<f4"), (3, 0))

write("Weights/npy.expected.json", cases)
