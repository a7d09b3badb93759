"""Images of other sizes and at other places."""
import numpy
import torch
from torch.nn import functional

from .case import Numbers, case, floats, ints, node

r = Numbers("resampling")
x = r(2, 3, 4, 5)
up, down, mixed = (7, 9), (3, 3), (9, 2)
case("Upsample by attribute", node("Upsample", "x", scales=(1.0, 1.0, 2.0, 3.0)), {"x": x}, opset=7)
case("Upsample linear by attribute", node("Upsample", "x", scales=(1.0, 1.0, 2.0, 3.0), mode="linear"), {"x": x}, opset=7)
for mode in ("nearest", "linear"):
    case(f"Upsample {mode}", node("Upsample", "x scales", mode=mode), {"x": x}, {"scales": floats(1, 1, 2, 1.5)}, opset=9)
    for scales in ((1, 1, 2, 2), (1, 1, 0.5, 0.6), (1, 1, 1.7, 0.7)):
        case(f"Resize {mode} by {scales}, first version", node("Resize", "x scales", mode=mode), {"x": x}, {"scales": floats(*scales)}, opset=10)

COORDINATES = ["half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric"]
for mode in ("nearest", "linear", "cubic"):
    for coordinates in COORDINATES + (["half_pixel_symmetric"] if mode != "nearest" else []):
        for size in (up, down, mixed):
            case(f"Resize {mode}, {coordinates}, to {size}", node("Resize", "x - - sizes", mode=mode, coordinate_transformation_mode=coordinates), {"x": x}, {"sizes": ints(2, 3, *size)}, opset=19, tolerance=2e-5)
        for scale in ((2, 2), (0.6, 1.3)):
            case(f"Resize {mode}, {coordinates}, by {scale}", node("Resize", "x - scales", mode=mode, coordinate_transformation_mode=coordinates), {"x": x}, {"scales": floats(1, 1, *scale)}, opset=19 if "symm" in coordinates else 13,
                 tolerance=2e-5)
for rounding in ("round_prefer_floor", "round_prefer_ceil", "floor", "ceil"):
    for coordinates in ("half_pixel", "asymmetric", "align_corners"):
        for scales in ((2, 2), (1.5, 0.5)):
            case(f"Resize nearest, {rounding}, {coordinates}, by {scales}", node("Resize", "x - scales", mode="nearest", nearest_mode=rounding, coordinate_transformation_mode=coordinates), {"x": r(1, 2, 6, 8)}, {"scales": floats(1, 1, *scales)}, opset=13)
case("Resize nearest of version 11, tf_half_pixel_for_nn", node("Resize", "x roi scales", mode="nearest", coordinate_transformation_mode="tf_half_pixel_for_nn", nearest_mode="floor"), {"x": x}, {"roi": floats(), "scales": floats(1, 1, 2, 1.5)}, opset=11)
case("Resize of version 11", node("Resize", "x roi scales", mode="linear", coordinate_transformation_mode="pytorch_half_pixel"), {"x": x}, {"roi": floats(), "scales": floats(1, 1, 2, 2)}, opset=11)
case("Resize of version 11 by sizes", node("Resize", "x roi scales sizes", mode="linear", coordinate_transformation_mode="align_corners"), {"x": x}, {"roi": floats(), "scales": floats(), "sizes": ints(2, 3, 7, 7)}, opset=11)
for a in (-0.5, -0.75):
    case(f"Resize cubic {a}", node("Resize", "x - scales", mode="cubic", cubic_coeff_a=a), {"x": x}, {"scales": floats(1, 1, 1.8, 0.7)}, opset=13)
    case(f"Resize cubic {a}, nothing outside", node("Resize", "x - scales", mode="cubic", cubic_coeff_a=a, exclude_outside=1), {"x": x}, {"scales": floats(1, 1, 1.8, 0.7)}, opset=13)
for mode in ("linear", "cubic"):
    for size in (up, down, (2, 9)):
        case(f"Resize {mode}, antialias, to {size}", node("Resize", "x - - sizes", mode=mode, antialias=1), {"x": r(1, 2, 8, 9)}, {"sizes": ints(1, 2, *size)}, opset=18, tolerance=2e-5)
        case(f"Resize {mode}, antialias, nothing outside, to {size}", node("Resize", "x - - sizes", mode=mode, antialias=1, exclude_outside=1), {"x": r(1, 2, 8, 9)}, {"sizes": ints(1, 2, *size)}, opset=18, tolerance=2e-5)
for mode in ("nearest", "linear"):
    case(f"Resize {mode}, crop", node("Resize", "x roi - sizes", mode=mode, coordinate_transformation_mode="tf_crop_and_resize", extrapolation_value=7.0), {"x": x}, {"roi": floats(0, 0, 0.2, -0.2, 1, 1, 0.9, 1.3), "sizes": ints(2, 3, 6, 7)}, opset=13)
case("Resize along some axes", node("Resize", "x - scales", mode="linear", axes=(2, 3)), {"x": x}, {"scales": floats(2, 1.5)}, opset=18)
case("Resize along some axes, sizes", node("Resize", "x - - sizes", mode="linear", axes=(3, 2)), {"x": x}, {"sizes": ints(8, 7)}, opset=18)
case("Resize, not larger", node("Resize", "x - - sizes", mode="linear", axes=(2, 3), keep_aspect_ratio_policy="not_larger"), {"x": x}, {"sizes": ints(9, 9)}, opset=18)
case("Resize, not smaller", node("Resize", "x - - sizes", mode="linear", axes=(2, 3), keep_aspect_ratio_policy="not_smaller"), {"x": x}, {"sizes": ints(9, 9)}, opset=18)
case("Resize of channels last", node("Resize", "x - scales", mode="linear", coordinate_transformation_mode="half_pixel"), {"x": r(1, 4, 5, 3)}, {"scales": floats(1, 2, 2, 1)}, opset=13)
case("Resize of a row", node("Resize", "x - scales", mode="linear"), {"x": r(2, 3, 5)}, {"scales": floats(1, 1, 2)}, opset=13)
case("Resize of a matrix", node("Resize", "x - scales", mode="cubic"), {"x": r(4, 5)}, {"scales": floats(2, 2)}, opset=13)
case("Resize of a volume, nearest", node("Resize", "x - scales", mode="nearest"), {"x": r(1, 2, 3, 4, 5)}, {"scales": floats(1, 1, 2, 2, 2)}, opset=13)

grid = r(2, 3, 6, 2, low=-1.4, high=1.4) + numpy.float32(0.0037)  # away from the middle between two pixels
MODES = {"bilinear": "bilinear", "nearest": "nearest", "bicubic": "bicubic"}
for mode in MODES:
    for border in ("zeros", "border", "reflection"):
        for align in (0, 1):
            case(f"GridSample {mode}, {border}, align {align}", node("GridSample", "x grid", mode=mode, padding_mode=border, align_corners=align), {"x": x, "grid": grid}, opset=16, tolerance=2e-5,
                 judge=[functional.grid_sample(torch.tensor(x, dtype=torch.float64), torch.tensor(grid, dtype=torch.float64), mode, border, bool(align)).numpy()])
for mode in ("linear", "nearest", "cubic"):
    case(f"GridSample {mode}", node("GridSample", "x grid", mode=mode), {"x": x, "grid": grid}, opset=20, tolerance=2e-5)
for align in (0, 1):
    theta = r(2, 2, 3)
    case(f"AffineGrid, align {align}", node("AffineGrid", "theta size", align_corners=align), {"theta": theta}, {"size": ints(2, 3, 4, 5)}, opset=20,
         judge=[functional.affine_grid(torch.tensor(theta, dtype=torch.float64), (2, 3, 4, 5), bool(align)).numpy()])
