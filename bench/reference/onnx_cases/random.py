"""Random numbers: what can be told of them without knowing them."""
import numpy

from .case import Numbers, case, node

r = Numbers("random")
x = r(2, 3, 4, 5)
case("RandomUniform within its bounds", [node("RandomUniform", "", "u", shape=(64, 64), low=2.0, high=3.0), node("Clip", "u low high", "c"), node("Sub", "u c", "d"), node("ReduceSum", "d", keepdims=0)], constants={"low": numpy.float32(2), "high": numpy.float32(3)})
case("RandomUniformLike, shape", [node("RandomUniformLike", "x", "u"), node("Mul", "u zero", "z"), node("Add", "x z")], {"x": x}, {"zero": numpy.float32(0)})
case("RandomNormal, shape", [node("RandomNormal", "", "u", shape=(4, 5), mean=1.0, scale=2.0), node("Mul", "u zero", "z"), node("Add", "x z")], {"x": x}, {"zero": numpy.float32(0)})
case("RandomNormalLike, shape", [node("RandomNormalLike", "x", "u"), node("Mul", "u zero", "z"), node("Add", "x z")], {"x": x}, {"zero": numpy.float32(0)})
case("RandomNormal, mean about right", [node("RandomNormal", "", "u", shape=(64, 64), mean=5.0, scale=0.1), node("ReduceMean", "u", "m", keepdims=0), node("Round", "m")])
