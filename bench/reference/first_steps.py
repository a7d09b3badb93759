"""The losses of the first ten steps of LeNet-5 and how far each weight has moved in them, in double precision: stochastic gradient descent, rate 0.02, momentum 0.9, batches of 32 digits in their order.

    dotnet run export_first_steps.cs -- FOLDER      writes digits and initial weights
    python first_steps.py FOLDER                    trains, writes tests/Fovea.Tests/Models/first_steps.expected.json
"""
import hashlib
import json
import pathlib
import struct
import sys

import numpy
import torch
from torch.nn import functional

from expected import write

STEPS, BATCH, RATE, MOMENTUM = 10, 32, 0.02, 0.9
if len(sys.argv) != 2:
    sys.exit(__doc__)
folder = pathlib.Path(sys.argv[1])


def idx(path):
    content = path.read_bytes()
    rank = content[3]
    return numpy.frombuffer(content, numpy.uint8, offset=4 + 4 * rank).reshape(struct.unpack(f">{rank}i", content[4:4 + 4 * rank]))


def safetensors(path):
    content = path.read_bytes()
    length = struct.unpack("<Q", content[:8])[0]
    header = json.loads(content[8:8 + length])
    metadata = header.pop("__metadata__")
    arrays = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        arrays[name] = numpy.frombuffer(content[8 + length + begin:8 + length + end], "<f4").reshape(entry["shape"])
    return arrays, metadata


def lenet5(x, w, activation, pool):
    x = pool(activation(functional.conv2d(x, w["conv1.weight"], w["conv1.bias"], padding=2)), 2)
    x = pool(activation(functional.conv2d(x, w["conv2.weight"], w["conv2.bias"])), 2)
    x = activation(functional.linear(x.flatten(1), w["fc1.weight"], w["fc1.bias"]))
    x = activation(functional.linear(x, w["fc2.weight"], w["fc2.bias"]))
    return functional.linear(x, w["fc3.weight"], w["fc3.bias"])


images, labels = idx(folder / "images.idx"), torch.tensor(idx(folder / "labels.idx").astype(numpy.int64))
cases = []
for name, activation, pool in [("lenet5", torch.relu, functional.max_pool2d), ("lenet5_tanh", torch.tanh, functional.avg_pool2d)]:
    arrays, metadata = safetensors(folder / f"{name}.safetensors")
    # The normalisation is done in single precision, as the loader does it: the network starts from the same numbers.
    scaled = (images.astype(numpy.float32) / numpy.float32(255) - numpy.float32(metadata["mean"])) / numpy.float32(metadata["deviation"])
    pixels = torch.tensor(scaled.astype(numpy.float64))[:, None]
    weights = {key: torch.tensor(value.astype(numpy.float64)).requires_grad_() for key, value in arrays.items()}
    optimizer = torch.optim.SGD(weights.values(), lr=RATE, momentum=MOMENTUM)
    start = {key: weight.detach().clone() for key, weight in weights.items()}
    losses = []
    for step in range(STEPS):
        batch = slice(step * BATCH, (step + 1) * BATCH)
        loss = functional.cross_entropy(lenet5(pixels[batch], weights, activation, pool), labels[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(f"{loss.item():.12g}"))
    cases.append({
        "name": name,
        "imagesSha256": hashlib.sha256((folder / "images.idx").read_bytes()).hexdigest(),
        "weightsSha256": hashlib.sha256(b"".join(arrays[key].astype("<f4").tobytes() for key in sorted(arrays))).hexdigest(),
        "losses": losses,
        # Ten steps change the loss by little; the lengths of the weights' ways tell a wrong gradient from a right one.
        "moved": {key: float(f"{(weights[key].detach() - start[key]).norm().item():.12g}") for key in weights},
    })
write("Models/first_steps.expected.json", cases)
