"""Functions of one value."""
import numpy

from .case import Numbers, case, floats, node

EVERYWHERE = ["Abs", "Neg", "Exp", "Ceil", "Floor", "Sign", "Sin", "Cos", "Tan", "Atan", "Sinh", "Cosh", "Asinh", "Erf", "Sigmoid", "Tanh", "Relu", "Softplus", "Softsign", "Identity", "Round",
              "HardSwish", "Mish", "Reciprocal", "Elu", "Selu", "LeakyRelu", "HardSigmoid", "ThresholdedRelu", "Shrink", "Celu"]
SINCE = {"Sign": 9, "Sinh": 9, "Cosh": 9, "Asinh": 9, "Acosh": 9, "Atanh": 9, "Erf": 9, "Round": 11, "HardSwish": 14, "Mish": 18, "ThresholdedRelu": 10, "Shrink": 9, "Celu": 12}
OPTIONS = {"Elu": {"alpha": 1.5}, "Selu": {"alpha": 1.2, "gamma": 0.7}, "LeakyRelu": {"alpha": 0.2}, "HardSigmoid": {"alpha": 0.5, "beta": 0.3}, "ThresholdedRelu": {"alpha": 0.3},
           "Shrink": {"lambd": 0.6, "bias": 0.2}, "Celu": {"alpha": 0.7}}

for operator in EVERYWHERE:
    for opset in sorted({max(7, SINCE.get(operator, 7)), 21}):
        r = Numbers(operator)
        case(operator, node(operator, "x"), {"x": r(2, 3, 4, 5, low=-3, high=3)}, opset=opset)
    if operator in OPTIONS:
        case(f"{operator} with options", node(operator, "x", **OPTIONS[operator]), {"x": Numbers(operator)(3, 4, low=-3, high=3)})

for operator, low, high in [("Acos", -1, 1), ("Asin", -1, 1), ("Acosh", 1, 9), ("Atanh", -0.95, 0.95), ("Log", 0.1, 9), ("Sqrt", 0, 9)]:
    case(operator, node(operator, "x"), {"x": Numbers(operator)(2, 3, 4, 5, low=low, high=high)}, opset=[max(7, SINCE.get(operator, 7)), 21])

SPECIAL = floats(numpy.nan, numpy.inf, -numpy.inf, 0, -0.0, 1.5, -1.5, 2.5)
case("IsNaN", node("IsNaN", "x"), {"x": SPECIAL}, opset=[9, 20])
case("IsInf", node("IsInf", "x"), {"x": SPECIAL}, opset=[10, 20])
case("IsInf, plus", node("IsInf", "x", detect_negative=0), {"x": SPECIAL})
case("IsInf, minus", node("IsInf", "x", detect_positive=0), {"x": SPECIAL})
case("Round, halves", node("Round", "x"), {"x": floats(-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 2.4, -2.6)})

x = Numbers("Gelu")(2, 3, 4, 5)
case("Gelu", node("Gelu", "x"), {"x": x}, opset=20)
case("Gelu by tanh", node("Gelu", "x", approximate="tanh"), {"x": x}, opset=20)

for opset in (7, 9, 16):
    r = Numbers("PRelu")
    case("PRelu, a slope a channel", node("PRelu", "x slope"), {"x": r(2, 3, 4, 5)}, {"slope": r(3, 1, 1)}, opset=opset)
case("PRelu, one slope", node("PRelu", "x slope"), {"x": r(2, 3, 4, 5)}, {"slope": r(1)})
case("PRelu, a slope an element", node("PRelu", "x slope"), {"x": r(2, 3, 4, 5)}, {"slope": r(3, 4, 5)})

r = Numbers("Clip")
x = r(2, 3, 4, 5)
case("Clip by attributes", node("Clip", "x", min=-0.5, max=1.25), {"x": x}, opset=[7, 10])
case("Clip by one attribute", node("Clip", "x", min=0.0), {"x": x}, opset=7)
case("Clip by inputs", node("Clip", "x low high"), {"x": x}, {"low": numpy.float32(-0.5), "high": numpy.float32(1.25)}, opset=[11, 12, 13])
case("Clip from above", node("Clip", "x - high"), {"x": x}, {"high": numpy.float32(0.75)})
case("Clip from below", node("Clip", "x low"), {"x": x}, {"low": numpy.float32(0.25)})
case("Clip by nothing", node("Clip", "x"), {"x": x})
case("Clip of whole numbers", node("Clip", "x low high"), {"x": r.whole(3, 4, low=-9, high=9)}, {"low": numpy.int64(-3), "high": numpy.int64(5)})
case("Clip by computed bounds", node("Clip", "x low high"), {"x": x, "low": numpy.float32(-0.5), "high": numpy.float32(0.5)})

x = Numbers("Dropout")(2, 3, 4, 5)
case("Dropout", node("Dropout", "x", ratio=0.3), {"x": x}, opset=[7, 10])
case("Dropout by input", node("Dropout", "x ratio"), {"x": x}, {"ratio": numpy.float32(0.3)}, opset=[12, 13])
case("Dropout with mask", node("Dropout", "x", "y mask"), {"x": x}, outputs="y mask")
case("Dropout, not training", node("Dropout", "x ratio training"), {"x": x}, {"ratio": numpy.float32(0.3), "training": numpy.bool_(False)})

r = Numbers("Softmax")
x = r(2, 3, 4, 5)
for operator in ("Softmax", "LogSoftmax", "Hardmax"):
    case(f"{operator} of two dimensions", node(operator, "x"), {"x": r(3, 5)}, opset=[7, 11, 13])
    for axis in (None, 0, 1, 2, 3):
        case(f"{operator} along {axis}", node(operator, "x", axis=axis), {"x": x}, opset=[7, 13])
    case(f"{operator} along -2", node(operator, "x", axis=-2), {"x": x}, opset=[11, 13])
case("Hardmax, equal numbers", node("Hardmax", "x"), {"x": floats(1, 2, 2, 0, 3, 3, 3, 3).reshape(2, 4)}, opset=13)
