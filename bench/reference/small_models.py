"""Networks and blocks of torchvision in small sizes: scores outside of training, and in training (dropout off) the scores, all gradients and the running statistics of a step.
Weights and images follow from a formula, so the file holds no arrays: of every tensor its length sqrt(sum x²) and its product with the formula's numbers for its name."""
import json

import numpy
import torch
from torch import nn
from torchvision.models import resnet, vision_transformer
from torchvision.models.googlenet import Inception, InceptionAux

from expected import TESTS

torch.set_default_dtype(torch.float64)


def uniform(name, count):
    """Numbers from 0 to 1 that look random: the finalizer of MurmurHash3 over a counter that begins at the FNV-1a hash of the name."""
    start = 2166136261
    for byte in name.encode():
        start = (start ^ byte) * 16777619 & 0xFFFFFFFF
    x = (start + numpy.arange(count, dtype=numpy.uint64) * 0x9E3779B1) & 0xFFFFFFFF
    x ^= x >> 16
    x = x * 0x85EBCA6B & 0xFFFFFFFF
    x ^= x >> 13
    x = x * 0xC2B2AE35 & 0xFFFFFFFF
    x ^= x >> 16
    return x / 4294967296


def weight(name, shape):
    """The weights of a layer keep the size of what passes; what is multiplied or divided by is 0.5 to 1.5. Single precision, as in files."""
    u = uniform(name, int(numpy.prod(shape)))
    if len(shape) == 1 and name.endswith(("weight", "running_var")):
        values = 0.5 + u
    else:
        values = (2 * u - 1) * (numpy.sqrt(3 / numpy.prod(shape[1:])) if len(shape) > 1 else 0.3)
    return torch.tensor(values.astype(numpy.float32).astype(numpy.float64)).reshape(shape)


def summary(name, x):
    x = x.detach().numpy().reshape(-1)
    return [float(f"{numpy.sqrt((x * x).sum()):.12g}"), float(f"{(x * (2 * uniform(name, x.size) - 1)).sum():.12g}")]


class Shortcut(nn.Module):
    """Option A of He et al. 2015, sec. 3.3: every second pixel, missing channels are 0."""

    def __init__(self, more):
        super().__init__()
        self.more = more

    def forward(self, x):
        return nn.functional.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, 0, self.more))


class CifarResNet(nn.Module):
    """He et al. 2015, sec. 4.2, with 6 n + 2 layers."""

    def __init__(self, n, classes):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16)
        self.layer1 = nn.Sequential(*[resnet.BasicBlock(16, 16) for _ in range(n)])
        self.layer2 = nn.Sequential(resnet.BasicBlock(16, 32, 2, Shortcut(16)), *[resnet.BasicBlock(32, 32) for _ in range(n - 1)])
        self.layer3 = nn.Sequential(resnet.BasicBlock(32, 64, 2, Shortcut(32)), *[resnet.BasicBlock(64, 64) for _ in range(n - 1)])
        self.fc = nn.Linear(64, classes)

    def forward(self, x):
        return self.fc(self.layer3(self.layer2(self.layer1(self.bn1(self.conv1(x)).relu()))).mean((2, 3)))


cases = []


def case(name, module, *shape):
    for key, value in module.state_dict().items():
        if not key.endswith("num_batches_tracked"):
            value.copy_(weight(key, tuple(value.shape)))
    x = torch.tensor((4 * uniform("x", int(numpy.prod(shape))) - 2).astype(numpy.float32).astype(numpy.float64)).reshape(shape).requires_grad_()
    for part in module.modules():
        if isinstance(part, nn.Dropout):
            part.p = 0
    outside = module.eval()(x)
    y = module.train()(x)
    (y * torch.tensor(2 * uniform("dy", y.numel()) - 1).reshape(y.shape)).sum().backward()
    cases.append({
        "name": name,
        "weights": {key: list(value.shape) for key, value in module.state_dict().items() if not key.endswith("num_batches_tracked")},
        "input": list(shape),
        "outside": summary("y", outside),
        "output": summary("y", y),
        "inputGradient": summary("x", x.grad),
        "gradients": {key: summary(key, parameter.grad) for key, parameter in module.named_parameters()},
        "after": {key: summary(key, buffer) for key, buffer in module.named_buffers() if buffer.dim() > 0},
    })


case("VisionTransformer", vision_transformer.VisionTransformer(image_size=12, patch_size=4, num_layers=2, num_heads=2, hidden_dim=16, mlp_dim=24, num_classes=5), 2, 3, 12, 12)
case("ResNet", resnet.ResNet(resnet.BasicBlock, [1, 1, 1, 1], num_classes=7), 2, 3, 48, 32)
case("CifarResNet", CifarResNet(3, 10), 3, 3, 16, 16)
case("BasicBlock", resnet.BasicBlock(6, 6), 2, 6, 5, 4)
case("Bottleneck", resnet.Bottleneck(12, 16, 2, nn.Sequential(nn.Conv2d(12, 64, 1, 2, bias=False), nn.BatchNorm2d(64)), groups=4, base_width=16), 2, 12, 7, 6)
case("Inception", Inception(8, 4, 6, 8, 3, 5, 7), 2, 8, 6, 5)
case("InceptionAux", InceptionAux(6, 5), 2, 6, 9, 7)

path = TESTS / "Models/small_models.expected.json"
path.write_text("[\n" + ",\n".join(json.dumps(entry, separators=(",", ":")) for entry in cases) + "\n]\n")
print(f"{path.name}: {len(cases)} cases, {path.stat().st_size} bytes")
