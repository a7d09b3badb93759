"""Convolutions."""
import torch
from torchvision import ops

from .case import Numbers, case, ints, node

r = Numbers("convolution")
x = r(2, 4, 7, 9)
for name, weight, options in [
        ("1x1", (6, 4, 1, 1), {}), ("3x3", (6, 4, 3, 3), {"pads": (1, 1, 1, 1)}), ("stride", (5, 4, 3, 3), {"strides": (2, 2), "pads": (1, 1, 1, 1)}), ("uneven padding", (5, 4, 3, 3), {"pads": (0, 1, 2, 0)}),
        ("dilation", (5, 4, 3, 3), {"dilations": (2, 2), "pads": (2, 2, 2, 2)}), ("groups", (6, 2, 3, 3), {"group": 2}), ("depthwise", (4, 1, 3, 3), {"group": 4, "pads": (1, 1, 1, 1)}), ("depthwise, two each", (8, 1, 3, 3), {"group": 4}),
        ("rectangle", (5, 4, 1, 5), {"kernel_shape": (1, 5), "strides": (1, 2), "pads": (0, 2, 0, 2)}), ("same, upper", (5, 4, 2, 4), {"auto_pad": "SAME_UPPER", "strides": (2, 3)}), ("same, lower", (5, 4, 2, 4), {"auto_pad": "SAME_LOWER", "strides": (1, 2)}),
        ("same, upper, 3x3", (5, 4, 3, 3), {"auto_pad": "SAME_UPPER", "strides": (2, 2)}), ("valid", (5, 4, 3, 3), {"auto_pad": "VALID", "strides": (2, 2)})]:
    case(f"Conv {name}", node("Conv", "x w b", **options), {"x": x}, {"w": r(*weight), "b": r(weight[0])}, opset=11)
case("Conv without bias", node("Conv", "x w"), {"x": x}, {"w": r(6, 4, 3, 3)}, opset=[7, 21])
case("Conv of computed weights", node("Conv", "x w"), {"x": x, "w": r(6, 4, 3, 3)})
case("Conv of a row", node("Conv", "x w b", pads=(1, 1), strides=(2,)), {"x": r(2, 3, 9)}, {"w": r(5, 3, 3), "b": r(5)})
case("Conv of a row in groups", node("Conv", "x w", group=3, dilations=(2,)), {"x": r(2, 3, 9)}, {"w": r(3, 1, 3)})
case("Conv, twice", [node("Conv", "x w b", "c", pads=(1, 1, 1, 1)), node("Relu", "c", "d"), node("Conv", "d v", "e"), node("Add", "e x")], {"x": x}, {"w": r(6, 4, 3, 3), "b": r(6), "v": r(4, 6, 1, 1)})

for name, weight, options in [
        ("2x2", (4, 3, 2, 2), {"strides": (2, 2)}), ("3x3", (4, 3, 3, 3), {}), ("padding", (4, 3, 3, 3), {"strides": (2, 2), "pads": (1, 1, 1, 1)}), ("output padding", (4, 3, 3, 3), {"strides": (2, 2), "pads": (1, 1, 1, 1), "output_padding": (1, 1)}),
        ("uneven padding", (4, 3, 4, 3), {"strides": (2, 3), "pads": (0, 1, 2, 0)}), ("groups", (4, 2, 3, 3), {"group": 2, "strides": (2, 2)}), ("depthwise", (4, 1, 4, 4), {"group": 4, "strides": (2, 2), "pads": (1, 1, 1, 1)}),
        ("dilation", (4, 3, 3, 3), {"dilations": (2, 1)}), ("output shape", (4, 3, 3, 3), {"strides": (2, 2), "output_shape": (14, 18)}), ("output shape, same upper", (4, 3, 3, 3), {"strides": (2, 2), "output_shape": (14, 18), "auto_pad": "SAME_UPPER"}),
        ("same, upper", (4, 3, 3, 3), {"strides": (2, 2), "auto_pad": "SAME_UPPER"}), ("same, lower", (4, 3, 3, 3), {"strides": (2, 2), "auto_pad": "SAME_LOWER"})]:
    case(f"ConvTranspose {name}", node("ConvTranspose", "x w b", **options), {"x": x}, {"w": r(*weight), "b": r(weight[1] * options.get("group", 1))}, opset=11)
case("ConvTranspose without bias", node("ConvTranspose", "x w"), {"x": x}, {"w": r(4, 3, 3, 3)}, opset=7)
case("ConvTranspose of a row", node("ConvTranspose", "x w b", strides=(2,)), {"x": r(2, 3, 9)}, {"w": r(3, 5, 3), "b": r(5)})

case("Col2Im", node("Col2Im", "x image block"), {"x": r(2, 12, 12)}, {"image": ints(4, 5), "block": ints(2, 2)}, opset=18)
case("Col2Im, all options", node("Col2Im", "x image block", strides=(2, 1), pads=(1, 0, 1, 0), dilations=(1, 2)), {"x": r(2, 12, 9)}, {"image": ints(4, 5), "block": ints(2, 2)}, opset=18)


def deformed(x, w, offset, b=None, mask=None, **options):
    arguments = [None if value is None else torch.tensor(value, dtype=torch.float64) for value in (x, offset, w, b)]
    return [ops.deform_conv2d(*arguments, mask=None if mask is None else torch.tensor(mask, dtype=torch.float64), **options).numpy()]


w, offset = r(6, 4, 3, 3), r(2, 18, 5, 7) + 0.0037
case("DeformConv", node("DeformConv", "x w o"), {"x": x, "o": offset.astype("float32")}, {"w": w}, opset=19, judge=deformed(x, w, offset.astype("float32")))
w, offset, mask, b = r(6, 2, 3, 3), (r(2, 36, 4, 9) + 0.0037).astype("float32"), r(2, 18, 4, 9), r(6)
case("DeformConv, all options", node("DeformConv", "x w o b m", group=2, offset_group=2, strides=(2, 1), pads=(1, 1, 1, 1)), {"x": x, "o": offset, "m": mask}, {"w": w, "b": b}, opset=19,
     judge=deformed(x, w, offset, b, mask, stride=(2, 1), padding=(1, 1)))
