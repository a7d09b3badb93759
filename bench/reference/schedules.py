"""Schedules: the factor on the initial rate during each epoch."""
import torch
from torch.optim import lr_scheduler

from expected import write

# Falls, stays, falls by less than a share of 1e-4, stays, falls, stays for long.
LOSSES = [1.0, 0.8, 0.81, 0.8, 0.79999, 0.9, 0.7, 0.7, 0.7, 0.69995, 0.5, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6]


def factors(make, epochs, losses=None):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    schedule = make(optimizer)
    result = []
    for epoch in range(epochs):
        result.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if losses is None:
            schedule.step()
        else:
            schedule.step(losses[epoch])
    return result


write("Schedules/schedules.expected.json", [
    {"name": "cosine", "factors": factors(lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=10, eta_min=0.01), 11)},
    {"name": "step", "factors": factors(lambda o: lr_scheduler.StepLR(o, step_size=3, gamma=0.1), 10)},
    {"name": "plateau", "losses": LOSSES, "factors": factors(lambda o: lr_scheduler.ReduceLROnPlateau(o, factor=0.1, patience=2, min_lr=0.0005, eps=0), len(LOSSES), LOSSES)},
])
