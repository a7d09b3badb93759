"""What OpenCV and scipy find in small random pictures: connected components, distances to the background, integral images.
usage: python filters_regions.py; writes tests/Fovea.Imaging.Tests/Regions/regions.expected.json"""
import base64, json, pathlib
import cv2, numpy as np
from scipy import ndimage

rng = np.random.default_rng(7)
text = lambda a, kind: base64.b64encode(np.ascontiguousarray(a).astype(kind).tobytes()).decode()
numbers = lambda a: [float(f'{v:.8g}') for v in np.asarray(a, float).ravel()]

components, distances, integrals = [], [], []
for height, width, share in [(1, 1, 1), (1, 9, .5), (9, 1, .5), (7, 8, 0), (13, 17, .4), (24, 70, .5), (12, 130, .4), (20, 64, .75)]:
    foreground = (rng.random((height, width)) < share).astype(np.uint8)
    for connectivity in 4, 8:
        count, labels, stats, centroids = cv2.connectedComponentsWithStats(foreground, connectivity=connectivity)
        assert count < 256
        components.append(dict(height=height, width=width, connectivity=connectivity, foreground=text(foreground, 'u1'), labels=text(labels, 'u1'),
                               stats=stats[1:].ravel().tolist(), centroids=numbers(centroids[1:]) if count > 1 else []))
for height, width, share in [(1, 7, .7), (6, 1, .7), (9, 14, .9), (19, 21, .97), (20, 26, .995)]:
    foreground = (rng.random((height, width)) < share).astype(np.uint8)
    foreground[height // 2, width // 2] = 0
    assert np.allclose(cv2.distanceTransform(foreground, cv2.DIST_L2, cv2.DIST_MASK_PRECISE), ndimage.distance_transform_edt(foreground), rtol=1e-5)
    distances.append(dict(height=height, width=width, foreground=text(foreground, 'u1'),
                          euclidean=text(ndimage.distance_transform_edt(foreground), '<f4'),
                          chessboard=text(ndimage.distance_transform_cdt(foreground, 'chessboard'), 'u1'),
                          cityBlock=text(ndimage.distance_transform_cdt(foreground, 'taxicab'), 'u1')))
for height, width, channels in [(1, 1, 1), (5, 7, 1), (6, 9, 3)]:
    picture = rng.integers(0, 256, (height, width, channels), np.uint8)
    sums, squares = cv2.integral2(picture, sdepth=cv2.CV_64F, sqdepth=cv2.CV_64F)
    integrals.append(dict(height=height, width=width, channels=channels, pixels=text(picture, 'u1'), sums=sums.astype(int).ravel().tolist(), squares=squares.astype(int).ravel().tolist()))
target = pathlib.Path(__file__).parents[2] / 'tests/Fovea.Imaging.Tests/Regions/regions.expected.json'
target.parent.mkdir(exist_ok=True)
target.write_text(json.dumps(dict(components=components, distances=distances, integrals=integrals), separators=(',', ':')).replace('},{', '},\n{'))
print(target.stat().st_size)
