"""Pooling."""
from .case import Numbers, case, floats, ints, node

r = Numbers("pooling")
x = r(2, 3, 7, 9)
WINDOWS = [("2x2", {"kernel_shape": (2, 2), "strides": (2, 2)}), ("3x3, stride 2, padding", {"kernel_shape": (3, 3), "strides": (2, 2), "pads": (1, 1, 1, 1)}), ("3x3", {"kernel_shape": (3, 3)}),
           ("uneven", {"kernel_shape": (3, 2), "strides": (1, 2), "pads": (0, 1, 2, 0)}), ("same, upper", {"kernel_shape": (2, 3), "strides": (2, 2), "auto_pad": "SAME_UPPER"}),
           ("same, lower", {"kernel_shape": (2, 2), "strides": (2, 2), "auto_pad": "SAME_LOWER"}), ("valid", {"kernel_shape": (3, 3), "strides": (2, 2), "auto_pad": "VALID"})]
for name, options in WINDOWS:
    case(f"MaxPool {name}", node("MaxPool", "x", **options), {"x": x}, opset=[8, 12])
    case(f"AveragePool {name}", node("AveragePool", "x", **options), {"x": x}, opset=[7, 11])
    case(f"AveragePool {name}, padding counts", node("AveragePool", "x", count_include_pad=1, **options), {"x": x}, opset=[7, 11])
    case(f"LpPool {name}", node("LpPool", "x", p=2, **options), {"x": x}, opset=11)
for name, options in [("2x2", {"kernel_shape": (2, 2), "strides": (2, 2)}), ("3x3, stride 2", {"kernel_shape": (3, 3), "strides": (2, 2)}), ("3x3, stride 3, padding", {"kernel_shape": (3, 3), "strides": (3, 3), "pads": (1, 1, 1, 1)}),
                      ("2x2, stride 3, padding", {"kernel_shape": (2, 2), "strides": (3, 3), "pads": (0, 0, 1, 1)})]:
    case(f"MaxPool, ceiling, {name}", node("MaxPool", "x", ceil_mode=1, **options), {"x": x}, opset=10)
    case(f"AveragePool, ceiling, {name}", node("AveragePool", "x", ceil_mode=1, **options), {"x": x}, opset=10)
    case(f"AveragePool, ceiling, padding counts, {name}", node("AveragePool", "x", ceil_mode=1, count_include_pad=1, **options), {"x": x}, opset=[10, 19])
case("MaxPool, dilation", node("MaxPool", "x", kernel_shape=(2, 3), dilations=(2, 2)), {"x": x}, opset=10)
case("AveragePool, dilation", node("AveragePool", "x", kernel_shape=(2, 3), dilations=(2, 2)), {"x": x}, opset=19)
case("MaxPool of a row", node("MaxPool", "x", kernel_shape=(3,), strides=(2,), pads=(1, 1)), {"x": r(2, 3, 9)}, opset=12)
case("AveragePool of a row", node("AveragePool", "x", kernel_shape=(3,), strides=(2,)), {"x": r(2, 3, 9)}, opset=11)
case("LpPool 1", node("LpPool", "x", p=1, kernel_shape=(2, 2)), {"x": x}, opset=[7, 18])
case("LpPool 3, nothing else", node("LpPool", "x", p=3, kernel_shape=(2, 2), strides=(2, 2)), {"x": x}, opset=18)

for operator in ("GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool"):
    case(operator, node(operator, "x"), {"x": x}, opset=7)
    case(f"{operator} of a row", node(operator, "x"), {"x": r(2, 3, 9)}, opset=7)
case("GlobalLpPool 1", node("GlobalLpPool", "x", p=1), {"x": x}, opset=7)
case("GlobalAveragePool and Flatten", [node("GlobalAveragePool", "x", "g"), node("Flatten", "g")], {"x": x})

for options in ({"kernel_shape": (2, 2), "strides": (2, 2)}, {"kernel_shape": (3, 3), "strides": (2, 2), "pads": (1, 1, 1, 1)}):
    case(f"MaxPool with places {options['kernel_shape']}", node("MaxPool", "x", "y i", **options), {"x": x}, outputs="y i", opset=[8, 12])
case("MaxPool with places by columns", node("MaxPool", "x", "y i", kernel_shape=(2, 2), strides=(2, 2), storage_order=1), {"x": x}, outputs="y i", opset=12)
case("MaxUnpool", [node("MaxPool", "x", "p i", kernel_shape=(2, 2), strides=(2, 2)), node("MaxUnpool", "p i", kernel_shape=(2, 2), strides=(2, 2))], {"x": r(2, 3, 6, 8)}, opset=11)
case("MaxUnpool to a shape", [node("MaxPool", "x", "p i", kernel_shape=(2, 2), strides=(2, 2)), node("MaxUnpool", "p i s", kernel_shape=(2, 2), strides=(2, 2))], {"x": r(1, 3, 6, 8)}, {"s": ints(1, 3, 7, 9)}, opset=11)

rois = floats(1, 1.5, 6.25, 5, -3, -2, 30, 4, 2, 2, 2, 2, 5, 6, 1, 2, 0, 0, 8, 6).reshape(5, 4)
batch = ints(0, 1, 1, 0, 1)
case("RoiAlign", node("RoiAlign", "x rois batch", output_height=3, output_width=2, sampling_ratio=2), {"x": x, "rois": rois}, {"batch": batch}, opset=[10, 16])
case("RoiAlign, samples by size", node("RoiAlign", "x rois batch", output_height=2, output_width=2, spatial_scale=0.5), {"x": x, "rois": rois, "batch": batch}, opset=16)
case("RoiAlign, old coordinates", node("RoiAlign", "x rois batch", output_height=2, output_width=2, coordinate_transformation_mode="output_half_pixel"), {"x": x, "rois": rois}, {"batch": batch}, opset=16)
