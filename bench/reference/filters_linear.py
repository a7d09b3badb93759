"""What linear filters, gradients and edges must give, as OpenCV, SciPy and scikit-image compute them: one case a pipeline and an image.
usage: python filters_linear.py; writes tests/Fovea.Imaging.Tests/Filters/Linear/filters_linear.expected.json"""
import base64, json, pathlib, warnings, zlib
import cv2, numpy as np, scipy.ndimage as ndi, skimage.filters as skf

warnings.simplefilter('ignore')
rng = np.random.default_rng(5)
y, x = np.mgrid[0:13, 0:19]
smooth = 120 + 90 * np.sin(x / 3.1) * np.cos(y / 4.3) + 60 * ((x + 2 * y) % 11 < 4)
grey = (smooth + rng.normal(0, 12, smooth.shape)).clip(0, 255).astype(np.uint8)
colour = np.stack([grey, 255 - np.roll(grey, 5, 1), rng.integers(0, 256, grey.shape)], 2).astype(np.uint8)
edges = np.zeros((48, 64), np.uint8)
cv2.circle(edges, (30, 22), 15, 180, -1); cv2.rectangle(edges, (5, 30), (25, 44), 90, -1); cv2.line(edges, (2, 3), (60, 46), 255, 2)
edges = (cv2.GaussianBlur(edges, (3, 3), 0).astype(int) + rng.integers(-9, 10, edges.shape)).clip(0, 255).astype(np.uint8)
IMAGES = {'grey': grey, 'colour': colour, 'words': (grey.astype(np.uint16) * 257 + rng.integers(0, 200, grey.shape)).astype(np.uint16),
          'floats': (colour / 255).astype(np.float32), 'edges': edges, 'noise': rng.integers(0, 256, (40, 50), np.uint8)}

cases = []
def case(pipeline, image, result, tolerance=0.0):
    result = np.ascontiguousarray(result)
    cases.append({'pipeline': pipeline, 'image': image, 'depth': str(result.dtype), 'shape': list(result.shape if result.ndim == 3 else (*result.shape, 1)),
                  'tolerance': float(tolerance), 'pixels': base64.b64encode(zlib.compress(result.tobytes(), 9)).decode()})

BORDERS = {'reflect': cv2.BORDER_REFLECT_101, 'symmetric': cv2.BORDER_REFLECT, 'replicate': cv2.BORDER_REPLICATE, 'zero': cv2.BORDER_CONSTANT}
def kernel(rows, factor=1): return np.array(rows, np.float64) * factor
KERNELS = {'[0,-1,0;-1,5,-1;0,-1,0]': kernel([[0, -1, 0], [-1, 5, -1], [0, -1, 0]]), '[-1,-2,-1;-2,22,-2;-1,-2,-1]/10': kernel([[-1, -2, -1], [-2, 22, -2], [-1, -2, -1]], .1),
           '[1,2,1;2,4,2;1,2,1]/16': kernel([[1, 2, 1], [2, 4, 2], [1, 2, 1]], 1 / 16), '[1,2;3,4;0,5]/15': kernel([[1, 2], [3, 4], [0, 5]], 1 / 15), '[1,0,-1,2]': kernel([[1, 0, -1, 2]])}
for i, (text, weights) in enumerate(KERNELS.items()):
    border = list(BORDERS)[i % 4]
    # A tenth is not exact in floats, so a half may be rounded to either side there; here it is exact, and rounded to even.
    for image in ('grey', 'colour'): case(f'correlate kernel={text} border={border}', image, cv2.filter2D(IMAGES[image], -1, weights, borderType=BORDERS[border]), text.endswith('/10') or text.endswith('/15'))
    case(f'correlate kernel={text} border={border} depth=float', 'grey', cv2.filter2D(grey, cv2.CV_32F, weights, borderType=BORDERS[border]), 1e-4)
case('correlate kernel=[1,2;3,4;0,5]/15', 'floats', cv2.filter2D(IMAGES['floats'], -1, KERNELS['[1,2;3,4;0,5]/15']), 1e-6)
case('correlate kernel=[1,2;3,4;0,5]/15', 'words', cv2.filter2D(IMAGES['words'], -1, KERNELS['[1,2;3,4;0,5]/15']), 1)
flipped = KERNELS['[1,2;3,4;0,5]/15'][::-1, ::-1]
case('convolve kernel=[1,2;3,4;0,5]/15', 'floats', cv2.filter2D(IMAGES['floats'], -1, flipped, anchor=(0, 1)), 1e-6)

for size in ((3, 3), (5, 5), (9, 3), (15, 15)):
    text = f'{size[0]}x{size[1]}' if size[0] != size[1] else size[0]
    case(f'box size={text}', 'colour', cv2.blur(colour, size))
    case(f'box size={text} border=replicate', 'grey', cv2.blur(grey, size, borderType=cv2.BORDER_REPLICATE))
    case(f'box size={text}', 'words', cv2.blur(IMAGES['words'], size))
case('box size=41', 'floats', cv2.blur(IMAGES['floats'], (41, 41)), 1e-6)
case('box size=3 repeats=3', 'grey', cv2.blur(cv2.blur(cv2.blur(grey, (3, 3)), (3, 3)), (3, 3)))
case('moving_average size=5', 'grey', cv2.blur(grey, (5, 1)))
case('moving_average size=7 along=columns border=replicate', 'grey', cv2.blur(grey, (1, 7), borderType=cv2.BORDER_REPLICATE))
case('moving_average weights=[1,2,3,2,1] depth=float', 'grey', cv2.filter2D(grey, cv2.CV_32F, np.array([[1, 2, 3, 2, 1]]) / 9), 1e-4)

for text, size, sigma, sigma_y in (('sigma=1.1 size=5', (5, 5), 1.1, 0), ('sigma=5 size=31', (31, 31), 5, 0), ('sigma=2', (0, 0), 2, 0), ('sigma=0.7', (0, 0), .7, 0), ('size=3', (3, 3), 0, 0),
                                   ('size=7', (7, 7), 0, 0), ('size=11', (11, 11), 0, 0), ('sigma=1.5 sigmaY=3', (0, 0), 1.5, 3), ('sigma=2 size=9x5', (9, 5), 2, 0)):
    case(f'gaussian {text}', 'grey', cv2.GaussianBlur(grey, size, sigma, sigmaY=sigma_y))
    case(f'gaussian {text} border=replicate', 'words', cv2.GaussianBlur(IMAGES['words'], size, sigma, sigmaY=sigma_y, borderType=cv2.BORDER_REPLICATE), 1)
case('gaussian sigma=1.1 size=5 border=symmetric', 'colour', cv2.GaussianBlur(colour, (5, 5), 1.1, borderType=cv2.BORDER_REFLECT))
case('gaussian sigma=3', 'colour', cv2.GaussianBlur(colour, (0, 0), 3))
case('gaussian sigma=2', 'floats', cv2.GaussianBlur(IMAGES['floats'], (0, 0), 2), 1e-6)
case('sharpen', 'colour', cv2.filter2D(colour, -1, KERNELS['[0,-1,0;-1,5,-1;0,-1,0]']))
floats = IMAGES['floats'].astype(np.float64)
case('unsharp amount=1.5 sigma=2 border=symmetric', 'floats', skf.unsharp_mask(floats, 2, 1.5, preserve_range=True, channel_axis=2).astype(np.float32), 2e-6)
for size in (1, 3, 5, 7): case(f'laplacian size={size}', 'grey', cv2.Laplacian(grey, cv2.CV_32F, ksize=size), 1e-2 if size > 3 else 0)
case('laplacian_of_gaussian sigma=1.5', 'grey', ndi.gaussian_laplace(grey.astype(np.float64), 1.5, mode='mirror').astype(np.float32), 1e-4)
case('difference_of_gaussians sigma=1', 'grey', skf.difference_of_gaussians(grey.astype(np.float64), 1, mode='mirror').astype(np.float32), 1e-4)
for order in ((1, 0), (0, 1), (2, 0), (1, 1), (0, 3)):
    case(f'gaussian_derivative sigma=1.5 x={order[0]} y={order[1]}', 'grey', ndi.gaussian_filter(grey.astype(np.float64), 1.5, order[::-1], mode='mirror').astype(np.float32), 1e-4)

for size in (1, 3, 5, 7):
    for image in ('grey', 'words'):
        a = IMAGES[image]
        case(f'sobel output=x size={size}', image, cv2.Sobel(a, cv2.CV_32F, 1, 0, ksize=size), 1e-6 * float(a.max()) * 4 ** size)
        case(f'sobel output=y size={size} border=replicate', image, cv2.Sobel(a, cv2.CV_32F, 0, 1, ksize=size, borderType=cv2.BORDER_REPLICATE), 1e-6 * float(a.max()) * 4 ** size)
case('sobel output=x', 'floats', cv2.Sobel(IMAGES['floats'], cv2.CV_32F, 1, 0), 1e-6)
case('sobel output=x', 'colour', cv2.Sobel(colour, cv2.CV_32F, 1, 0))
dx, dy = cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)
case('sobel', 'grey', cv2.magnitude(dx, dy), 1e-3)
case('sobel output=direction', 'grey', (np.degrees(np.arctan2(dy.astype(np.float64), dx)) % 360).astype(np.float32), 1e-3)
case('sobel output=vector', 'grey', np.stack([dx, dy], 2))
case('scharr output=x', 'grey', cv2.Scharr(grey, cv2.CV_32F, 1, 0))
case('scharr output=y', 'colour', cv2.Scharr(colour, cv2.CV_32F, 0, 1))
case('prewitt output=x', 'grey', cv2.filter2D(grey, cv2.CV_32F, np.array([[-1, 0, 1]] * 3)))

case('nms', 'noise', np.where(ndi.maximum_filter(IMAGES['noise'], 3, mode='mirror') == IMAGES['noise'], IMAGES['noise'], 0).astype(np.uint8))
weak, strong = IMAGES['noise'] > 120, IMAGES['noise'] > 245
labels, _ = ndi.label(weak, np.ones((3, 3)))
case('hysteresis low=120 high=245', 'noise', np.where(np.isin(labels, np.unique(labels[strong])) & weak, 255, 0).astype(np.uint8))
for image in ('edges', 'noise'):
    for size, l2, low, high in ((3, False, 50, 100), (3, True, 50, 100), (5, False, 400, 900), (5, True, 300, 700), (7, False, 3000, 9000), (7, True, 3000, 6000), (3, False, 200.5, 700.25)):
        case(f'canny low={low} high={high} size={size} l2={"yes" if l2 else "no"}', image, cv2.Canny(IMAGES[image], low, high, apertureSize=size, L2gradient=l2))
case('canny low=100 high=250', 'colour', cv2.Canny(colour, 100, 250))

images = {name: {'depth': str(image.dtype), 'shape': list(image.shape if image.ndim == 3 else (*image.shape, 1)), 'pixels': base64.b64encode(zlib.compress(image.tobytes(), 9)).decode()} for name, image in IMAGES.items()}
target = pathlib.Path(__file__).parents[2] / 'tests/Fovea.Imaging.Tests/Filters/Linear/filters_linear.expected.json'
target.write_text(json.dumps({'images': images, 'cases': cases}, indent=0))
print(len(cases), 'cases,', target.stat().st_size, 'bytes')
