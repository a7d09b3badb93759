"""Layers: outputs, gradients of the input and of every parameter for a given gradient of the output, and statistics after the steps."""
import torch
from torch import nn
from torch.nn import functional

from expected import array, channels_last, draw, write

cases = []


def case(name, module, *inputs, tokens=False):
    """Forwards each input in turn and differentiates the last; tokens and plain vectors are not permuted."""
    move = (lambda x: x) if tokens else channels_last
    parameters = dict(module.named_parameters())
    for parameter in parameters.values():
        parameter.data = draw(*parameter.shape, scale=1.0)
    start = {key: array(channels_last(p)) for key, p in parameters.items()}
    start.update({key: array(b) for key, b in module.named_buffers() if b.dim() > 0})
    x = inputs[-1].clone().requires_grad_()
    for before in inputs[:-1]:
        module(before)
    y = module(x)
    dy = draw(*y.shape, scale=1.0)
    y.backward(dy)
    cases.append({
        "name": name,
        "training": module.training,
        "inputs": [array(move(i)) for i in inputs],
        "variables": start,
        "output": array(move(y)),
        "outputGradient": array(move(dy)),
        "inputGradient": array(move(x.grad)),
        "gradients": {key: array(channels_last(p.grad)) for key, p in parameters.items()},
        "after": {key: array(b) for key, b in module.named_buffers() if b.dim() > 0},
    })


class Of(nn.Module):
    """A function as a module."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


class Attention(nn.MultiheadAttention):
    """Of a sequence with itself."""

    def forward(self, x):
        return super().forward(x, x, x, need_weights=False)[0]


def pyramid(x):
    return torch.cat([functional.adaptive_max_pool2d(x, n).permute(0, 2, 3, 1).flatten(1) for n in (1, 2, 3)], 1)


case("linear", nn.Linear(5, 4), draw(3, 5))
case("linear without bias", nn.Linear(5, 4, bias=False), draw(3, 5))

case("conv2d", nn.Conv2d(2, 3, 3), draw(2, 2, 5, 6))
case("conv2d, stride and padding", nn.Conv2d(3, 4, (3, 5), stride=(2, 1), padding=(1, 2)), draw(2, 3, 5, 4))
case("conv2d, dilation", nn.Conv2d(2, 3, 3, dilation=(2, 1), bias=False), draw(1, 2, 7, 5))
case("conv2d, groups", nn.Conv2d(4, 6, 3, padding=1, groups=2), draw(2, 4, 4, 3))
case("conv2d, depthwise", nn.Conv2d(3, 3, 3, padding=1, groups=3), draw(1, 3, 4, 4))
case("conv2d, 1x1", nn.Conv2d(5, 4, 1), draw(2, 5, 3, 2))
case("conv2d, same padding", nn.Conv2d(2, 3, (4, 2), padding="same"), draw(1, 2, 5, 4))

case("conv_transpose2d", nn.ConvTranspose2d(3, 2, 3), draw(1, 3, 3, 4))
case("conv_transpose2d, stride", nn.ConvTranspose2d(2, 3, 3, stride=2, padding=1, output_padding=1), draw(2, 2, 3, 2))
case("conv_transpose2d, dilation", nn.ConvTranspose2d(2, 3, (3, 2), stride=(1, 2), dilation=2, bias=False), draw(1, 2, 3, 3))
case("conv_transpose2d, groups", nn.ConvTranspose2d(4, 6, 2, stride=2, groups=2), draw(1, 4, 2, 3))

case("max_pool2d", nn.MaxPool2d(2), draw(2, 3, 4, 6))
case("max_pool2d, overlapping", nn.MaxPool2d(3, stride=2, padding=1), draw(2, 2, 5, 7))
case("max_pool2d, dilation", nn.MaxPool2d(2, stride=1, dilation=2), draw(1, 2, 5, 4))
case("avg_pool2d", nn.AvgPool2d(2), draw(2, 3, 4, 6))
case("avg_pool2d, padding counts", nn.AvgPool2d(3, stride=2, padding=1), draw(1, 2, 5, 7))
case("avg_pool2d, padding left out", nn.AvgPool2d(3, stride=2, padding=1, count_include_pad=False), draw(1, 2, 5, 7))
case("spatial pyramid", Of(pyramid), draw(2, 2, 5, 7))

case("batch_norm2d, second step", nn.BatchNorm2d(3), draw(2, 3, 3, 2), draw(2, 3, 3, 2))
case("batch_norm2d, momentum and epsilon", nn.BatchNorm2d(2, eps=0.1, momentum=0.3), draw(3, 2, 2, 2), draw(2, 2, 3, 2))
frozen = nn.BatchNorm2d(3).eval()
frozen.running_mean.copy_(draw(3))
frozen.running_var.copy_(draw(3).abs() + 0.5)
case("batch_norm2d, evaluation", frozen, draw(2, 3, 2, 3))
case("layer_norm", nn.LayerNorm(6), draw(3, 6))
case("local_response_norm", nn.LocalResponseNorm(5, alpha=0.5, beta=0.75, k=2.0), draw(1, 7, 2, 3))
case("local_response_norm, even window", nn.LocalResponseNorm(4, alpha=0.5, beta=0.6), draw(1, 6, 2, 2))
# The paper's alpha is not divided by the size: PyTorch's is, so it gets size times as much.
case("local_response_norm, undivided", nn.LocalResponseNorm(5, alpha=5 * 0.2, beta=0.75, k=2.0), draw(1, 7, 2, 2))

case("sigmoid", nn.Sigmoid(), draw(3, 5, scale=6))
case("tanh", nn.Tanh(), draw(3, 5, scale=4))
case("relu", nn.ReLU(), draw(3, 5))
case("leaky_relu", nn.LeakyReLU(0.1), draw(3, 5))
case("softplus", nn.Softplus(), draw(3, 5, scale=9))
case("elu", nn.ELU(0.7), draw(3, 5))
case("gelu", nn.GELU(), draw(3, 5, scale=4))
case("softmax", nn.Softmax(-1), draw(3, 5, scale=6))

case("upsample, nearest", nn.Upsample(scale_factor=2, mode="nearest"), draw(1, 2, 2, 3))
case("upsample, bilinear", nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False), draw(1, 2, 3, 2))
case("multihead attention", Attention(6, 2, batch_first=True), draw(2, 4, 6), tokens=True)
case("attention, one head", Attention(4, 1, batch_first=True), draw(1, 3, 4), tokens=True)

for kind, pool in ("avg", nn.AdaptiveAvgPool2d), ("max", nn.AdaptiveMaxPool2d):
    case(f"adaptive_{kind}_pool2d", pool((3, 4)), draw(1, 2, 5, 7))
    case(f"adaptive_{kind}_pool2d, larger", pool((6, 9)), draw(1, 2, 4, 3))
case("adaptive_avg_pool2d, whole windows", nn.AdaptiveAvgPool2d((2, 3)), draw(1, 2, 4, 7))

case("group_norm", nn.GroupNorm(2, 4), draw(2, 4, 2, 3))
case("group_norm, of vectors", nn.GroupNorm(2, 4, eps=0.1), draw(3, 4))
case("instance_norm2d", nn.InstanceNorm2d(2), draw(2, 2, 3, 2))
case("instance_norm2d, affine", nn.InstanceNorm2d(2, affine=True), draw(2, 2, 2, 3))

write("Layers/layers.expected.json", cases)
