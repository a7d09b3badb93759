"""What ONNX Runtime's own tools make of nodes (com.microsoft)."""
from .case import Numbers, case, node

MS = {"domain": "com.microsoft"}
r = Numbers("fused")
x = r(2, 4, 5, 6)
for activation, parameters in (("Relu", None), ("LeakyRelu", [0.2]), ("Clip", [-0.5, 0.5]), ("Sigmoid", None), ("Tanh", None), ("HardSigmoid", [0.2, 0.5])):
    case(f"FusedConv {activation}", node("FusedConv", "x w b", activation=activation, activation_params=parameters, pads=(1, 1, 1, 1), **MS), {"x": x}, {"w": r(3, 4, 3, 3), "b": r(3)})
case("FusedConv with a sum", node("FusedConv", "x w b z", activation="Relu", **MS), {"x": x, "z": r(2, 3, 3, 4)}, {"w": r(3, 4, 3, 3), "b": r(3)})
case("FusedMatMul", node("FusedMatMul", "a b", alpha=0.5, transA=1, transB=1, **MS), {"a": r(2, 4, 3), "b": r(2, 5, 4)})
case("FusedGemm", node("FusedGemm", "a b c", activation="Relu", transB=1, **MS), {"a": r(3, 4)}, {"b": r(5, 4), "c": r(5)})
case("TransposeMatMul", node("TransposeMatMul", "a b", transB=1, alpha=0.25, **MS), {"a": r(2, 3, 4), "b": r(2, 5, 4)})
case("Gelu of Microsoft", node("Gelu", "x", **MS), {"x": x})
case("FastGelu", node("FastGelu", "x", **MS), {"x": r(2, 3, 6)})
case("FastGelu with bias", node("FastGelu", "x b", **MS), {"x": r(2, 3, 6)}, {"b": r(6)})
case("BiasGelu", node("BiasGelu", "x b", **MS), {"x": r(2, 3, 6)}, {"b": r(6)})
case("QuickGelu", node("QuickGelu", "x", alpha=1.702, **MS), {"x": x})
tokens, weights = r(2, 3, 6), {"g": r(6), "b": r(6), "extra": r(6)}
case("SkipLayerNormalization", node("SkipLayerNormalization", "x skip g b", epsilon=1e-5, **MS), {"x": tokens, "skip": r(2, 3, 6)}, {"g": weights["g"], "b": weights["b"]})
case("SkipLayerNormalization with bias and sum", node("SkipLayerNormalization", "x skip g b extra", "y - - s", epsilon=1e-5, **MS), {"x": tokens, "skip": r(2, 3, 6)}, weights, outputs="y s")
case("SimplifiedLayerNormalization", node("SimplifiedLayerNormalization", "x g", axis=-1, epsilon=1e-5), {"x": tokens}, {"g": weights["g"]})
case("SkipSimplifiedLayerNormalization", node("SkipSimplifiedLayerNormalization", "x skip g", epsilon=1e-5, **MS), {"x": tokens, "skip": r(2, 3, 6)}, {"g": weights["g"]})
case("Attention", node("Attention", "x w b", num_heads=2, **MS), {"x": tokens}, {"w": r(6, 18), "b": r(18)})
case("MultiHeadAttention", node("MultiHeadAttention", "q k v b", num_heads=2, **MS), {"q": tokens, "k": r(2, 4, 6), "v": r(2, 4, 6)}, {"b": r(18)})
