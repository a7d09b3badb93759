"""Networks of torchvision against ours: random weights made here, carried over in safetensors, and the same input for both.

    python torchvision_parity.py [--training] [--side PIXELS] [--seed N] [MODEL ...]

In inference mode the scores are compared, as both compute them in single precision. With --training the loss, every gradient and every running statistic of one step,
dropout off on both sides. The error of a tensor is max|ours - theirs| / max|theirs|; a line for each model has that of the tensor that is furthest off.

In training single precision is no common ground: among a million rectifiers some lie so near to their kink that rounding decides on which side, and every such decision
changes whole gradients. PyTorch's own gradients of GoogLeNet and ResNeXt-50 in single precision are off by a tenth and more from those in double precision. So both sides
compute the step in double precision (ours on the reference backend), where no rounding reaches a kink. How far either side's single precision is off from that is shown beside
it; of ours the loss and the running statistics, which do not jump, must be right too.

Ends with 1 where an error is above 1e-4 (scores) or 1e-3 (training).
The program under test is built first: dotnet build -c Release bench/Fovea.Bench"""
import argparse
import copy
import json
import pathlib
import subprocess
import sys
import tempfile
import warnings

import numpy
import torch
import torchvision
from torch import nn
from torch.nn import functional

INFERENCE = ["alexnet", "vgg11", "vgg11_bn", "vgg13", "vgg13_bn", "vgg16", "vgg16_bn", "vgg19", "vgg19_bn", "googlenet",
             "resnet18", "resnet34", "resnet50", "resnet101", "resnet152", "resnext50_32x4d", "resnext101_32x8d", "vit_b_16", "vit_b_32", "vit_l_16"]
TRAINING = ["alexnet", "googlenet", "resnet18", "resnext50_32x4d", "vit_b_16"]
BENCH = pathlib.Path(__file__).resolve().parents[1] / "Fovea.Bench/bin/Release/net10.0/Fovea.Bench.dll"


def make(name, side):
    """A network none of whose weights is 0 or 1: what starts so, such as the statistics of batch normalisation, could be ignored unnoticed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        options = {"aux_logits": True, "init_weights": False} if name == "googlenet" else {"image_size": side} if name.startswith("vit") else {}
        model = getattr(torchvision.models, name)(weights=None, **options)
    for module in model.modules():
        if isinstance(module, (nn.BatchNorm2d, nn.LayerNorm)):
            module.weight.data.uniform_(0.5, 1.5)
            module.bias.data.normal_(0, 0.1)
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 1.5)
    for weight in model.parameters():
        if not weight.any():
            weight.data.normal_(0, 0.05)
    return model


def save(path, tensors):
    """A safetensors file: length of the header, header in JSON, values."""
    header, offset = {}, 0
    arrays = {name: tensor.detach().contiguous().numpy() for name, tensor in tensors.items()}
    for name, array in arrays.items():
        header[name] = {"dtype": {"float32": "F32", "int64": "I64"}[str(array.dtype)], "shape": array.shape, "data_offsets": [offset, offset := offset + array.nbytes]}
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for array in arrays.values():
            file.write(array.tobytes())


def load(path):
    content = path.read_bytes()
    length = int.from_bytes(content[:8], "little")
    header = json.loads(content[8:8 + length])
    header.pop("__metadata__", None)
    return {name: numpy.frombuffer(content[8 + length:][slice(*entry["data_offsets"])], "<f4").reshape(entry["shape"]) for name, entry in header.items()}


def ours(*arguments):
    run = subprocess.run(["dotnet", BENCH, "parity", *map(str, arguments)], stdout=subprocess.PIPE, text=True)
    if run.returncode:
        sys.exit(f"{' '.join(map(str, arguments))} ended with {run.returncode}")
    return run.stdout


def error(actual, expected):
    """max|a - b| / max|b|; infinite where the shapes differ or something is no number."""
    if actual.shape != expected.shape or not numpy.isfinite(actual).all():
        return float("inf")
    return float(abs(actual - expected).max() / abs(expected).max())


def inference(name, model, folder, side):
    x = torch.randn(2, 3, side, side)
    numpy.save(folder / "x.npy", x.permute(0, 2, 3, 1).contiguous().numpy())
    with torch.no_grad():
        expected = model.eval()(x).numpy()
    ours(name, "--weights", folder / "weights.safetensors", "--input", folder / "x.npy", "--output", folder / "y.npy")
    scores = error(numpy.load(folder / "y.npy"), expected)
    return scores <= 1e-4, f"{scores:.1e}"


def step(model, x, labels):
    """Loss, gradients and running statistics of one step."""
    model = copy.deepcopy(model).to(x.dtype).train()
    for module in model.modules():
        if isinstance(module, nn.Dropout):
            module.eval()
    y = model(x)
    if isinstance(model, torchvision.models.GoogLeNet):
        loss = functional.cross_entropy(y.logits, labels) + 0.3 * (functional.cross_entropy(y.aux_logits1, labels) + functional.cross_entropy(y.aux_logits2, labels))
    else:
        loss = functional.cross_entropy(y, labels)
    loss.backward()
    return {"loss": loss.detach().numpy(), **{key: weight.grad.numpy() for key, weight in model.named_parameters()},
            **{key: value.numpy() for key, value in model.named_buffers() if not key.endswith("num_batches_tracked")}}


def our_step(name, folder, backend):
    printed = ours(name, "--weights", folder / "weights.safetensors", "--input", folder / "x.npy", "--labels", folder / "labels.npy", "--gradients", folder / "g.safetensors", "--backend", backend)
    return {"loss": numpy.array(float(printed)), **load(folder / "g.safetensors")}


def worst(actual, expected):
    """The largest error of all tensors, and whose it is."""
    if expected.keys() != actual.keys():
        return float("inf"), f"other names: {', '.join(sorted(expected.keys() ^ actual.keys()))}"
    return max((error(actual[key], expected[key]), key) for key in expected)


def training(name, model, folder, side):
    x, labels = torch.randn(2, 3, side, side), torch.randint(1000, (2,))
    numpy.save(folder / "x.npy", x.permute(0, 2, 3, 1).contiguous().numpy())
    numpy.save(folder / "labels.npy", labels.numpy())
    expected = step(model, x.double(), labels)
    double, tensor = worst(our_step(name, folder, "reference"), expected)
    single = our_step(name, folder, "cpu")
    forward = max(error(single[key], expected[key]) for key in expected if key == "loss" or "running" in key)
    return (double <= 1e-3 and forward <= 1e-3,
            f"{double:.1e} ({tensor}; {len(expected)} tensors); in single precision loss and statistics {forward:.1e}, all {worst(single, expected)[0]:.1e}, PyTorch's {worst(step(model, x, labels), expected)[0]:.1e}")


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("models", nargs="*", metavar="MODEL")
parser.add_argument("--training", action="store_true", help="one step of training instead of inference")
parser.add_argument("--side", type=int, help="rows and columns of the images: 224, in training 64 unless given")
parser.add_argument("--seed", type=int, default=1, help="of weights and images")
options = parser.parse_args()
compare, models, side = (training, TRAINING, 64) if options.training else (inference, INFERENCE, 224)
side = options.side or side
failed = False
for name in options.models or models:
    torch.manual_seed(options.seed)
    model = make(name, side)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        save(folder / "weights.safetensors", model.state_dict())
        right, line = compare(name, model, folder, side)
    failed |= not right
    print(f"{name:18} {'ok  ' if right else 'FAIL'} {line}", flush=True)
sys.exit(1 if failed else 0)
