"""Normalisations."""
import numpy

from .case import Numbers, case, node

r = Numbers("normalization")
x = r(2, 6, 4, 5)
weights = {"scale": r(6, low=0.5, high=2), "b": r(6), "mean": r(6), "var": r(6, low=0.5, high=2)}
case("BatchNormalization", node("BatchNormalization", "x scale b mean var", epsilon=1e-3), {"x": x}, weights, opset=[7, 9, 14, 15])
case("BatchNormalization of a table", node("BatchNormalization", "x scale b mean var"), {"x": r(4, 6)}, weights, opset=9)
case("BatchNormalization of a row", node("BatchNormalization", "x scale b mean var"), {"x": r(2, 6, 7)}, weights, opset=9)
case("BatchNormalization with unused outputs", node("BatchNormalization", "x scale b mean var", "y", momentum=0.8), {"x": x}, weights, opset=9)
case("BatchNormalization behind Conv", [node("Conv", "x w", "c", pads=(1, 1, 1, 1)), node("BatchNormalization", "c scale b mean var", "d"), node("Relu", "d")], {"x": r(2, 3, 4, 5)}, {"w": r(6, 3, 3, 3), **weights})
affine = {"scale": weights["scale"], "b": weights["b"]}
case("InstanceNormalization", node("InstanceNormalization", "x scale b", epsilon=1e-3), {"x": x}, affine, opset=[7, 21])
case("InstanceNormalization of a row", node("InstanceNormalization", "x scale b"), {"x": r(2, 6, 9)}, affine)
for axis, shape in ((-1, (5,)), (2, (4, 5)), (1, (6, 4, 5))):
    case(f"LayerNormalization from {axis}", node("LayerNormalization", "x s b", axis=axis), {"x": x}, {"s": r(*shape), "b": r(*shape)}, opset=17)
case("LayerNormalization without bias", node("LayerNormalization", "x s", epsilon=1e-3), {"x": r(2, 4, 6)}, {"s": r(6)}, opset=17)
case("LayerNormalization with statistics", node("LayerNormalization", "x s b", "y mean inverse"), {"x": r(2, 4, 6)}, {"s": r(6), "b": r(6)}, outputs="y mean inverse", opset=17)
case("LayerNormalization written out", [node("ReduceMean", "x", "m", axes=(-1,)), node("Sub", "x m", "d"), node("Pow", "d two", "q"), node("ReduceMean", "q", "v", axes=(-1,)), node("Add", "v e", "ve"), node("Sqrt", "ve", "s"),
                                        node("Div", "d s", "n"), node("Mul", "n w", "a"), node("Add", "a b")], {"x": r(2, 4, 6)}, {"two": numpy.float32(2), "e": numpy.float32(1e-5), "w": r(6), "b": r(6)}, opset=13)


def group(x, groups, scale, bias, epsilon=1e-5):
    parts = x.reshape(x.shape[0], groups, -1).astype(numpy.float64)
    parts = (parts - parts.mean(-1, keepdims=True)) / numpy.sqrt(parts.var(-1, keepdims=True) + epsilon)
    shape = (1, -1) + (1,) * (x.ndim - 2)
    return parts.reshape(x.shape) * scale.reshape(shape) + bias.reshape(shape)


for groups in (2, 3, 6):
    s, b = r(groups), r(groups)
    case(f"GroupNormalization {groups}, a scale a group", node("GroupNormalization", "x s b", num_groups=groups), {"x": x}, {"s": s, "b": b}, opset=18,
         judge=[group(x, groups, numpy.repeat(s, 6 // groups), numpy.repeat(b, 6 // groups))])
    case(f"GroupNormalization {groups}, a scale a channel", node("GroupNormalization", "x s b", num_groups=groups), {"x": x}, {"s": weights["scale"], "b": weights["b"]}, opset=21,
         judge=[group(x, groups, weights["scale"], weights["b"])])
case("GroupNormalization written out", [node("Reshape", "x shape", "f"), node("InstanceNormalization", "f one zero", "n"), node("Shape", "x", "s"), node("Reshape", "n s", "u"), node("Mul", "u w", "m"), node("Add", "m b")], {"x": x},
     {"shape": numpy.array([0, 3, -1]), "one": numpy.ones(3, numpy.float32), "zero": numpy.zeros(3, numpy.float32), "w": r(6, 1, 1), "b": r(6, 1, 1)}, opset=13)
for size in (3, 5):
    case(f"LRN {size}", node("LRN", "x", size=size, alpha=0.3, beta=0.6, bias=1.5), {"x": x}, opset=[7, 13])
case("LRN, even", node("LRN", "x", size=3), {"x": x}, opset=7)
case("MeanVarianceNormalization", node("MeanVarianceNormalization", "x"), {"x": x}, opset=[9, 13])
case("MeanVarianceNormalization along axes", node("MeanVarianceNormalization", "x", axes=(2, 3)), {"x": x}, opset=13)
