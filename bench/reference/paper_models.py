"""Networks that torchvision does not have, as their papers describe them, written with PyTorch's own layers and independently of this library."""
import torch
from torch import nn
from torch.nn import functional


class WholeAlphaNorm(nn.LocalResponseNorm):
    """Local response normalisation as Krizhevsky et al. write it: alpha is not divided by the number of channels."""

    def __init__(self, size, alpha, beta, k):
        super().__init__(size, alpha * size, beta, k)


class AlexNetTwoTowers(nn.Module):
    """Krizhevsky et al. 2012, sec. 3."""

    def __init__(self, classes=1000):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 96, 11, 4)
        self.conv2 = nn.Conv2d(96, 256, 5, padding=2, groups=2)
        self.conv3 = nn.Conv2d(256, 384, 3, padding=1)
        self.conv4 = nn.Conv2d(384, 384, 3, padding=1, groups=2)
        self.conv5 = nn.Conv2d(384, 256, 3, padding=1, groups=2)
        self.fc6, self.fc7, self.fc8 = nn.Linear(9216, 4096), nn.Linear(4096, 4096), nn.Linear(4096, classes)
        self.norm, self.pool = WholeAlphaNorm(5, 1e-4, 0.75, 2), nn.MaxPool2d(3, 2)

    def forward(self, x):
        x = self.pool(self.norm(self.conv1(x).relu()))
        x = self.pool(self.norm(self.conv2(x).relu()))
        x = self.pool(self.conv5(self.conv4(self.conv3(x).relu()).relu()).relu())
        x = self.fc6(functional.adaptive_avg_pool2d(x, 6).flatten(1)).relu()
        x = self.fc7(functional.dropout(x, 0.5, self.training)).relu()
        return self.fc8(functional.dropout(x, 0.5, self.training))


class Convolution(nn.Module):
    def __init__(self, inputs, outputs, size, stride=1):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, size, stride, size // 2)

    def forward(self, x):
        return self.conv(x).relu()


class Inception(nn.Module):
    """Szegedy et al. 2014, fig. 2b."""

    def __init__(self, inputs, ones, reduce3, threes, reduce5, fives, pool):
        super().__init__()
        self.branch1 = Convolution(inputs, ones, 1)
        self.branch2 = nn.Sequential(Convolution(inputs, reduce3, 1), Convolution(reduce3, threes, 3))
        self.branch3 = nn.Sequential(Convolution(inputs, reduce5, 1), Convolution(reduce5, fives, 5))
        self.branch4 = nn.Sequential(nn.MaxPool2d(3, 1, 1), Convolution(inputs, pool, 1))

    def forward(self, x):
        return torch.cat([self.branch1(x), self.branch2(x), self.branch3(x), self.branch4(x)], 1)


class Head(nn.Module):
    """Szegedy et al. 2014, sec. 5."""

    def __init__(self, inputs, classes):
        super().__init__()
        self.conv, self.fc1, self.fc2 = Convolution(inputs, 128, 1), nn.Linear(2048, 1024), nn.Linear(1024, classes)

    def forward(self, x):
        x = functional.adaptive_avg_pool2d(functional.avg_pool2d(x, 5, 3), 4)
        return self.fc2(functional.dropout(self.fc1(self.conv(x).flatten(1)).relu(), 0.7, self.training))


class GoogLeNetPaper(nn.Module):
    """Szegedy et al. 2014, table 1. In training the scores of both heads come too."""

    TABLE = {"3a": (192, 64, 96, 128, 16, 32, 32), "3b": (256, 128, 128, 192, 32, 96, 64),
             "4a": (480, 192, 96, 208, 16, 48, 64), "4b": (512, 160, 112, 224, 24, 64, 64), "4c": (512, 128, 128, 256, 24, 64, 64),
             "4d": (512, 112, 144, 288, 32, 64, 64), "4e": (528, 256, 160, 320, 32, 128, 128),
             "5a": (832, 256, 160, 320, 32, 128, 128), "5b": (832, 384, 192, 384, 48, 128, 128)}

    def __init__(self, classes=1000):
        super().__init__()
        self.conv1, self.conv2, self.conv3 = Convolution(3, 64, 7, 2), Convolution(64, 64, 1), Convolution(64, 192, 3)
        for name, row in self.TABLE.items():
            setattr(self, "inception" + name, Inception(*row))
        self.aux1, self.aux2, self.fc = Head(512, classes), Head(528, classes), nn.Linear(1024, classes)
        self.norm, self.pool = nn.LocalResponseNorm(5, 1e-4, 0.75, 1), nn.MaxPool2d(3, 2, ceil_mode=True)

    def forward(self, x):
        x = self.norm(self.pool(self.conv1(x)))
        x = self.pool(self.norm(self.conv3(self.conv2(x))))
        heads = []
        for name in self.TABLE:
            if name in ("4a", "5a"):
                x = self.pool(x)
            x = getattr(self, "inception" + name)(x)
            if self.training and name in ("4a", "4d"):
                heads.append((self.aux1, self.aux2)[name == "4d"](x))
        x = self.fc(functional.dropout(x.mean((2, 3)), 0.4, self.training))
        return (x, *heads) if self.training else x


class SmallBlock(nn.Module):
    def __init__(self, inputs, planes, stride):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(inputs, planes, 3, stride, 1, bias=False), nn.BatchNorm2d(planes)
        self.conv2, self.bn2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False), nn.BatchNorm2d(planes)
        self.stride, self.more = stride, planes - inputs

    def forward(self, x):
        y = self.bn2(self.conv2(self.bn1(self.conv1(x)).relu()))
        return (y + functional.pad(x[:, :, ::self.stride, ::self.stride], (0, 0, 0, 0, 0, self.more))).relu()


class SmallResNet(nn.Module):
    """He et al. 2015, sec. 4.2, with shortcuts of option A."""

    def __init__(self, depth, classes=10):
        super().__init__()
        n = (depth - 2) // 6
        self.conv1, self.bn1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16)
        self.layer1 = nn.Sequential(*[SmallBlock(16, 16, 1) for _ in range(n)])
        self.layer2 = nn.Sequential(*[SmallBlock(32 if i else 16, 32, 1 if i else 2) for i in range(n)])
        self.layer3 = nn.Sequential(*[SmallBlock(64 if i else 32, 64, 1 if i else 2) for i in range(n)])
        self.fc = nn.Linear(64, classes)

    def forward(self, x):
        x = self.layer3(self.layer2(self.layer1(self.bn1(self.conv1(x)).relu())))
        return self.fc(x.mean((2, 3)))


MODELS = {
    "alexnet_two_towers": (AlexNetTwoTowers, 227), "googlenet_paper": (GoogLeNetPaper, 224),
    **{f"resnet{depth}": (lambda depth=depth: SmallResNet(depth), 32) for depth in (20, 32, 44, 56)},
}
