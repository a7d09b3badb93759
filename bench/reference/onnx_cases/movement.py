"""What moves elements."""
import numpy

from .case import Numbers, case, floats, ints, node

r = Numbers("movement")
x = r(2, 3, 4, 5)
for axis in (0, 1, 2, 3):
    shapes = [tuple(s if d != axis else n for d, s in enumerate((2, 3, 4, 5))) for n in (1, 3, 2)]
    case(f"Concat along {axis}", node("Concat", "a b c", axis=axis), {name: r(*shape) for name, shape in zip("abc", shapes)}, opset=7)
case("Concat along -1", node("Concat", "a b", axis=-1), {"a": x, "b": x}, opset=11)
case("Concat of one", node("Concat", "a", axis=1), {"a": x})
case("Concat with weights", node("Concat", "a b", axis=1), {"a": r(2, 1, 4)}, {"b": r(2, 3, 4)})

case("Split by attribute", node("Split", "x", "a b", axis=1, split=(1, 2)), {"x": x}, outputs="a b", opset=[7, 11])
case("Split evenly", node("Split", "x", "a b", axis=2), {"x": x}, outputs="a b", opset=[7, 13])
case("Split by input", node("Split", "x sizes", "a b c", axis=-1), {"x": x}, {"sizes": ints(1, 3, 1)}, outputs="a b c", opset=[13, 18])
case("Split by number", node("Split", "x", "a b", axis=3, num_outputs=2), {"x": x}, outputs="a b", opset=18)
case("Split, one output unused", [node("Split", "x", "a b", axis=1, split=(1, 2)), node("Relu", "b")], {"x": x}, opset=11)

case("Slice by attributes", node("Slice", "x", starts=(1, 0), ends=(3, -1), axes=(1, 3)), {"x": x}, opset=[7, 9])
case("Slice by attributes, no axes", node("Slice", "x", starts=(0, 1), ends=(1, 1000)), {"x": x}, opset=9)


def slices(name, starts, ends, axes=None, steps=None, opset=(10, 13), **options):
    constants = {"starts": ints(*starts), "ends": ints(*ends)}
    names = "x starts ends"
    if axes is not None or steps is not None:
        names += " axes" if axes is not None else " -"
        constants.update({"axes": ints(*axes)} if axes is not None else {})
    if steps is not None:
        names += " steps"
        constants["steps"] = ints(*steps)
    case(f"Slice {name}", node("Slice", names), {"x": options.get("x", x)}, constants, opset=opset)


slices("the first axes", (1, 0), (2, 2))
slices("one axis", (1,), (3,), (2,))
slices("negative axis", (1,), (3,), (-1,))
slices("from the end", (-2,), (9223372036854775807,), (1,))
slices("with a step", (0, 1), (4, 5), (2, 3), (2, 3))
slices("backwards", (-1, 3), (-9223372036854775807, 0), (2, 3), (-1, -2))
slices("far beyond", (-100, 1), (100, 100), (2, 3))
slices("to nothing", (2,), (2,), (2,))
slices("channels in blocks", (0,), (6,), (1,), (2,), x=r(2, 6, 4, 5))
case("Slice of whole numbers of 32 bits", node("Slice", "x a b c"), {"x": x}, {"a": ints(1).astype("int32"), "b": ints(3).astype("int32"), "c": ints(3).astype("int32")}, opset=13)
case("Slice to patches (Focus)", [node("Slice", f"x s{i} e a t", f"p{i}") for i in range(4)] + [node("Concat", "p0 p1 p2 p3", axis=1)], {"x": r(1, 3, 4, 6)},
     {"s0": ints(0, 0), "s1": ints(1, 0), "s2": ints(0, 1), "s3": ints(1, 1), "e": ints(99, 99), "a": ints(2, 3), "t": ints(2, 2)})

case("Pad by attributes", node("Pad", "x", pads=(0, 0, 1, 2, 0, 0, 3, 0), value=1.5), {"x": x}, opset=[7, 10])
case("Pad reflect by attributes", node("Pad", "x", pads=(0, 0, 1, 2, 0, 0, 3, 0), mode="reflect"), {"x": x}, opset=7)
case("Pad", node("Pad", "x pads"), {"x": x}, {"pads": ints(0, 0, 1, 2, 0, 0, 3, 0)}, opset=[11, 13, 18, 21])
case("Pad with a value", node("Pad", "x pads value"), {"x": x}, {"pads": ints(1, 1, 1, 2, 0, 2, 3, 0), "value": numpy.float32(-1.5)}, opset=13)
for mode, opset in (("reflect", 13), ("edge", 13), ("wrap", 19)):
    case(f"Pad {mode}", node("Pad", "x pads", mode=mode), {"x": x}, {"pads": ints(0, 0, 1, 2, 0, 0, 3, 0)}, opset=opset)
    case(f"Pad {mode} of channels", node("Pad", "x pads", mode=mode), {"x": x}, {"pads": ints(0, 1, 0, 0, 0, 2, 0, 0)}, opset=opset)
    case(f"Pad {mode} of a vector", node("Pad", "x pads", mode=mode), {"x": r(5)}, {"pads": ints(3, 4)}, opset=opset)
case("Pad along some axes", node("Pad", "x pads - axes"), {"x": x}, {"pads": ints(1, 2, 0, 3), "axes": ints(2, -1)}, opset=18)
case("Pad by less than nothing", node("Pad", "x pads"), {"x": x}, {"pads": ints(0, 0, -1, 2, 0, 0, 0, -2)}, opset=13)

for repeats in ((1, 2, 1, 3), (2, 1, 1, 1), (2, 2, 2, 2), (1, 1, 1, 1)):
    case(f"Tile {repeats}", node("Tile", "x repeats"), {"x": r(2, 3, 2, 3)}, {"repeats": ints(*repeats)}, opset=13)
case("Tile a vector", node("Tile", "x repeats"), {"x": r(3)}, {"repeats": ints(4)}, opset=7)

for mode in ("DCR", "CRD"):
    case(f"DepthToSpace {mode}", node("DepthToSpace", "x", blocksize=2, mode=mode), {"x": r(2, 8, 2, 3)}, opset=[11, 13])
case("DepthToSpace, no mode", node("DepthToSpace", "x", blocksize=2), {"x": r(2, 8, 2, 3)}, opset=7)
case("SpaceToDepth", node("SpaceToDepth", "x", blocksize=2), {"x": r(2, 3, 4, 6)}, opset=[7, 13])
for upper in (0, 1):
    case(f"Trilu, upper {upper}", node("Trilu", "x", upper=upper), {"x": x}, opset=14)
    for k in (-2, 1, 7):
        case(f"Trilu, upper {upper}, diagonal {k}", node("Trilu", "x k", upper=upper), {"x": r(4, 5)}, {"k": numpy.int64(k)}, opset=14)
case("Trilu, nothing said", node("Trilu", "x"), {"x": r(4, 5)}, opset=14)
case("ReverseSequence", node("ReverseSequence", "x n", batch_axis=1, time_axis=0), {"x": r(4, 3, 5)}, {"n": ints(1, 4, 3)}, opset=10)
case("ReverseSequence, batch first", node("ReverseSequence", "x n", batch_axis=0, time_axis=1), {"x": r(2, 5), "n": ints(3, 4)}, opset=10)
def centred(x, shape, axes):
    for axis, size in zip(axes, shape):
        missing = size - x.shape[axis]
        if missing < 0:
            x = numpy.take(x, range(-missing // 2, -missing // 2 + size), axis)
        else:
            pads = [(0, 0)] * x.ndim
            pads[axis] = (missing // 2, missing - missing // 2)
            x = numpy.pad(x, pads)
    return x
case("CenterCropPad", node("CenterCropPad", "x shape"), {"x": x}, {"shape": ints(2, 2, 7, 5)}, opset=18, judge=[centred(x, (2, 2, 7, 5), (0, 1, 2, 3))])
case("CenterCropPad along some axes", node("CenterCropPad", "x shape", axes=(2, 3)), {"x": x}, {"shape": ints(3, 8)}, opset=18, judge=[centred(x, (3, 8), (2, 3))])
