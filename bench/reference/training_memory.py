"""The peak memory of three training steps in PyTorch: python training_memory.py FOLDER MODEL, where FOLDER holds models.py with the networks
(MODELS: name -> constructor, input shape, inference batch, training batch). Prints one JSON line; a process for each model."""
import json
import resource
import sys

import torch
from torch.nn import functional

sys.path.insert(0, sys.argv[1])
from models import MODELS  # noqa: E402, from the folder

torch.set_num_threads(2)
name = sys.argv[2]
make, shape, _, batch = MODELS[name]
model = make().train()
optimizer = torch.optim.SGD(model.parameters(), 0.01, momentum=0.9)
x = torch.randn(batch, *shape)
y = torch.randn(batch, *shape) if name == "srcnn" else torch.randint(0, 10, (batch,))
for _ in range(3):
    optimizer.zero_grad()
    scores = model(x)
    loss = functional.mse_loss(scores, y) if name == "srcnn" else functional.cross_entropy(scores, y)
    loss.backward()
    optimizer.step()
print(json.dumps({"case": name, "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6}))
