"""Losses: value and gradient of the prediction."""
import torch
from torch.nn import functional

from expected import array, channels_last, draw, write

cases = []


def case(name, loss, prediction, target):
    x = prediction.clone().requires_grad_()
    value = loss(x, target)
    value.backward()
    if target.dtype != torch.int64:
        target = channels_last(target)
    cases.append({
        "name": name,
        "prediction": array(channels_last(prediction)),
        "target": array(target.double()),
        "loss": array(value),
        "gradient": array(channels_last(x.grad)),
    })


case("cross_entropy", functional.cross_entropy, draw(6, 5, scale=4), torch.tensor([0, 4, 2, 2, 1, 3]))
case("cross_entropy, large scores", functional.cross_entropy, draw(4, 3, scale=900), torch.tensor([0, 1, 2, 0]))
case("cross_entropy, smoothing", lambda x, t: functional.cross_entropy(x, t, label_smoothing=0.1), draw(6, 5, scale=4), torch.tensor([0, 4, 2, 2, 1, 3]))
case("cross_entropy, all smoothed", lambda x, t: functional.cross_entropy(x, t, label_smoothing=1.0), draw(3, 4), torch.tensor([0, 1, 3]))
pixels = torch.arange(12).reshape(2, 3, 2) % 4
case("cross_entropy, per pixel", functional.cross_entropy, draw(2, 4, 3, 2), pixels)
case("cross_entropy, per pixel, smoothing", lambda x, t: functional.cross_entropy(x, t, label_smoothing=0.2), draw(2, 4, 3, 2), pixels)
case("mse", functional.mse_loss, draw(2, 3, 2, 4), draw(2, 3, 2, 4))
case("l1", functional.l1_loss, draw(2, 3, 2, 4), draw(2, 3, 2, 4))
shares = torch.tensor([[0.25, 0, 0.75, 0], [1, 0, 0, 0], [0.1, 0.2, 0.3, 0.4]])
case("cross_entropy, shares", functional.cross_entropy, draw(3, 4, scale=4), shares)
case("cross_entropy, shares, smoothing", lambda x, t: functional.cross_entropy(x, t, label_smoothing=0.1), draw(3, 4, scale=4), shares)

write("Losses/losses.expected.json", cases)
