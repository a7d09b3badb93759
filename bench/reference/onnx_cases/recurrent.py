"""Recurrent layers, as networks that read text in pictures have them."""
import numpy

from .case import Numbers, case, ints, node

r = Numbers("recurrent")
T, N, I, H = 4, 2, 3, 5
for operator, gates in (("RNN", 1), ("GRU", 3), ("LSTM", 4)):
    states = "y h c" if operator == "LSTM" else "y h"
    for direction, d in (("forward", 1), ("reverse", 1), ("bidirectional", 2)):
        case(f"{operator} {direction}", node(operator, "x w r b", states, hidden_size=H, direction=direction), {"x": r(T, N, I)}, {"w": r(d, gates * H, I), "r": r(d, gates * H, H), "b": r(d, 2 * gates * H)}, outputs=states, opset=[7, 14])
    initial = {"h0": r(1, N, H), **({"c0": r(1, N, H)} if operator == "LSTM" else {})}
    case(f"{operator} from a state", node(operator, "x w r - - " + " ".join(initial), states, hidden_size=H), {"x": r(T, N, I), **initial}, {"w": r(1, gates * H, I), "r": r(1, gates * H, H)}, outputs=states, opset=14)
case("GRU, linear before reset", node("GRU", "x w r b", "y h", hidden_size=H, linear_before_reset=1), {"x": r(T, N, I)}, {"w": r(1, 3 * H, I), "r": r(1, 3 * H, H), "b": r(1, 6 * H)}, outputs="y h", opset=14)
case("LSTM, peepholes", node("LSTM", "x w r b - - - p", "y", hidden_size=H), {"x": r(T, N, I)}, {"w": r(1, 4 * H, I), "r": r(1, 4 * H, H), "b": r(1, 8 * H), "p": r(1, 3 * H)}, opset=14)
case("RNN, other activation", node("RNN", "x w r b", "y", hidden_size=H, activations=["Relu"], clip=1.5), {"x": r(T, N, I)}, {"w": r(1, H, I), "r": r(1, H, H), "b": r(1, 2 * H)}, opset=14)
case("LSTM, sequences of known lengths", node("LSTM", "x w r b n", "y h c", hidden_size=H), {"x": r(T, N, I)}, {"w": r(1, 4 * H, I), "r": r(1, 4 * H, H), "b": r(1, 8 * H), "n": ints(4, 2).astype("int32")}, outputs="y h c", opset=14)
