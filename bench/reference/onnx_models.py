"""Small networks as PyTorch exports them to ONNX, what they give, and the loss and gradients of one training step. The files are packed into the JSON (gzip, base64)."""
import base64
import gzip
import io
import warnings

import torch
from torch import nn
from torch.nn import functional

from expected import draw, write

warnings.filterwarnings("ignore")
torch.set_default_dtype(torch.float32)


class Residual(nn.Module):
    """A stem and a block of a residual network, with batch normalisation."""

    def __init__(self):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 4, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(4)
        self.layer = nn.Sequential(nn.Conv2d(4, 4, 3, padding=1, bias=False), nn.BatchNorm2d(4), nn.ReLU(), nn.Conv2d(4, 4, 3, padding=1, bias=False), nn.BatchNorm2d(4))
        self.fc = nn.Linear(4, 3)

    def forward(self, x):
        x = functional.max_pool2d(functional.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        x = functional.relu(self.layer(x) + x)
        return self.fc(torch.flatten(functional.adaptive_avg_pool2d(x, 1), 1))


class Branches(nn.Module):
    """Branches that are joined on channels, windows that do not tile, and a map that is flattened."""

    def __init__(self):
        super().__init__()
        self.a, self.b, self.c = nn.Conv2d(3, 2, 1), nn.Conv2d(3, 3, 3, padding=2, dilation=2, groups=3), nn.Conv2d(3, 2, (1, 3), padding=(0, 1))
        self.fc = nn.Linear(7 * 4 * 4, 3)

    def forward(self, x):
        x = functional.max_pool2d(x, 3, 2, ceil_mode=True)
        pooled = functional.avg_pool2d(x, 3, 1, 1, ceil_mode=True, count_include_pad=False)
        x = torch.cat([functional.relu(self.a(x)), torch.sigmoid(self.b(x)), torch.tanh(self.c(pooled))], 1)
        x = functional.avg_pool2d(x, 3, 2, 1, ceil_mode=True)
        return functional.log_softmax(self.fc(torch.flatten(x, 1)), 1)


class Shuffled(nn.Module):
    """Split and shuffled channels, depthwise convolution, squeeze and excitation."""

    def __init__(self):
        super().__init__()
        self.stem, self.deep = nn.Conv2d(3, 8, 3, 2, 1), nn.Conv2d(4, 4, 3, 1, 1, groups=4)
        self.squeeze, self.excite, self.fc = nn.Conv2d(8, 2, 1), nn.Conv2d(2, 8, 1), nn.Linear(8, 3)

    def forward(self, x):
        kept, moved = functional.hardswish(self.stem(x)).chunk(2, 1)
        x = torch.cat([kept, functional.relu6(self.deep(moved))], 1)
        n, c, h, w = x.shape
        x = x.view(n, 2, c // 2, h, w).transpose(1, 2).reshape(n, c, h, w)
        x = x * torch.sigmoid(self.excite(functional.silu(self.squeeze(functional.adaptive_avg_pool2d(x, 1)))))
        return self.fc(x.mean([2, 3]))


class Attention(nn.Module):
    """A vision transformer of one block."""

    def __init__(self):
        super().__init__()
        self.proj, self.token, self.place = nn.Conv2d(3, 8, 4, 4), nn.Parameter(torch.zeros(1, 1, 8)), nn.Parameter(torch.zeros(1, 10, 8))
        self.ln1, self.qkv, self.out, self.ln2 = nn.LayerNorm(8), nn.Linear(8, 24), nn.Linear(8, 8), nn.LayerNorm(8)
        self.up, self.down, self.head = nn.Linear(8, 12), nn.Linear(12, 8), nn.Linear(8, 3)

    def forward(self, x):
        n = x.shape[0]
        x = self.proj(x).reshape(n, 8, -1).permute(0, 2, 1)
        x = torch.cat([self.token.expand(n, -1, -1), x], 1) + self.place
        q, k, v = self.qkv(self.ln1(x)).reshape(n, -1, 3, 2, 4).permute(2, 0, 3, 1, 4).unbind(0)
        weights = (q @ k.transpose(-2, -1) * 4 ** -0.5).softmax(-1)
        x = x + self.out((weights @ v).transpose(1, 2).reshape(n, -1, 8))
        x = x + self.down(functional.gelu(self.up(self.ln2(x))))
        return self.head(x[:, 0])


class Upsampled(nn.Module):
    """A map that becomes smaller and large again, with what it was beside it."""

    def __init__(self):
        super().__init__()
        self.down, self.up, self.last = nn.Conv2d(3, 4, 3, 2, 1), nn.ConvTranspose2d(4, 4, 3, 2, 1, output_padding=1, groups=2), nn.Conv2d(11, 2, 1)

    def forward(self, x):
        small = functional.leaky_relu(self.down(x))
        large = functional.interpolate(small, scale_factor=2, mode="nearest")
        x = functional.pad(torch.cat([self.up(small), large, x], 1), (1, 2, 0, 1))
        return self.last(x[:, :, 1:, ::2].clamp(-1, 2))


def rounded(module):
    """The module with weights and statistics of two digits."""
    for name, tensor in list(module.named_parameters()) + list(module.named_buffers()):
        if tensor.is_floating_point():
            tensor.data = (draw(*tensor.shape, scale=0.5) + (1 if "var" in name else 0)).float()
    return module


def exported(module, opset, folded):
    """The file, packed. Folded, PyTorch joins normalisation with the convolution before it."""
    file = io.BytesIO()
    keep = {} if folded else {"training": torch.onnx.TrainingMode.PRESERVE, "do_constant_folding": False}
    torch.onnx.export(module, x[:1], file, opset_version=opset, input_names=["x"], output_names=["y"], dynamic_axes={"x": {0: "n"}, "y": {0: "n"}}, **keep)
    return base64.b64encode(gzip.compress(file.getvalue(), mtime=0)).decode()


def case(name, module, *opsets, folded):
    rounded(module).eval()
    made = {"name": name, "models": {opset: exported(module, opset, False) for opset in opsets}, "folded": {folded: exported(module, folded, True)}}
    made["output"] = array(module(x))
    if module(x).dim() == 2:
        module.train()
        loss = functional.cross_entropy(module(x), torch.tensor([2, 0]))
        loss.backward()
        made["labels"], made["loss"] = [2, 0], float(f"{loss.item():.7g}")
        made["gradients"] = {key: array(parameter.grad) for key, parameter in module.named_parameters()}
        made["after"] = {key: array(buffer) for key, buffer in module.named_buffers() if buffer.dim() > 0}
    cases.append(made)


def array(x):
    return {"shape": list(x.shape), "values": [float(f"{v:.7g}") for v in x.detach().reshape(-1).tolist()]}


cases = []
x = draw(2, 3, 12, 12, scale=1.0).float()
cases.append({"name": "input", **array(x)})
case("residual", Residual(), 9, 17, folded=13)
case("branches", Branches(), 10, 16, folded=11)
case("shuffled", Shuffled(), 12, 17, folded=14)
case("attention", Attention(), 11, 17, folded=14)
case("upsampled", Upsampled(), 11, 17, folded=13)
write("Onnx/Import/onnx-models.expected.json", cases)
