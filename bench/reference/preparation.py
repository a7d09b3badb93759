"""Pictures prepared and changed by torchvision's transforms, on Pillow's pictures and on tensors."""
import base64
import hashlib

import numpy
import torch
from PIL import Image
from torchvision import transforms
from torchvision.transforms import functional as F

from expected import write

torch.set_default_dtype(torch.float32)


def picture(height, width, channels):
    """The same picture that the tests make: smooth slopes, edges and noise."""
    y, x, c = numpy.meshgrid(numpy.arange(height), numpy.arange(width), numpy.arange(channels), indexing="ij")
    values = (y * y * 7 + x * 13 * (c + 1) + x * y * 3 + c * 101 + ((x * y) ^ (x + y)) * 5) & 255
    return Image.fromarray(values.astype(numpy.uint8).squeeze(-1) if channels == 1 else values.astype(numpy.uint8))


def packed(images):
    """The bytes of pictures, one after the other; of many only their SHA-256."""
    data = b"".join(numpy.asarray(image).tobytes() for image in images)
    return {"sha256": hashlib.sha256(data).hexdigest()} if len(data) > 5000 else {"bytes": base64.b64encode(data).decode()}


cases = []
for height, width, channels, resize, size in [(37, 53, 3, 24, 20), (53, 37, 3, 24, 20), (64, 64, 1, 20, 20), (15, 18, 3, 21, 16), (20, 33, 3, 20, 15), (90, 31, 1, 17, 12), (333, 451, 3, 256, 224)]:
    image = picture(height, width, channels)
    resized = transforms.Resize(resize)(image)
    case = {"name": f"prepare {height}x{width}x{channels}", "height": height, "width": width, "channels": channels, "resize": resize, "size": size}
    case["centre"] = packed([transforms.CenterCrop(size)(resized)])
    case["ten"] = packed(transforms.TenCrop(size)(resized))
    if channels == 3:
        tensor = transforms.Compose([transforms.Resize(resize), transforms.CenterCrop(size), transforms.ToTensor(),
                                     transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])])(image)
        case["first"] = [float(v) for v in tensor.permute(1, 2, 0).reshape(-1)[:60]]
    cases.append(case)

for height, width, top, left, rows, columns, size in [(40, 50, 3, 7, 21, 33, 12), (40, 50, 0, 0, 9, 8, 12), (40, 50, 30, 40, 10, 10, 12)]:
    cropped = F.resized_crop(picture(height, width, 3), top, left, rows, columns, [size, size])
    cases.append({"name": f"resized crop {rows}x{columns}", "height": height, "width": width, "region": [top, left, rows, columns], "size": size, "result": packed([cropped])})

tensor = transforms.ToTensor()(picture(6, 5, 3))
for name, function, amount in [("brightness", F.adjust_brightness, 1.7), ("contrast", F.adjust_contrast, 0.4), ("contrast up", F.adjust_contrast, 1.6),
                               ("saturation", F.adjust_saturation, 0.3), ("saturation up", F.adjust_saturation, 1.8), ("hue", F.adjust_hue, 0.2), ("hue down", F.adjust_hue, -0.45)]:
    cases.append({"name": name, "amount": amount, "values": [float(f"{v:.7g}") for v in function(tensor, amount).permute(1, 2, 0).reshape(-1).tolist()]})

write("Data/Preparation/preparation.expected.json", cases)
