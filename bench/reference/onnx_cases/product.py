"""Matrix products."""
import numpy

from .case import Numbers, case, node

r = Numbers("MatMul")
for a, b in [((3, 4), (4, 5)), ((2, 3, 4, 5), (2, 3, 5, 6)), ((2, 3, 4, 5), (5, 6)), ((4, 5), (2, 3, 5, 6)), ((2, 1, 4, 5), (3, 5, 6)), ((5,), (5, 6)), ((4, 5), (5,)), ((5,), (5,)), ((5,), (2, 3, 5, 6)),
             ((2, 3, 4, 5), (5,)), ((1, 4, 5), (1, 5, 1))]:
    case(f"MatMul {a} by {b}", node("MatMul", "a b"), {"a": r(*a), "b": r(*b)}, opset=13)
case("MatMul by weights", node("MatMul", "a b"), {"a": r(2, 3, 4)}, {"b": r(4, 5)}, opset=[7, 9])
case("MatMul of weights", node("MatMul", "b a"), {"a": r(4, 3)}, {"b": r(5, 4)})
case("MatMul with bias and activation", [node("MatMul", "a w", "p"), node("Add", "p b", "s"), node("Relu", "s")], {"a": r(2, 3, 4)}, {"w": r(4, 5), "b": r(5)})

r = Numbers("Gemm")
case("Gemm", node("Gemm", "a b c"), {"a": r(3, 4)}, {"b": r(4, 5), "c": r(5)}, opset=[7, 9, 11, 13])
case("Gemm, transposed weights", node("Gemm", "a b c", transB=1), {"a": r(3, 4)}, {"b": r(5, 4), "c": r(5)})
case("Gemm, all options", node("Gemm", "a b c", transA=1, transB=1, alpha=0.5, beta=2.0), {"a": r(4, 3), "b": r(5, 4), "c": r(3, 1)})
case("Gemm without bias", node("Gemm", "a b"), {"a": r(3, 4), "b": r(4, 5)}, opset=11)
case("Gemm with one number", node("Gemm", "a b c"), {"a": r(3, 4), "b": r(4, 5)}, {"c": numpy.float32(0.5)})
case("Gemm with a matrix", node("Gemm", "a b c", beta=0.25), {"a": r(3, 4), "b": r(4, 5), "c": r(3, 5)})
case("Gemm behind Flatten", [node("Flatten", "x", "f"), node("Gemm", "f b c", transB=1)], {"x": r(2, 3, 2, 2)}, {"b": r(5, 12), "c": r(5)})

r = Numbers("Einsum")
for equation, shapes in [("ij,jk->ik", ((3, 4), (4, 5))), ("bhid,bhjd->bhij", ((2, 3, 4, 5), (2, 3, 6, 5))), ("bhij,bhjd->bhid", ((2, 3, 4, 6), (2, 3, 6, 5))), ("...ij,...jk->...ik", ((2, 3, 4), (2, 4, 5))),
                         ("bhwc,hkc->bhwk", ((2, 3, 4, 5), (3, 6, 5))), ("ij->ji", ((3, 4),)), ("ii->i", ((4, 4),)), ("ij->", ((3, 4),)), ("i,j->ij", ((3,), (4,))), ("ij,ij", ((3, 4), (3, 4))),
                         ("bchw,oc->bohw", ((2, 3, 4, 5), (6, 3))), ("nctkv,kvw->nctw", ((1, 2, 3, 2, 4), (2, 4, 4))), ("b i d , b j d -> b i j", ((2, 3, 4), (2, 5, 4)))]:
    names = [f"x{i}" for i in range(len(shapes))]
    case(f"Einsum {equation}", node("Einsum", " ".join(names), equation=equation), {name: r(*shape) for name, shape in zip(names, shapes)}, opset=12)
