"""State files of PyTorch, right ones and wrong ones, and what must be read from them. The files are small and lie beside the tests."""
import argparse
import io
import os
import pickle
import zipfile
from collections import OrderedDict

import numpy
import torch
from torch import nn

from expected import TESTS, array, channels_last, draw, write

FOLDER = TESTS / "Weights" / "PyTorch"
FOLDER.mkdir(parents=True, exist_ok=True)
torch.manual_seed(7)
cases = []


def save(name, value, **options):
    torch.save(value, FOLDER / name, **options)


def readable(name, tensors, **options):
    """A file whose tensors must be read as they are, whatever lies beside them."""
    save(name, tensors, **options)
    cases.append({"name": name, "tensors": {key: array(value.double()) for key, value in tensors.items() if torch.is_tensor(value)}})


numbers = torch.tensor([0.0, 1.0, -1.5, 3.140625, 100.0, -0.0078125], dtype=torch.float64)
readable("types.pth", {
    "f64": numbers * 1.1, "f32": numbers.float(), "f16": numbers.half(), "bf16": numbers.bfloat16(),
    "i64": torch.tensor([-5, 2**40]), "i32": torch.tensor([-5, 2**20], dtype=torch.int32), "i16": torch.tensor([-5, 300], dtype=torch.int16),
    "i8": torch.tensor([-5, 127], dtype=torch.int8), "u8": torch.tensor([5, 255], dtype=torch.uint8), "bool": torch.tensor([True, False]),
    "epoch": 3, "name": "π", "rates": [0.1, 0.01], "large": 2**70, "nothing": None, "pair": (1, "two"),
})

base = torch.arange(24, dtype=torch.float32).reshape(2, 3, 4)
half = torch.arange(24, dtype=torch.float32).reshape(2, 3, 4).half()
views = {
    "whole": base, "transposed": base.permute(2, 0, 1), "sliced": base[1:, 1:, ::2], "repeated": base[0, 0, :1].expand(3, 1), "scalar": base[1, 2, 3],
    "empty": base[:0], "half transposed": half.permute(2, 1, 0), "half sliced": half[:, 1, 1::2], "parameter": nn.Parameter(base[0]),
    "last": torch.zeros(3, 4, 4).contiguous(memory_format=torch.contiguous_format),
    "channels last": torch.arange(48, dtype=torch.float32).reshape(1, 3, 4, 4).to(memory_format=torch.channels_last),
}
readable("views.pth", views)
for protocol in (3, 4, 5):
    readable(f"protocol{protocol}.pth", {"weight": base, "view": base[:, 1], "parameter": nn.Parameter(base[0]), "size": base.shape, "type": torch.float16},
             pickle_protocol=protocol)


class Net(nn.Module):
    """One of each layer whose weights lie otherwise in this library, on pictures that are not square."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1)
        self.bn = nn.BatchNorm2d(4)
        self.depthwise = nn.Conv2d(4, 4, (3, 2), groups=4, bias=False)
        self.up = nn.ConvTranspose2d(4, 6, (2, 3), stride=(2, 1), groups=2)
        self.fc = nn.Linear(6 * 4 * 6, 8)
        self.attention = nn.MultiheadAttention(8, 2, batch_first=True)
        self.norm = nn.LayerNorm(8)

    def forward(self, x):
        x = self.up(torch.relu(self.depthwise(self.bn(self.conv(x)))))
        x = self.fc(x.flatten(1))[:, None, :]
        return self.norm(self.attention(x, x, x, need_weights=False)[0])[:, 0]


net = Net()
for key, value in net.state_dict().items():
    if value.is_floating_point():
        value.copy_(draw(*value.shape, scale=1.0).abs() + 0.1 if key.endswith("var") else draw(*value.shape, scale=1.0))
optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
start = {key: value.clone() for key, value in net.state_dict().items()}
net(draw(2, 3, 4, 5)).sum().backward()
optimizer.step()
net.load_state_dict(start)
net.float().eval()
x = draw(2, 3, 4, 5).float()
net.double()
y = net(x.double())
net.float()
save("model.pth", net.state_dict())
cases.append({"name": "model.pth", "input": array(channels_last(x)), "output": array(y)})
save("half.pth", net.half().state_dict())
net.float().load_state_dict(start)
save("checkpoint.pth", {
    "epoch": 3, "arch": "net", "best_acc1": torch.tensor(71.25), "state_dict": nn.DataParallel(net).state_dict(), "optimizer": optimizer.state_dict(),
    "history": [{"loss": 1.5, "rates": (0.1, 0.2)}],
})
save("model_key.pth", {"model": net.state_dict(), "model_ema": {"module." + k: v for k, v in net.state_dict().items()}, "epoch": 1})
save("two.pth", {"teacher": net.state_dict(), "student": net.state_dict()})
save("only.pth", {"encoder": {"weight": base}, "epoch": 1})


class Tied(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(3, 3)
        self.b = self.a


save("tied.pth", Tied().state_dict())

# Files that must be refused, each with the name of what is in it.


class Command:
    """A pickle that would run a command in a shell."""

    def __reduce__(self):
        return os.system, ("echo executed > executed.txt",)


save("command.pth", {"weight": base, "hook": Command()})
save("command4.pth", {"weight": base, "hook": Command()}, pickle_protocol=4)
save("namespace.pth", {"state_dict": {"weight": base}, "args": argparse.Namespace(lr=0.1)})
save("numpy.pth", {"state_dict": {"weight": base}, "best": numpy.float64(0.5)})
save("whole.pth", nn.Linear(2, 2))
save("sparse.pth", {"weight": torch.eye(2).to_sparse()})
save("complex128.pth", {"weight": torch.ones(2, dtype=torch.complex128)})
save("complex64.pth", {"weight": torch.ones(2, dtype=torch.complex64)})
save("quantised.pth", {"weight": torch.quantize_per_tensor(torch.ones(2, dtype=torch.float32), 0.1, 0, torch.qint8)})
save("set.pth", {"weight": base, "names": {"a", "b"}}, pickle_protocol=4)
save("tensor.pth", base)
save("list.pth", [base, base])
save("numbers.pth", {"epoch": 1})
save("legacy.pth", {"weight": base}, _use_new_zipfile_serialization=False)
save("legacy4.pth", {"weight": base}, _use_new_zipfile_serialization=False, pickle_protocol=4)
torch.jit.script(nn.Linear(2, 2)).save(str(FOLDER / "script.pth"))

# What newer versions write and this one cannot: the order of bytes, records of their own, tensors that say their type themselves.
with zipfile.ZipFile(FOLDER / "views.pth") as old:
    records = {item.filename.split("/", 1)[1]: old.read(item) for item in old.infolist()}
for name, order in (("little.pth", b"little"), ("big.pth", b"big")):
    with zipfile.ZipFile(FOLDER / name, "w") as new:
        for key, value in {**records, ".format_version": b"1", ".storage_alignment": b"64", "byteorder": order, ".data/serialization_id": b"0" * 40}.items():
            new.writestr(zipfile.ZipInfo(f"archive/{key}"), value)


class Named:
    """Something that a pickle names and does not hold."""

    def __init__(self, module, name):
        self.__module__, self.name = module, name
        setattr(__import__(module, fromlist=["_"]), name, self)

    def __reduce__(self):
        return self.name

    def __call__(self):
        pass


class Rebuilt:
    def __init__(self, *call):
        self.call = call

    def __reduce__(self):
        return self.call


class Stored(pickle.Pickler):
    def persistent_id(self, value):
        return value[1] if isinstance(value, tuple) and value[:1] == ("persistent",) else None


untyped = ("persistent", ("storage", Named("torch.storage", "UntypedStorage"), "0", "cuda:0", 256))
rebuild = Named("torch._utils", "_rebuild_tensor_v3")
stream = io.BytesIO()
Stored(stream, protocol=2).dump({
    "e4m3": Rebuilt(rebuild, (untyped, 0, (256,), (1,), False, OrderedDict(), Named("torch", "float8_e4m3fn"))),
    "e5m2": Rebuilt(rebuild, (untyped, 0, (256,), (1,), False, OrderedDict(), Named("torch", "float8_e5m2"))),
    "u16": Rebuilt(rebuild, (untyped, 64, (64,), (1,), False, OrderedDict(), Named("torch", "uint16"))),
    "typed": Rebuilt(Named("torch._tensor", "_rebuild_from_type_v2"), (torch._utils._rebuild_tensor_v2, torch.Tensor,
                     (("persistent", ("storage", torch.FloatStorage, "0", "cpu", 64)), 2, (2,), (1,), False, OrderedDict()), {"note": "text"})),
})
# Without the largest exponents: JSON knows no infinity.
storage = bytes([*range(64), *range(128, 192)] * 2)
with zipfile.ZipFile(FOLDER / "newer.pth", "w") as new:
    for key, value in {"data.pkl": stream.getvalue(), "byteorder": b"little", "data/0": storage, "version": b"3\n"}.items():
        new.writestr(zipfile.ZipInfo(f"archive/{key}"), value)


def small(bits, exponent, mantissa, bias, infinite):
    """A floating-point number of 8 bits, by the definition."""
    sign = -1.0 if bits >> 7 else 1.0
    e, m = (bits >> mantissa) & (2**exponent - 1), bits & (2**mantissa - 1)
    if infinite and e == 2**exponent - 1 or not infinite and bits & 127 == 127:
        return float("nan") if m or not infinite else sign * float("inf")
    return sign * (m / 2**mantissa * 2.0**(1 - bias) if e == 0 else (1 + m / 2**mantissa) * 2.0**(e - bias))


cases.append({"name": "newer.pth", "tensors": {
    "e4m3": array(torch.tensor([small(b, 4, 3, 7, False) for b in storage])),
    "e5m2": array(torch.tensor([small(b, 5, 2, 15, True) for b in storage])),
    "u16": array(torch.from_numpy(numpy.frombuffer(storage, "<u2")[64:].astype("f8"))),
    "typed": array(torch.from_numpy(numpy.frombuffer(storage, "<f4")[2:4].astype("f8"))),
}})
cases.append({"name": "little.pth", "tensors": {key: array(value.double()) for key, value in views.items()}})

write("Weights/PyTorch/weights.expected.json", cases)
