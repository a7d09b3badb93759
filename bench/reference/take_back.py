"""Gives a model of torchvision the weights that this library has written (SaveWeights, fovea export): strictly, every name and every shape must be there.

    python take_back.py resnet50 FILE.safetensors [OTHER.pth]

With a second file of PyTorch's the tensors of both are compared, bit for bit. Needs no safetensors package.
"""
import json
import struct
import sys

import numpy
import torch
import torchvision

name, path = sys.argv[1:3]
content = open(path, "rb").read()
length, = struct.unpack("<Q", content[:8])
header = json.loads(content[8:8 + length])
print("metadata:", header.pop("__metadata__", None))
state = {}
for key, entry in header.items():
    first, last = (8 + length + offset for offset in entry["data_offsets"])
    kind = {"F64": "<f8", "F32": "<f4", "F16": "<f2"}[entry["dtype"]]
    state[key] = torch.from_numpy(numpy.frombuffer(content[first:last], kind).reshape(entry["shape"]).copy())
model = getattr(torchvision.models, name)()
print(model.load_state_dict(state, strict=True))
if len(sys.argv) > 3:
    other = torch.load(sys.argv[3])
    different = [key for key, value in state.items() if not torch.equal(value, other[key])]
    print(f"{len(state)} tensors, {len(different)} different", different[:5])
    sys.exit(bool(different))
