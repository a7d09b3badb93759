"""Every filter that has a counterpart in OpenCV, scikit-image or SciPy, ours and theirs, live on photographs.

    dotnet build -c Release ../../src/Fovea.Cli
    python filters_live.py PHOTOGRAPHS [WORD ...] [--fovea "dotnet .../fovea.dll"] [--most 6]

PHOTOGRAPHS is a folder with PNG files; words choose pipelines. Prints a table: the largest difference over all photographs, in grey levels or, of floats, relative to the
largest value, and the share of samples that differ. Ends with 1 where one is above its limit.
"""
import argparse, pathlib, shlex, subprocess, sys, tempfile
import cv2, numpy as np
from scipy import ndimage
from skimage import color

REPLICATE = cv2.BORDER_REPLICATE
disk = lambda r: cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * r + 1, 2 * r + 1))
ones = lambda side: np.ones((side, side), np.uint8)
SHARPEN = np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]], np.float32)
DENSE = np.array([[1, 2, 3], [4, -9, 8], [7, 5, 6]], np.float32)


def rank(a, value, size):
    return np.stack([ndimage.rank_filter(a[..., c], value, size, mode='nearest') for c in range(a.shape[2])], 2)


def prewitt(a):
    return np.stack([ndimage.prewitt(a[..., c].astype(np.float64), 1, mode='mirror') for c in range(a.shape[2])], 2)


def hysteresis(a):
    """With 8 neighbours, as in Canny's; scikit-image has 4."""
    labels, _ = ndimage.label(a > 80, np.ones((3, 3)))
    return np.isin(labels, np.unique(labels[a > 160])).astype(np.uint8) * 255


def magnitude(a):
    return np.hypot(cv2.Sobel(a, cv2.CV_32F, 1, 0), cv2.Sobel(a, cv2.CV_32F, 0, 1))


def components(a):
    return (cv2.connectedComponents((a > 127).astype(np.uint8), connectivity=8)[1] > 0).astype(np.uint8) * 255


def mosaic(a):
    """Red and green, green and blue."""
    m = a[..., 1].copy()
    m[0::2, 0::2], m[1::2, 1::2] = a[0::2, 0::2, 0], a[1::2, 1::2, 2]
    return m


# pipeline, photographs in 'colour' or 'grey', the peer's name and how it does it, the largest difference allowed (levels; of floats relative)
CASES = [
    ('gaussian sigma=1.1 size=5', 'colour', 'cv2', lambda a: cv2.GaussianBlur(a, (5, 5), 1.1), 1),
    ('gaussian sigma=5 size=31', 'colour', 'cv2', lambda a: cv2.GaussianBlur(a, (31, 31), 5), 1),
    ('gaussian sigma=2 size=13 border=replicate', 'colour', 'cv2', lambda a: cv2.GaussianBlur(a, (13, 13), 2, borderType=REPLICATE), 1),
    ('gaussian sigma=2 size=17 depth=float', 'colour', 'cv2', lambda a: cv2.GaussianBlur(a.astype(np.float32), (17, 17), 2), 1e-5),
    ('box size=3', 'colour', 'cv2', lambda a: cv2.blur(a, (3, 3)), 0),
    ('box size=41', 'colour', 'cv2', lambda a: cv2.blur(a, (41, 41)), 0),
    ('correlate kernel=[0,-1,0;-1,5,-1;0,-1,0]', 'colour', 'cv2', lambda a: cv2.filter2D(a, -1, SHARPEN), 0),
    ('correlate kernel=[1,2,3;4,-9,8;7,5,6] depth=float', 'colour', 'cv2', lambda a: cv2.filter2D(a, cv2.CV_32F, DENSE), 1e-5),
    ('convolve kernel=[1,2,3;4,-9,8;7,5,6] depth=float', 'colour', 'cv2', lambda a: cv2.filter2D(a, cv2.CV_32F, DENSE[::-1, ::-1]), 1e-5),
    ('laplacian', 'colour', 'cv2', lambda a: cv2.Laplacian(a, cv2.CV_32F), 1e-5),
    ('sobel output=x', 'colour', 'cv2', lambda a: cv2.Sobel(a, cv2.CV_32F, 1, 0), 1e-5),
    ('sobel output=y size=5', 'colour', 'cv2', lambda a: cv2.Sobel(a, cv2.CV_32F, 0, 1, ksize=5), 1e-5),
    ('sobel', 'colour', 'cv2', magnitude, 1e-5),
    ('scharr output=x', 'colour', 'cv2', lambda a: cv2.Scharr(a, cv2.CV_32F, 1, 0), 1e-5),
    ('prewitt output=x', 'colour', 'scipy', prewitt, 1e-5),
    ('canny low=50 high=100', 'grey', 'cv2', lambda a: cv2.Canny(a, 50, 100), 0),
    ('canny low=100 high=200 l2=yes', 'grey', 'cv2', lambda a: cv2.Canny(a, 100, 200, L2gradient=True), 0),
    ('hysteresis low=80 high=160', 'grey', 'scipy', hysteresis, 0),
    ('median size=3', 'colour', 'cv2', lambda a: cv2.medianBlur(a, 3), 0),
    ('median size=5', 'colour', 'cv2', lambda a: cv2.medianBlur(a, 5), 0),
    ('median size=21', 'colour', 'cv2', lambda a: cv2.medianBlur(a, 21), 0),
    ('rank size=7 rank=10', 'colour', 'scipy', lambda a: rank(a, 10, 7), 0),
    ('minimum size=9', 'colour', 'scipy', lambda a: ndimage.minimum_filter(a, (9, 9, 1), mode='nearest'), 0),
    ('maximum size=9', 'colour', 'scipy', lambda a: ndimage.maximum_filter(a, (9, 9, 1), mode='nearest'), 0),
    ('bilateral size=9 sigmaColor=50 sigmaSpace=3', 'colour', 'cv2', lambda a: cv2.bilateralFilter(a, 9, 50, 3), 1),
    ('dilate element=box:5', 'colour', 'cv2', lambda a: cv2.dilate(a, ones(5)), 0),
    ('dilate element=ellipse:21', 'colour', 'cv2', lambda a: cv2.dilate(a, disk(10)), 0),
    ('erode element=box:5', 'colour', 'cv2', lambda a: cv2.erode(a, ones(5)), 0),
    ('open element=box:5', 'colour', 'cv2', lambda a: cv2.morphologyEx(a, cv2.MORPH_OPEN, ones(5)), 0),
    ('close element=box:5', 'colour', 'cv2', lambda a: cv2.morphologyEx(a, cv2.MORPH_CLOSE, ones(5)), 0),
    ('morphological_gradient element=box:5', 'colour', 'cv2', lambda a: cv2.morphologyEx(a, cv2.MORPH_GRADIENT, ones(5)), 0),
    ('tophat element=box:5', 'colour', 'cv2', lambda a: cv2.morphologyEx(a, cv2.MORPH_TOPHAT, ones(5)), 0),
    ('blackhat element=box:5', 'colour', 'cv2', lambda a: cv2.morphologyEx(a, cv2.MORPH_BLACKHAT, ones(5)), 0),
    ('gray', 'colour', 'cv2', lambda a: cv2.cvtColor(a, cv2.COLOR_RGB2GRAY), 0),
    ('to_ycbcr', 'colour', 'cv2', lambda a: cv2.cvtColor(a, cv2.COLOR_RGB2YCrCb)[..., [0, 2, 1]], 1),
    ('to_hsv hue=degrees', 'colour', 'cv2', lambda a: cv2.cvtColor(a, cv2.COLOR_RGB2HSV), 1),
    ('depth to=float | to_lab', 'colour', 'skimage', lambda a: color.rgb2lab(a / 255), 1e-4),
    ('equalize', 'grey', 'cv2', cv2.equalizeHist, 0),
    ('clahe clip=2 tiles=8', 'grey', 'cv2', lambda a: cv2.createCLAHE(2.0, (8, 8)).apply(a), 1),
    ('otsu', 'grey', 'cv2', lambda a: cv2.threshold(a, 0, 255, cv2.THRESH_OTSU)[1], 0),
    ('threshold level=127', 'colour', 'cv2', lambda a: cv2.threshold(a, 127, 255, cv2.THRESH_BINARY)[1], 0),
    ('components threshold=127 as=mask', 'grey', 'cv2', components, 0),
    ('distance threshold=127', 'grey', 'scipy', lambda a: ndimage.distance_transform_edt(a > 127), 1e-5),
    ('mosaic | demosaic', 'colour', 'cv2', lambda a: cv2.cvtColor(mosaic(a), cv2.COLOR_BayerBG2RGB), 1),
    ('resize scale=0.5 method=area like=opencv', 'colour', 'cv2', lambda a: cv2.resize(a, None, fx=.5, fy=.5, interpolation=cv2.INTER_AREA), 1),
    ('resize scale=2 method=bicubic like=opencv', 'colour', 'cv2', lambda a: cv2.resize(a, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), 1),
    ('resize scale=2 method=bilinear like=opencv', 'colour', 'cv2', lambda a: cv2.resize(a, None, fx=2, fy=2, interpolation=cv2.INTER_LINEAR), 1),
    ('flip', 'colour', 'numpy', lambda a: a[:, ::-1], 0),
    ('rotate90', 'colour', 'numpy', lambda a: np.rot90(a), 0),
]


def read(path):
    """A picture as rows x columns x channels, red first; floats from PFM."""
    if path.suffix != '.pfm':
        a = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
        return a[..., None] if a.ndim == 2 else cv2.cvtColor(a, cv2.COLOR_BGR2RGB)
    with open(path, 'rb') as f:
        channels = 3 if f.readline().strip() == b'PF' else 1
        width, height = map(int, f.readline().split())
        order = '<' if float(f.readline()) < 0 else '>'
        return np.frombuffer(f.read(), order + 'f4').reshape(height, width, channels)[::-1]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('photographs', type=pathlib.Path)
    parser.add_argument('words', nargs='*')
    here = pathlib.Path(__file__).resolve().parent
    parser.add_argument('--fovea', default=f'dotnet {here}/../../src/Fovea.Cli/bin/Release/net10.0/fovea.dll')
    parser.add_argument('--most', type=int, default=6, help='photographs, the first by name')
    options = parser.parse_args()
    bad = 0
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        for kind in ('colour', 'grey'):
            (work / kind).mkdir()
        photographs = [p for p in sorted(options.photographs.glob('*.png')) if (a := cv2.imread(str(p))) is not None][:options.most]
        for path in photographs:
            a = cv2.imread(str(path), cv2.IMREAD_COLOR)
            cv2.imwrite(str(work / 'colour' / path.name), a)
            cv2.imwrite(str(work / 'grey' / path.name), cv2.cvtColor(a, cv2.COLOR_BGR2GRAY))
        print(f'{len(photographs)} photographs\n\n| pipeline | peer | largest difference | samples that differ | limit |\n|---|---|---:|---:|---:|')
        for pipeline, kind, peer, expected, limit in CASES:
            if options.words and not any(word in pipeline for word in options.words):
                continue
            isFloat = limit not in (0, 1)
            out = work / 'out'
            run = subprocess.run([*shlex.split(options.fovea), 'filter', pipeline, str(work / kind), '-o', str(out), '--force', '--format', 'pfm' if isFloat else 'png'], capture_output=True, text=True)
            text = pipeline.replace('|', '\\|')
            if run.returncode != 0:
                print(f'| `{text}` | {peer} | NOT RUN: {run.stderr.strip().splitlines()[0]} | | |')
                bad += 1
                continue
            worst, differing, samples = 0.0, 0, 0
            for path in photographs:
                source = read(work / kind / path.name)
                theirs = expected(source if kind == 'colour' else source[..., 0])
                ours = read(out / (path.stem + ('.pfm' if isFloat else '.png')))
                theirs = np.asarray(theirs, np.float64).reshape(ours.shape) if np.asarray(theirs).size == ours.size else None
                if theirs is None:
                    worst = float('inf')
                    break
                difference = np.abs(ours.astype(np.float64) - theirs)
                largest = difference.max()
                worst = max(worst, largest / max(np.abs(theirs).max(), 1e-30) if isFloat else largest)
                differing += int((difference > (1e-6 * np.abs(theirs).max() if isFloat else 0)).sum())
                samples += difference.size
            else:
                mark = '' if worst <= limit else ' ABOVE'
                bad += worst > limit
                print(f'| `{text}` | {peer} | {worst:.3g}{mark} | {100 * differing / max(samples, 1):.3f} % | {limit:g} |', flush=True)
                continue
            bad += worst == float('inf')
            if worst == float('inf'):
                print(f'| `{text}` | {peer} | ANOTHER SIZE | | |')
    print(f'\n{bad} above their limit or not run')
    sys.exit(1 if bad else 0)


main()
