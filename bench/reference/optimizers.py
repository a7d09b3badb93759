"""Optimisers: two parameters after each of five steps with given gradients, at a constant rate."""
import torch

from expected import array, draw, write

cases = []


def case(name, make, clip=0.0):
    parameters = [torch.nn.Parameter(draw(3, 2)), torch.nn.Parameter(draw(4))]
    start = [array(p) for p in parameters]
    optimizer = make(parameters)
    steps = []
    for _ in range(5):
        gradients = [draw(*p.shape) for p in parameters]
        for parameter, gradient in zip(parameters, gradients):
            parameter.grad = gradient.clone()
        if clip > 0:
            torch.nn.utils.clip_grad_norm_(parameters, clip)
        optimizer.step()
        steps.append({"gradients": [array(g) for g in gradients], "parameters": [array(p) for p in parameters]})
    cases.append({"name": name, "start": start, "steps": steps})


case("sgd", lambda p: torch.optim.SGD(p, lr=0.1))
case("sgd, momentum", lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9))
case("sgd, weight decay", lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.05))
case("sgd, nesterov", lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.8, nesterov=True, weight_decay=0.01))
case("sgd, clipped", lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9), clip=1.5)
case("sgd, clipped far away", lambda p: torch.optim.SGD(p, lr=0.1), clip=1e6)
case("adam", lambda p: torch.optim.Adam(p, lr=0.1))
case("adam, betas and weight decay", lambda p: torch.optim.Adam(p, lr=0.02, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.1))
case("adamw", lambda p: torch.optim.AdamW(p, lr=0.1, weight_decay=0.3))

write("Optimizers/optimizers.expected.json", cases)
