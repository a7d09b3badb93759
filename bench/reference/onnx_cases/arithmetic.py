"""Functions of two values and more, and how they are stretched to a common shape."""
import numpy

from .case import Numbers, case, floats, ints, node

STRETCHED = [((2, 3, 4, 5), (2, 3, 4, 5)), ((2, 3, 4, 5), (3, 1, 1)), ((2, 3, 4, 5), (5,)), ((2, 3, 1, 1), (2, 3, 4, 5)), ((1,), (2, 3, 4, 5)), ((4, 1), (2, 3, 4, 5)), ((3, 1), (1, 4)), ((), (2, 3)),
             ((2, 1, 4, 5), (3, 1, 5))]
for operator in ("Add", "Sub", "Mul", "Div"):
    r = Numbers(operator)
    for a, b in STRETCHED:
        case(f"{operator} {a} and {b}", node(operator, "a b"), {"a": r(*a), "b": r(*b, low=0.5, high=2)}, opset=13)
    case(f"{operator}", node(operator, "a b"), {"a": r(3, 4)}, {"b": r(4, low=0.5, high=2)}, opset=[7, 14, 21])
    case(f"{operator} of whole numbers", node(operator, "a b"), {"a": r.whole(3, 4, low=-20, high=20), "b": r.whole(3, 4, low=1, high=7)})
case("Div of negative whole numbers", node("Div", "a b"), {"a": ints(7, -7, 7, -7, 6, 0), "b": ints(2, 2, -2, -2, 3, 5)})
case("Div of whole numbers by one", node("Div", "a b"), {"a": ints(7, -7, 8, -9)}, {"b": numpy.int64(2)})
case("Div of whole numbers of 32 bits", node("Div", "a b"), {"a": ints(7, -7, 8, -9).astype("int32")}, {"b": numpy.int32(2)})

r = Numbers("Pow")
case("Pow", node("Pow", "a b"), {"a": r(2, 3, 4, 5, low=0.1, high=2), "b": r(4, 5)}, opset=[7, 12, 13, 15])
for exponent in (0.0, 1.0, 2.0, 3.0, 0.5, -1.0, -0.5, 1.7):
    case(f"Pow {exponent}", node("Pow", "a b"), {"a": r(3, 4, low=0.1, high=2)}, {"b": numpy.float32(exponent)})
case("Pow of negative numbers", node("Pow", "a b"), {"a": r(3, 4)}, {"b": numpy.float32(3)})
case("Pow by a whole number", node("Pow", "a b"), {"a": r(3, 4)}, {"b": numpy.int64(2)}, opset=13)
case("Pow of whole numbers", node("Pow", "a b"), {"a": r.whole(3, 4)}, {"b": numpy.int64(3)}, opset=13)

r = Numbers("Mod")
case("Mod of whole numbers", node("Mod", "a b"), {"a": ints(7, -7, 7, -7, 6, 0), "b": ints(3, 3, -3, -3, 3, 5)}, opset=[10, 13])
case("Mod as fmod", node("Mod", "a b", fmod=1), {"a": floats(7.5, -7.5, 7.5, -7.5, 6, 0), "b": floats(3, 3, -3, -3, 3, 5)}, opset=[10, 13])
case("Mod as fmod of whole numbers", node("Mod", "a b", fmod=1), {"a": ints(7, -7, 7, -7, 6, 0), "b": ints(3, 3, -3, -3, 3, 5)})
case("Mod, stretched", node("Mod", "a b", fmod=1), {"a": r(2, 3, 4, 5), "b": r(3, 1, 1, low=0.3, high=1)})

for operator in ("Max", "Min", "Sum", "Mean"):
    r = Numbers(operator)
    case(f"{operator} of three", node(operator, "a b c"), {"a": r(2, 3, 4, 5), "b": r(3, 1, 1), "c": r(5)}, opset=[8, 13])
    case(f"{operator} of one", node(operator, "a"), {"a": r(3, 4)})
    case(f"{operator} of equal shapes", node(operator, "a b"), {"a": r(3, 4), "b": r(3, 4)}, opset=[7, 13])
for operator in ("Max", "Min"):
    case(f"{operator} of whole numbers", node(operator, "a b"), {"a": ints(1, -2, 3), "b": ints(0, 5, 3)}, opset=12)
