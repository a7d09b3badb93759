"""Numbers in this library's layout, as JSON for the tests."""
import json
import pathlib

import numpy
import torch

TESTS = pathlib.Path(__file__).resolve().parents[2] / "tests" / "Fovea.Tests"
random = numpy.random.RandomState(20)
torch.set_default_dtype(torch.float64)


def draw(*shape, scale=2.0):
    """Uniform numbers with two digits, so that the file stays small and every reader gets the same double."""
    return torch.tensor(numpy.round(random.uniform(-scale, scale, shape), 2))


def channels_last(x):
    """(N, C, ...) becomes (N, ..., C); matrices and vectors stay as they are."""
    return x.movedim(1, -1) if x.dim() > 2 else x


def array(x):
    """Shape and values in row order, with 12 digits."""
    return {"shape": list(x.shape), "values": [float(f"{v:.12g}") for v in x.detach().reshape(-1).tolist()]}


def write(path, cases):
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    (TESTS / path).parent.mkdir(parents=True, exist_ok=True)
    (TESTS / path).write_text("[\n" + lines + "\n]\n")
    print(f"{path}: {len(cases)} cases")
