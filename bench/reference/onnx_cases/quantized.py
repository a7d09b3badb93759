"""Quantised numbers."""
import numpy
from onnx import TensorProto

from .case import Numbers, case, floats, ints, node

r = Numbers("quantized")
x = r(2, 3, 4, 5)
u8, i8 = numpy.uint8, numpy.int8
case("QuantizeLinear", node("QuantizeLinear", "x s z"), {"x": x}, {"s": numpy.float32(0.03), "z": u8(128)}, opset=[10, 13, 19, 21])
case("QuantizeLinear, signed", node("QuantizeLinear", "x s z"), {"x": x}, {"s": numpy.float32(0.01), "z": i8(-5)}, opset=13)
case("QuantizeLinear, no zero", node("QuantizeLinear", "x s"), {"x": x}, {"s": numpy.float32(0.03)}, opset=13)
case("QuantizeLinear, a scale a channel", node("QuantizeLinear", "x s z", axis=1), {"x": x}, {"s": floats(0.03, 0.01, 0.05), "z": numpy.array([128, 100, 0], u8)}, opset=13)
case("QuantizeLinear, halves", node("QuantizeLinear", "x s z"), {"x": floats(-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 200, -200)}, {"s": numpy.float32(1), "z": i8(0)}, opset=13)
q = r.whole(2, 3, 4, 5, low=0, high=256, type="uint8")
case("DequantizeLinear", node("DequantizeLinear", "x s z"), {"x": q}, {"s": numpy.float32(0.03), "z": u8(128)}, opset=[10, 13, 19, 21])
case("DequantizeLinear, signed, a scale a channel", node("DequantizeLinear", "x s z", axis=1), {"x": r.whole(2, 3, 4, 5, low=-128, high=128, type="int8")}, {"s": floats(0.03, 0.01, 0.05), "z": numpy.zeros(3, i8)}, opset=13)
case("DequantizeLinear, 32 bits", node("DequantizeLinear", "x s"), {"x": r.whole(5, low=-9999, high=9999, type="int32")}, {"s": numpy.float32(0.0003)}, opset=13)
case("DequantizeLinear, in blocks", node("DequantizeLinear", "x s z", axis=1, block_size=2), {"x": r.whole(3, 4, low=-128, high=128, type="int8")}, {"s": r(3, 2, low=0.01, high=0.1), "z": r.whole(3, 2, type="int8")}, opset=21)
case("DequantizeLinear of weights", [node("DequantizeLinear", "q s z", "w", axis=0), node("Conv", "x w b", pads=(1, 1, 1, 1))], {"x": x},
     {"q": r.whole(6, 3, 3, 3, low=-127, high=128, type="int8"), "s": r(6, low=0.001, high=0.02), "z": numpy.zeros(6, i8), "b": r(6)}, opset=13)
case("Quantised and back (QDQ)", [node("QuantizeLinear", "x s z", "q"), node("DequantizeLinear", "q s z", "d"), node("DequantizeLinear", "wq ws wz", "w"), node("Conv", "d w", "c"), node("QuantizeLinear", "c t v", "e"), node("DequantizeLinear", "e t v")],
     {"x": x}, {"s": numpy.float32(0.016), "z": u8(125), "wq": r.whole(4, 3, 1, 1, low=-127, high=128, type="int8"), "ws": numpy.float32(0.01), "wz": i8(0), "t": numpy.float32(0.05), "v": u8(120)}, opset=13)
case("DynamicQuantizeLinear", node("DynamicQuantizeLinear", "x", "y s z"), {"x": x}, outputs="y s z", opset=11)
case("DynamicQuantizeLinear of positive numbers", node("DynamicQuantizeLinear", "x", "y s z"), {"x": r(3, 4, low=1, high=5)}, outputs="y s z", opset=11)

a, b = r.whole(2, 3, 4, low=0, high=256, type="uint8"), r.whole(4, 5, low=-128, high=128, type="int8")
case("MatMulInteger", node("MatMulInteger", "a b za zb"), {"a": a}, {"b": b, "za": u8(120), "zb": i8(3)}, opset=10)
case("MatMulInteger, no zeros", node("MatMulInteger", "a b"), {"a": a, "b": b}, opset=10)
case("MatMulInteger, a zero a column", node("MatMulInteger", "a b za zb"), {"a": a}, {"b": b, "za": u8(120), "zb": r.whole(5, type="int8")}, opset=10)
case("MatMulInteger of numbers quantised meanwhile", [node("DynamicQuantizeLinear", "x", "q s z"), node("MatMulInteger", "q b z", "i"), node("Cast", "i", "f", to=TensorProto.FLOAT), node("Mul", "s t", "st"), node("Mul", "f st")],
     {"x": r(2, 3, 4)}, {"b": b, "t": numpy.float32(0.02)}, opset=13)
case("QLinearMatMul", node("QLinearMatMul", "a sa za b sb zb sy zy"), {"a": a}, {"b": b, "sa": numpy.float32(0.02), "za": u8(120), "sb": numpy.float32(0.03), "zb": i8(2), "sy": numpy.float32(0.11), "zy": u8(130)}, opset=[10, 21])
images = r.whole(2, 4, 5, 6, low=0, high=256, type="uint8")
case("ConvInteger", node("ConvInteger", "x w zx zw", pads=(1, 1, 1, 1)), {"x": images}, {"w": r.whole(3, 4, 3, 3, low=0, high=256, type="uint8"), "zx": u8(120), "zw": u8(131)}, opset=10)
case("ConvInteger, no zeros", node("ConvInteger", "x w"), {"x": images}, {"w": r.whole(3, 4, 2, 2, low=0, high=200, type="uint8")}, opset=10)
for name, options, channels in (("padding", {"pads": (1, 1, 1, 1)}, 4), ("depthwise", {"group": 4, "strides": (2, 2)}, 1)):
    case(f"QLinearConv {name}", node("QLinearConv", "x sx zx w sw zw sy zy b", **options), {"x": images},
         {"sx": numpy.float32(0.02), "zx": u8(120), "w": r.whole(4, channels, 3, 3, low=-128, high=128, type="int8"), "sw": numpy.float32(0.01), "zw": i8(0), "sy": numpy.float32(0.2), "zy": u8(110), "b": r.whole(4, low=-2000, high=2000, type="int32")}, opset=10)
case("QLinearConv, a scale a channel", node("QLinearConv", "x sx zx w sw zw sy zy"), {"x": images},
     {"sx": numpy.float32(0.02), "zx": u8(120), "w": r.whole(5, 4, 3, 3, low=-128, high=128, type="int8"), "sw": r(5, low=0.005, high=0.02), "zw": numpy.zeros(5, i8), "sy": numpy.float32(0.2), "zy": u8(110)}, opset=10)
MS = {"domain": "com.microsoft"}
numbers = {"sa": numpy.float32(0.02), "za": u8(120), "sb": numpy.float32(0.03), "zb": u8(110), "sy": numpy.float32(0.0517), "zy": u8(128)}
other = r.whole(2, 4, 5, 6, low=0, high=256, type="uint8")
for operator in ("QLinearAdd", "QLinearMul"):
    case(operator, node(operator, "a sa za b sb zb sy zy", **MS), {"a": images, "b": other}, numbers)
for operator in ("QLinearSigmoid", "QLinearLeakyRelu"):
    case(operator, node(operator, "a sa za sy zy", **MS), {"a": images}, {name: numbers[name] for name in ("sa", "za", "sy", "zy")})
case("QLinearAveragePool", node("QLinearAveragePool", "a sa za sy zy", kernel_shape=(2, 2), strides=(2, 2), pads=(1, 0, 0, 0), **MS), {"a": images}, {name: numbers[name] for name in ("sa", "za", "sy", "zy")})
case("QLinearGlobalAveragePool", node("QLinearGlobalAveragePool", "a sa za sy zy", **MS), {"a": images}, {name: numbers[name] for name in ("sa", "za", "sy", "zy")})
case("QLinearConcat", node("QLinearConcat", "sy zy a sa za b sb zb", axis=1, **MS), {"a": images, "b": other}, numbers)
case("QGemm", node("QGemm", "a sa za b sb zb c sy zy", transB=1, **MS), {"a": a[0]}, {"b": r.whole(5, 4, low=0, high=256, type="uint8"), "c": r.whole(5, low=-300, high=300, type="int32"), **numbers})
case("QGemm to real numbers", node("QGemm", "a sa za b sb zb", **MS), {"a": a[0]}, {"b": r.whole(4, 5, low=0, high=256, type="uint8"), **{name: numbers[name] for name in ("sa", "za", "sb", "zb")}})
case("QuantizeLinear of Microsoft", node("QuantizeLinear", "x s z", **MS), {"x": x}, {"s": numpy.float32(0.0003), "z": numpy.uint16(32768)})
case("DequantizeLinear of Microsoft", node("DequantizeLinear", "x s z", **MS), {"x": r.whole(3, 4, low=0, high=60000, type="uint16")}, {"s": numpy.float32(0.0003), "z": numpy.uint16(32768)})
case("MatMulIntegerToFloat", node("MatMulIntegerToFloat", "a b sa sb za zb c", **MS), {"a": a}, {"b": b, "sa": numpy.float32(0.02), "sb": r(5, low=0.01, high=0.03), "za": u8(120), "zb": r.whole(5, type="int8"), "c": r(5)})
case("DynamicQuantizeMatMul", node("DynamicQuantizeMatMul", "x b s z c", **MS), {"x": r(2, 3, 4)}, {"b": b, "s": numpy.float32(0.02), "z": i8(3), "c": r(5)})
