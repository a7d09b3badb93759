"""Networks: what torchvision's are made of, and those of the papers in paper_models.py. Parameters and multiply-adds, and a hash of the names and shapes of all variables in this library's layout (channels last; a linear
layer after a map keeps its shape). With the name of a model as argument: prints its lines instead, to compare with where the hash differs."""
import hashlib
import json
import sys
import warnings

import torch
import torchvision
from torch import nn

import paper_models
from expected import TESTS

TORCHVISION = ["alexnet", "vgg11", "vgg11_bn", "vgg13", "vgg13_bn", "vgg16", "vgg16_bn", "vgg19", "vgg19_bn", "googlenet",
         "resnet18", "resnet34", "resnet50", "resnet101", "resnet152", "resnext50_32x4d", "resnext101_32x8d",
         "vit_b_16", "vit_b_32", "vit_l_16"]


def make(name):
    """A network, and the side of its images."""
    if name in paper_models.MODELS:
        constructor, side = paper_models.MODELS[name]
        return constructor().eval(), side
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        options = {"aux_logits": True, "init_weights": False} if name == "googlenet" else {}
        return getattr(torchvision.models, name)(weights=None, **options).eval(), 224


def lines(model):
    """name (shape) of every variable, in order; the counter of batches has no counterpart here."""
    for name, value in model.state_dict().items():
        if name.endswith("num_batches_tracked"):
            continue
        shape = list(value.shape)
        if len(shape) == 4:
            shape = [shape[0], *shape[2:], shape[1]]
        yield f"{name} ({', '.join(map(str, shape))})"


def multiply_adds(model, side):
    """Of convolutions, linear layers and attention for one image, outside of training."""
    total = 0

    def count_attention(layer, inputs, output):
        nonlocal total
        tokens, width = output[0].shape[1:]
        # Three projections and one afterwards; every token with every other, for the weights and for the mean of the values.
        total += 4 * tokens * width * width + 2 * tokens * tokens * width

    def count(layer, inputs, output):
        nonlocal total
        total += output.numel() * layer.weight[0].numel()

    hooks = [layer.register_forward_hook(count) for layer in model.modules() if isinstance(layer, (nn.Conv2d, nn.Linear))]
    hooks += [layer.register_forward_hook(count_attention) for layer in model.modules() if isinstance(layer, nn.MultiheadAttention)]
    with torch.no_grad():
        model(torch.zeros(1, 3, side, side))
    for hook in hooks:
        hook.remove()
    return total


if len(sys.argv) > 1:
    print("\n".join(lines(make(sys.argv[1])[0])))
    sys.exit()

torch.set_default_dtype(torch.float32)
cases = []
for name in [*TORCHVISION, *paper_models.MODELS]:
    model, side = make(name)
    learned = sum(p.numel() for p in model.parameters())
    training_only = sum(p.numel() for key, p in model.named_parameters() if key.startswith("aux"))
    text = "".join(line + "\n" for line in lines(model))
    cases.append({"name": name, "parameters": learned - training_only, "trainingOnly": training_only, "multiplyAdds": multiply_adds(model, side),
                  "variables": hashlib.sha256(text.encode()).hexdigest()})
path = TESTS / "Models/models.expected.json"
path.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
print(f"{path.name}: {len(cases)} cases")
