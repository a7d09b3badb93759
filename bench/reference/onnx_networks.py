"""torchvision's networks with random weights, exported to ONNX by PyTorch at several opsets, ours against PyTorch's results. Nothing is kept.

    python onnx_networks.py [--opsets 9,11,13,17] [--bench "dotnet PATH/Fovea.Bench.dll"] [NETWORK ...]

Prints a table and ends with 1 where the largest difference over the largest value is above 1e-4, or an export that PyTorch makes is refused.
"""
import argparse
import json
import pathlib
import struct
import subprocess
import sys
import tempfile
import warnings

import torch
import torchvision

warnings.filterwarnings("ignore")
HERE = pathlib.Path(__file__).resolve().parent
models = torchvision.models

# The side of the images: small where the network takes any.
SIDES = {"resnet18": 96, "resnet50": 64, "resnext50_32x4d": 64, "alexnet": 224, "vgg11": 224, "vgg16_bn": 224, "googlenet": 128, "inception_v3": 299, "vit_b_16": 224, "vit_b_32": 224,
         "swin_t": 224, "mobilenet_v2": 64, "mobilenet_v3_small": 64, "mobilenet_v3_large": 64, "densenet121": 64, "efficientnet_b0": 64, "efficientnet_v2_s": 64, "convnext_tiny": 64,
         "shufflenet_v2_x1_0": 64, "squeezenet1_0": 96, "squeezenet1_1": 96, "mnasnet1_0": 64, "regnet_y_400mf": 64, "regnet_x_400mf": 64,
         "segmentation.deeplabv3_resnet50": 65, "segmentation.fcn_resnet50": 65, "segmentation.lraspp_mobilenet_v3_large": 96, "segmentation.deeplabv3_mobilenet_v3_large": 96}


def randomised(network):
    """Statistics, and weights that begin as zeros, become random; else a network would give nothing to compare."""
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 1.5)
            module.weight.data.uniform_(0.5, 1.5)
            module.bias.data.normal_(0, 0.1)
    for parameter in network.parameters():
        if parameter.abs().max() == 0:
            parameter.data.normal_(0, 0.02)
    return network.eval()


class Named(torch.nn.Module):
    """Segmentation networks give a dictionary."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, x):
        y = self.network(x)
        return tuple(y.values()) if isinstance(y, dict) else y


def made(name):
    torch.manual_seed(0)
    family = models
    for part in name.split(".")[:-1]:
        family = getattr(family, part)
    options = {"weights_backbone": None} if name.startswith("segmentation") else {"init_weights": True} if name in ("googlenet", "inception_v3") else {}
    return randomised(Named(getattr(family, name.split(".")[-1])(weights=None, **options)))


def safetensors(path, tensors):
    header, at = {}, 0
    for name, tensor in tensors.items():
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [at, at + 4 * tensor.numel()]}
        at += 4 * tensor.numel()
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(tensor.contiguous().numpy().astype("<f4").tobytes() for tensor in tensors.values()))


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("networks", nargs="*", default=list(SIDES))
    arguments.add_argument("--opsets", default="9,11,13,17")
    arguments.add_argument("--bench", default=f"dotnet run -c Release --project {HERE.parent / 'Fovea.Bench'} --")
    options = arguments.parse_args()
    failed = False
    for name in options.networks or SIDES:
        network = made(name)
        x = torch.randn(2, 3, SIDES[name], SIDES[name])
        with torch.no_grad():
            results = network(x)
        results = results if isinstance(results, tuple) else (results,)
        outputs = [f"y{i}" for i in range(len(results))]
        for opset in options.opsets.split(","):
            with tempfile.TemporaryDirectory() as folder:
                file = pathlib.Path(folder) / f"{name} {opset}.onnx"
                try:
                    torch.onnx.export(network, x, file, opset_version=int(opset), input_names=["x"], output_names=outputs, dynamic_axes={n: {0: "n"} for n in ["x", *outputs]})
                except Exception as error:
                    print(f"| {name} {opset} | PyTorch cannot export it: {str(error).strip().splitlines()[0][:100]} |", flush=True)
                    continue
                safetensors(file.with_suffix(".safetensors"), {"input.x": x, **{f"output.{n}": y for n, y in zip(outputs, results)}})
                run = subprocess.run([*options.bench.split(), "import", str(file)], capture_output=True, text=True)
                print(run.stdout.strip().splitlines()[-1] if run.returncode == 0 else f"| {name} {opset} | {run.stdout.strip().splitlines()[-1:]} {run.stderr.strip()[:600]} |", flush=True)
                failed |= run.returncode != 0
    sys.exit(failed)


if __name__ == "__main__":
    main()
