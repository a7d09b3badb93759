"""JPEG files of a drawn picture, as the Independent JPEG Group's library writes them, and the pixels that it reads back from them.
usage: python jpegs.py; writes tests/Fovea.Imaging.Tests/Codecs/Jpeg/jpegs.expected.json"""
import base64, io, json, pathlib
import cv2, numpy as np
from PIL import Image, ImageOps

y, x = np.mgrid[0:21, 0:37]
picture = np.stack([128 + 90 * np.sin(x / 3) * np.cos(y / 5), 40 + 5 * x, 250 - 9 * y + 40 * ((x + y) % 7 < 3)], 2).clip(0, 255).astype(np.uint8)
grey = picture[:, :, 0]

def pil(image, **options):
    buffer = io.BytesIO()
    Image.fromarray(image).save(buffer, 'JPEG', **options)
    return buffer.getvalue()

def oriented(number):
    exif = Image.Exif()
    exif[0x0112] = number
    return pil(picture, quality=80, exif=exif)

files = {
    'full sampling': pil(picture, quality=90, subsampling=0), 'two by one': pil(picture, quality=75, subsampling=1), 'two by two': pil(picture, quality=50, subsampling=2),
    'lowest quality': pil(picture, quality=1), 'highest quality': pil(picture, quality=100, subsampling=0), 'own Huffman tables': pil(picture, quality=85, optimize=True),
    'progressive': pil(picture, quality=85, progressive=True), 'progressive, full sampling': pil(picture, quality=95, progressive=True, subsampling=0),
    'grey': pil(grey, quality=85), 'grey, progressive': pil(grey, quality=60, progressive=True),
    'restart markers': cv2.imencode('.jpg', picture[:, :, ::-1], [cv2.IMWRITE_JPEG_RST_INTERVAL, 2])[1].tobytes(),
    'RGB': pil(picture, quality=90, keep_rgb=True), 'one pixel': pil(picture[:1, :1], quality=90), 'one column': pil(np.ascontiguousarray(picture[:, :1]), quality=90),
} | {f'orientation {number}': oriented(number) for number in range(1, 9)}
cases = []
for name, data in files.items():
    pixels = np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(data))))
    cases.append({'name': name, 'file': base64.b64encode(data).decode(), 'shape': list(pixels.shape if pixels.ndim == 3 else (*pixels.shape, 1)), 'pixels': base64.b64encode(np.ascontiguousarray(pixels).tobytes()).decode()})
target = pathlib.Path(__file__).parents[2] / 'tests/Fovea.Imaging.Tests/Codecs/Jpeg/jpegs.expected.json'
target.write_text(json.dumps(cases, indent=0))
