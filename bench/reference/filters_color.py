"""What OpenCV, scikit-image, Pillow and NumPy make of generated pictures: point operations, colour, histograms, sizes, metrics, Bayer patterns.
Written to tests/Fovea.Imaging.Tests/Filters/filters_color.expected.json; arrays as base64 of their bytes."""
import base64, json, pathlib
import cv2, numpy as np
from PIL import Image
from skimage import color, exposure, filters, metrics

TARGET = pathlib.Path(__file__).resolve().parents[2] / "tests" / "Fovea.Imaging.Tests" / "Filters" / "filters_color.expected.json"
NAMES = {np.dtype(np.uint8): "byte", np.dtype(np.uint16): "ushort", np.dtype(np.float32): "float", np.dtype(np.float64): "double", np.dtype(np.int64): "long"}
cases = {}


def picture(height, width, channels, dtype, seed=0):
    """Smooth here and rough there; the tests make the same (Pictures.cs)."""
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(channels), indexing="ij")
    v = (y * y * 701 + x * 1307 + c * 12903 + x * y * 311 + (x // 5) * (y // 4) * 7001 + seed * 9973) % 65536
    v = np.where(x < width // 3, v // 3 + 9000, v)
    v = {np.uint8: v >> 8, np.uint16: v, np.float32: v / 65535}[dtype].astype(dtype)
    return v[:, :, 0] if channels == 1 else v


def keep(name, values):
    values = np.ascontiguousarray(values)
    if values.dtype == np.int32: values = values.astype(np.int64)
    cases[name] = {"shape": list(values.shape), "type": NAMES[values.dtype], "data": base64.b64encode(values.tobytes()).decode()}


U8, U16, F = np.uint8, np.uint16, np.float32
rgb = {"u8": picture(9, 17, 3, U8), "u16": picture(9, 17, 3, U16), "f": picture(9, 17, 3, F)}
for depth, a in rgb.items(): keep(f"gray {depth}", cv2.cvtColor(a, cv2.COLOR_RGB2GRAY))
dark = rgb["f"] * F(0.05)
keep("lab f", color.rgb2lab(rgb["f"]).astype(F)); keep("lab dark", color.rgb2lab(dark).astype(F))
keep("rgb of lab", color.lab2rgb(color.rgb2lab(rgb["f"].astype(float))).astype(F))
keep("xyz f", color.rgb2xyz(rgb["f"]).astype(F)); keep("hsv f", color.rgb2hsv(rgb["f"]).astype(F)); keep("rgb of hsv", color.hsv2rgb(rgb["f"]).astype(F))
keep("hsv degrees f", cv2.cvtColor(rgb["f"], cv2.COLOR_RGB2HSV)); keep("hsv degrees u8", cv2.cvtColor(rgb["u8"], cv2.COLOR_RGB2HSV))
keep("lab u8", cv2.cvtColor(rgb["u8"], cv2.COLOR_RGB2LAB)); keep("ycbcr u8", cv2.cvtColor(rgb["u8"], cv2.COLOR_RGB2YCrCb)[:, :, [0, 2, 1]])
keep("rgb of ycbcr u8", cv2.cvtColor(rgb["u8"][:, :, [0, 2, 1]], cv2.COLOR_YCrCb2RGB))
keep("ycbcr pillow", np.asarray(Image.fromarray(rgb["u8"]).convert("YCbCr")))

gray8, gray16, grayf = picture(37, 53, 1, U8), picture(37, 53, 1, U16), picture(37, 53, 1, F)
small8, small16, smallf = picture(19, 26, 1, U8), picture(19, 26, 1, U16), picture(19, 26, 1, F)
for i, kind in enumerate(["binary", "inverted", "truncate", "toZero", "toZeroInverted"]): keep(f"threshold {kind}", cv2.threshold(small8, 100, 255, i)[1])
keep("otsu u8", np.array([cv2.threshold(gray8, 0, 255, cv2.THRESH_OTSU)[0]])); keep("otsu u16", np.array([cv2.threshold(gray16, 0, 65535, cv2.THRESH_OTSU)[0]]))
keep("otsu f", np.array([filters.threshold_otsu(grayf)]))
keep("gamma u8", (np.round(255 * (small8 / 255.0) ** 0.45)).astype(U8))
keep("scale u8", cv2.addWeighted(small8, 0.5, small8, 0, 3)); keep("add u8", cv2.add(small8, small8.T.copy().reshape(small8.shape))); keep("multiply u8", cv2.multiply(small8, small8[::-1].copy(), scale=1 / 255))
keep("blend u8", cv2.addWeighted(small8, 0.3, small8[::-1].copy(), 0.7, 0))

keep("equalize u8", cv2.equalizeHist(gray8)); keep("equalize f", exposure.equalize_hist(grayf).astype(F))
for clip, tiles in ((2, 8), (4, 3), (0, 4), (40, 1)):
    keep(f"clahe u8 {clip} {tiles}", cv2.createCLAHE(clip, (tiles, tiles)).apply(gray8))
    if tiles < 8: keep(f"clahe u16 {clip} {tiles}", cv2.createCLAHE(clip, (tiles, tiles)).apply(gray16))
keep("match u8", exposure.match_histograms(small8, picture(11, 14, 1, U8, 3)).astype(np.float64)); keep("match f", exposure.match_histograms(smallf, picture(11, 14, 1, F, 3)).astype(np.float64))
keep("histogram f", np.histogram(grayf, 13, (0.1, 0.8))[0]); keep("histogram u8", np.histogram(gray8, 7, (3, 200))[0]); keep("histogram u16", np.histogram(gray16, 100, (0, 65536))[0])
for depth, a in (("u8", gray8), ("u16", gray16), ("f", grayf)): keep(f"percentiles {depth}", np.percentile(a.astype(float), [0, 2, 33.3, 50, 98, 100]))

METHODS = {"nearest": cv2.INTER_NEAREST, "bilinear": cv2.INTER_LINEAR, "bicubic": cv2.INTER_CUBIC, "area": cv2.INTER_AREA, "lanczos": cv2.INTER_LANCZOS4}
for depth, a in (("u8", small8), ("f", picture(11, 14, 1, F)), ("rgb", picture(8, 12, 3, U8))):
    for method, code in METHODS.items():
        sizes = [(2 * a.shape[1], 2 * a.shape[0]), (9, 7)] + ([(33, 29)] if depth == "u8" and method != "area" else [])
        for width, height in sizes:
            if method == "area" and width > a.shape[1]: continue
            keep(f"resize {depth} {method} {width}x{height}", cv2.resize(a, (width, height), interpolation=code))
        keep(f"resize {depth} {method} half", cv2.resize(a, None, fx=0.5, fy=0.5, interpolation=code))
keep("resize rgb area 4x2", cv2.resize(picture(8, 12, 3, U8), (4, 2), interpolation=cv2.INTER_AREA))
for name, code in (("bicubic", Image.BICUBIC), ("lanczos", Image.LANCZOS), ("bilinear", Image.BILINEAR)):
    for width, height in ((11, 8), (31, 23)): keep(f"pillow {name} {width}x{height}", np.asarray(Image.fromarray(smallf, mode="F").resize((width, height), code)))

a, b = picture(40, 45, 3, U8), picture(40, 45, 3, U8); b = np.clip(b.astype(int) + np.arange(45)[None, :, None] % 7 - 3, 0, 255).astype(U8)
similarity = dict(channel_axis=2, data_range=255)
keep("metrics", np.array([metrics.mean_squared_error(a, b), metrics.peak_signal_noise_ratio(a, b), metrics.structural_similarity(a, b, **similarity),
    metrics.structural_similarity(a, b, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, **similarity),
    metrics.structural_similarity(a[..., 0] / 255.0, b[..., 0] / 255.0, data_range=1.0)]))

# OpenCV names a pattern by the second row's second and third pixels.
ORDERS = {"rggb": cv2.COLOR_BayerBG2RGB, "bggr": cv2.COLOR_BayerRG2RGB, "grbg": cv2.COLOR_BayerGB2RGB, "gbrg": cv2.COLOR_BayerGR2RGB}
for order, code in ORDERS.items():
    for depth, raw in (("u8", picture(13, 22, 1, U8)), ("u16", picture(6, 7, 1, U16))): keep(f"demosaic {order} {depth}", cv2.cvtColor(raw, code))

TARGET.write_text("{\n" + ",\n".join(f"{json.dumps(name)}: {json.dumps(case, separators=(',', ':'))}" for name, case in cases.items()) + "\n}\n")
print(f"{TARGET.name}: {len(cases)} cases, {TARGET.stat().st_size} bytes")
