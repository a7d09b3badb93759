"""Elements by number."""
import numpy

from .case import Numbers, case, floats, ints, node

r = Numbers("indexing")
x = r(2, 3, 4, 5)
for axis in (0, 1, 2, 3):
    case(f"Gather along {axis}", node("Gather", "x i", axis=axis), {"x": x}, {"i": ints(1, 0)}, opset=[7, 13])
    case(f"Gather along {axis} by one", node("Gather", "x i", axis=axis), {"x": x}, {"i": numpy.int64(1)})
case("Gather by a table", node("Gather", "x i", axis=1), {"x": x}, {"i": ints(2, 0, 1, 1).reshape(2, 2)})
case("Gather from the end", node("Gather", "x i", axis=-2), {"x": x}, {"i": ints(-1, 0, -4)}, opset=11)
case("Gather by computed numbers", node("Gather", "x i", axis=1), {"x": x, "i": ints(2, -1, 0)})
case("Gather of weights", node("Gather", "w i"), {"i": ints(2, 0, 2)}, {"w": r(3, 4)})
case("Gather by whole numbers of 32 bits", node("Gather", "x i", axis=3), {"x": x}, {"i": ints(4, 0).astype("int32")})

for axis in (0, 1, 2, -1):
    size = x.shape[axis]
    i = r.whole(*x.shape, low=-size, high=size)
    case(f"GatherElements along {axis}", node("GatherElements", "x i", axis=axis), {"x": x, "i": i}, opset=[11, 13])
case("GatherElements of a part", node("GatherElements", "x i", axis=1), {"x": r(3, 4)}, {"i": r.whole(2, 3, low=0, high=4)}, opset=13)

case("GatherND of elements", node("GatherND", "x i"), {"x": x}, {"i": ints(0, 1, 2, 3, 1, 2, -1, -5).reshape(2, 4)}, opset=[11, 13])
case("GatherND of rows", node("GatherND", "x i"), {"x": x}, {"i": ints(0, 1, 1, 2, 1, -1).reshape(3, 2)}, opset=12)
case("GatherND with a batch", node("GatherND", "x i", batch_dims=1), {"x": x}, {"i": ints(1, 0, 2, 3).reshape(2, 1, 2)}, opset=12)
case("GatherND by computed numbers", node("GatherND", "x i"), {"x": x, "i": ints(0, 1, 1, 2).reshape(2, 2)}, opset=13)

i = numpy.argsort(r(3, 4, 5), axis=1).astype("int64")[:, :2]
for mode, opset in ((None, 11), ("add", 16), ("mul", 16), ("max", 18), ("min", 18)):
    case(f"ScatterElements {mode}", node("ScatterElements", "x i u", axis=1, reduction=mode), {"x": r(3, 4, 5), "u": r(3, 2, 5)}, {"i": i}, opset=opset)
    case(f"ScatterElements {mode} from the end", node("ScatterElements", "x i u", axis=-1, reduction=mode), {"x": r(1, 5), "u": r(1, 2)}, {"i": ints(-2, 0).reshape(1, 2)}, opset=opset)
    p = ints(0, 1, 2, 3, 1, 0).reshape(3, 2) % 3
    case(f"ScatterND {mode}", node("ScatterND", "x i u", reduction=mode), {"x": x[0], "u": r(3, 5)}, {"i": p}, opset=opset)
    case(f"ScatterND {mode} of elements", node("ScatterND", "x i u", reduction=mode), {"x": r(7), "u": r(3)}, {"i": ints(4, 1, -1).reshape(3, 1)}, opset=opset)
case("ScatterElements add, one place twice", node("ScatterElements", "x i u", reduction="add"), {"x": r(5), "u": r(3)}, {"i": ints(1, 1, 4)}, opset=16)
case("ScatterElements of images", node("ScatterElements", "x i u", axis=1), {"x": x, "u": r(2, 1, 4, 5)}, {"i": r.whole(2, 1, 4, 5, low=0, high=3)}, opset=16)
case("ScatterND of images", node("ScatterND", "x i u"), {"x": x, "u": r(2, 4, 5)}, {"i": ints(0, 1, 1, 2).reshape(2, 2)}, opset=16)
case("ScatterND of a slice (assignment in PyTorch)", node("ScatterND", "x i u"), {"x": x, "u": r(2, 4, 5)}, {"i": numpy.stack(numpy.meshgrid([0, 1], [2], range(4), range(5), indexing="ij"), -1).reshape(2, 4, 5, 4)}, opset=11)
case("Scatter", node("Scatter", "x i u", axis=1), {"x": r(3, 4, 5), "u": r(3, 2, 5)}, {"i": i}, opset=9)

case("OneHot", node("OneHot", "i d v"), {"i": ints(0, 2, 1, -1)}, {"d": numpy.int64(3), "v": floats(0, 1)}, opset=[9, 11])
case("OneHot, axis and values", node("OneHot", "i d v", axis=1), {"i": r.whole(2, 3, low=0, high=4)}, {"d": ints(4), "v": floats(-1, 2.5)}, opset=11)
case("OneHot, numbers that do not exist", node("OneHot", "i d v"), {"i": ints(0, 3, -4, 2)}, {"d": numpy.int64(3), "v": floats(0, 1)}, opset=11)
case("OneHot, first axis", node("OneHot", "i d v", axis=0), {"i": r.whole(2, 3, low=0, high=4)}, {"d": ints(4), "v": floats(0, 1)}, opset=11)
