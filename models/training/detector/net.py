"""The detector network: luma in, one output level at stride 8.

Plain 3x3 convolutions, because they are what both oneDNN (training) and onnxruntime
(inference) run fastest on a CPU. An 8x8 convolution of stride 4 starts it, which is cheap
with one input channel; the widest layers work at strides 16 and 32; the last block is
dilated so that a plate filling the picture is seen whole.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

OUTPUTS = 13


def conv(inputs: int, outputs: int, size: int = 3, stride: int = 1, padding: int | None = None, dilation: int = 1) -> nn.Sequential:
    """Convolution, batch normalisation, ReLU."""
    pad = dilation * (size // 2) if padding is None else padding
    layer = nn.Conv2d(inputs, outputs, size, stride, pad, dilation=dilation, bias=False)
    return nn.Sequential(layer, nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


class Residual(nn.Module):
    """x + two convolutions, the second one dilated if asked."""

    def __init__(self, channels: int, dilation: int = 1) -> None:
        super().__init__()
        self.first = conv(channels, channels)
        self.second = conv(channels, channels, dilation=dilation)[:2]

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x + self.second(self.first(x)))


class Detector(nn.Module):
    """float (n, 1, h, w) luma scaled to about -1..1, h and w multiples of 32 ->
    raw outputs float32 (n, 13, h/8, w/8): objectness logit, 4 sides before softplus, 8 corners."""

    def __init__(self, c4: int = 24, c8: int = 48, c16: int = 80, c32: int = 128, top: int = 64) -> None:
        super().__init__()
        self.stem = conv(1, c4, 8, 4, 2)
        self.stage8 = nn.Sequential(conv(c4, c8, stride=2), Residual(c8))
        self.stage16 = nn.Sequential(conv(c8, c16, stride=2), Residual(c16))
        self.stage32 = nn.Sequential(conv(c16, c32, stride=2), Residual(c32, dilation=3))
        self.from32, self.from16, self.from8 = conv(c32, top, 1), conv(c16, top, 1), conv(c8, c8, 1)
        self.mix16, self.down16 = conv(top, top), conv(top, c8, 1)
        self.mix8 = conv(c8, c8)
        self.out = nn.Conv2d(c8, OUTPUTS, 1)
        with torch.no_grad():
            self.out.weight.mul_(0.3)
            self.out.bias.zero_()
            self.out.bias[0] = -4.0
            self.out.bias[1:5] = 2.0

    def forward(self, x: Tensor) -> Tensor:
        x8 = self.stage8(self.stem(x))
        x16 = self.stage16(x8)
        x32 = self.stage32(x16)
        x16 = self.mix16(self.from16(x16) + F.interpolate(self.from32(x32), scale_factor=2.0))
        x8 = self.mix8(self.from8(x8) + F.interpolate(self.down16(x16), scale_factor=2.0))
        # The last layer in full precision also when the others are trained in bfloat16.
        with torch.autocast(x8.device.type, enabled=False):
            return self.out(x8.float())


def normalise(luma: Tensor) -> Tensor:
    """uint8 luma to what the network takes."""
    return luma.float() * (1 / 64) - 2


class Deployed(nn.Module):
    """The shipped interface: uint8 luma in; objectness (probability), sides and corners out."""

    def __init__(self, net: Detector) -> None:
        super().__init__()
        self.net = net

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        raw = self.net(normalise(image))
        return raw[:, :1].sigmoid(), F.softplus(raw[:, 1:5]), raw[:, 5:]
