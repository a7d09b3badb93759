"""Expected values of rank filters, morphology and the bilateral filter, as OpenCV, SciPy and scikit-image compute them, for Fovea.Imaging.Tests.
usage: python filters_rank.py     (OpenCV, NumPy; SciPy and scikit-image where they are)"""
import base64, json, pathlib, cv2, numpy as np

TESTS = pathlib.Path(__file__).resolve().parents[2] / "tests/Fovea.Imaging.Tests/Filters"
TYPES = {"byte": np.uint8, "ushort": np.uint16, "float": np.float32}


def picture(name, height, width, channels, seed):
    """Noise over a slope, from a generator that the tests know too: x -> 1664525 x + 1013904223 mod 2^32."""
    x, out = seed, np.empty(height * width * channels, np.float64)
    for i in range(out.size):
        x = (1664525 * x + 1013904223) % 2**32
        out[i] = x >> 24 if i % 3 else (x >> 26) + i % 97
    out = out.reshape(height, width, channels)
    return out.astype(np.uint8) if name == "byte" else (out * 257).astype(np.uint16) if name == "ushort" else (out - 100).astype(np.float32)


def pack(a):
    return base64.b64encode(np.ascontiguousarray(a).tobytes()).decode()


def case(filter, name, shape, seed, f):
    a = picture(name, *shape, seed)
    r = np.asarray(f(a if shape[2] > 1 else a[..., 0])).reshape(a.shape)
    assert r.dtype == a.dtype, (filter, r.dtype)
    return dict(filter=filter, type=name, shape=shape, seed=seed, result=pack(r))


def element(text):
    kind, _, size = text.partition(":")
    if kind == "free": return np.array([[int(c) for c in row] for row in size.split(";")], np.uint8)
    w, h = (size.split("x") * 2)[:2] if "x" not in size else size.split("x")
    return cv2.getStructuringElement({"box": cv2.MORPH_RECT, "ellipse": cv2.MORPH_ELLIPSE, "cross": cv2.MORPH_CROSS}[kind], (int(w), int(h)))


def morphology():
    cases, seed = [], 1
    names = {"open": cv2.MORPH_OPEN, "close": cv2.MORPH_CLOSE, "morphological_gradient": cv2.MORPH_GRADIENT, "tophat": cv2.MORPH_TOPHAT, "blackhat": cv2.MORPH_BLACKHAT}
    borders = {"": None, " border=reflect": cv2.BORDER_REFLECT_101, " border=replicate": cv2.BORDER_REPLICATE, " border=symmetric": cv2.BORDER_REFLECT}
    for i, text in enumerate(["box:3", "box:4x2", "box:7x1", "ellipse:5", "ellipse:9x4", "ellipse:21", "cross:5x3", "free:010;111;010", "free:1100;0010;0001", "free:101"]):
        written = text if not text.startswith("free:") else f"[{text[5:]}]"
        for j, operation in enumerate(["dilate", "erode", *names]):
            kind, channels = list(TYPES)[(i + j) % 3], 1 + 2 * ((i + j) % 2)
            border = list(borders)[(i + j) % 4]
            repeats = 1 + (i == 3)
            # Repeats over a box are one larger box in OpenCV; where the border is not that of the default they differ from repeats.
            options = dict(iterations=repeats, **({} if borders[border] is None else dict(borderType=borders[border])))
            k = element(text)
            f = (lambda a: getattr(cv2, operation)(a, k, **options)) if operation in ("dilate", "erode") else (lambda a: cv2.morphologyEx(a, names[operation], k, **options))
            # A window that sees nothing of the image is the least float in OpenCV and minus infinity here.
            if kind == "float" and text in ("free:101", "free:1100;0010;0001") and not border: kind = "ushort"
            repeated = f" repeats={repeats}" if repeats > 1 else ""
            cases.append(case(f"{operation} element={written}{repeated}{border}", kind, (8, 11, channels) if "21" not in text else (15, 17, channels), seed, f))
            seed += 1
    return cases


def ranks():
    cases = [case(f"median size={k}", t, (14, 17, c), 100 + k + c, lambda a: cv2.medianBlur(a, k)) for k in (3, 5) for t in TYPES for c in (1, 3)]
    cases += [case(f"median size={k}", "byte", (19, 23, c), 200 + k + c, lambda a: cv2.medianBlur(a, k)) for k in (7, 9, 15, 41) for c in (1, 3)]
    from scipy import ndimage
    for k, name in enumerate(("reflect", "symmetric", "replicate", "wrap", "constant:50")):
        mode = dict(reflect="mirror", symmetric="reflect", replicate="nearest", wrap="wrap").get(name, "constant")
        for t in TYPES:
            for w, h, filter, f in ((5, 4, "rank rank=7", lambda a, s: ndimage.rank_filter(a, 7, size=s, mode=mode, cval=50)), (6, 3, "rank percentile=30", lambda a, s: ndimage.percentile_filter(a, 30, size=s, mode=mode, cval=50)),
                                    (4, 4, "median", lambda a, s: ndimage.median_filter(a, size=s, mode=mode, cval=50)), (17, 15, "median", lambda a, s: ndimage.median_filter(a, size=s, mode=mode, cval=50)),
                                    (3, 2, "minimum", lambda a, s: ndimage.minimum_filter(a, size=s, mode=mode, cval=50)), (2, 5, "maximum", lambda a, s: ndimage.maximum_filter(a, size=s, mode=mode, cval=50))):
                cases.append(case(f"{filter} size={w}x{h} border={name}", t, (9, 8, 1), 300 + k, lambda a: f(a, (h, w))))
    return cases


def bilateral():
    cases = []
    for d, color, space in ((5, 30, 2), (9, 75, 75), (4, 50, 1.5)):
        for c in (1, 3):
            cases.append(case(f"bilateral size={d} sigmaColor={color} sigmaSpace={space}", "byte", (13, 14, c), 400 + d + c, lambda a: cv2.bilateralFilter(a, d, color, space)))
            cases.append(case(f"bilateral size={d} sigmaColor={color} sigmaSpace={space} border=replicate", "float", (13, 14, c), 500 + d + c, lambda a: cv2.bilateralFilter(a, d, color, space, borderType=cv2.BORDER_REPLICATE)))
    return cases


for folder, name, cases in (("Morphology", "morphology", morphology()), ("Rank", "ranks", ranks()), ("Smoothing", "bilateral", bilateral())):
    path = TESTS / folder / f"{name}.expected.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")
    print(path.name, len(cases), path.stat().st_size)
