"""The reader network: 0.08 GMAC, 40 steps over a 160 x 64 crop."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from common.alphabet import CLASSES


def conv(inputs: int, outputs: int, kernel: int | tuple[int, int] = 3, stride: int | tuple[int, int] = 1,
         padding: int | tuple[int, int] | None = None) -> nn.Sequential:
    """Convolution, batch norm, ReLU."""
    if padding is None:
        padding = kernel // 2 if isinstance(kernel, int) else 0
    return nn.Sequential(nn.Conv2d(inputs, outputs, kernel, stride, padding, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


class Fold(nn.Module):
    """Move blocks of rows x columns into channels: a stride without the slow backward pass of strided convolutions."""

    def __init__(self, rows: int, columns: int) -> None:
        super().__init__()
        self.rows, self.columns = rows, columns

    def forward(self, x: Tensor) -> Tensor:
        n, c, h, w = x.shape
        a, b = self.rows, self.columns
        return x.reshape(n, c, h // a, a, w // b, b).permute(0, 1, 3, 5, 2, 4).reshape(n, c * a * b, h // a, w // b)


class Residual(nn.Module):
    """Two 3 x 3 convolutions around a shortcut."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = conv(width, width)
        self.second = nn.Sequential(nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width))

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(x + self.second(self.first(x)))


class Context(nn.Module):
    """A dilated convolution along the line of writing, around a shortcut."""

    def __init__(self, width: int, dilation: int) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(width, width, (1, 3), 1, (0, dilation), (1, dilation), bias=False), nn.BatchNorm2d(width))

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(x + self.body(x))


class Reader(nn.Module):
    """uint8 or float luma N x 1 x 64 x 160 in 0..255 to logits N x 40 x 37; each crop is normalised by its own mean and contrast."""

    def __init__(self, dropout: float = 0.08) -> None:
        super().__init__()
        self.look = nn.Sequential(
            Fold(2, 2), conv(4, 16), Fold(2, 1), conv(32, 32), Fold(2, 2), conv(128, 64, 1), Residual(64),
            Fold(2, 1), conv(128, 96, 1), Residual(96), conv(96, 192, (4, 1)))
        self.drop = nn.Dropout(dropout)
        self.line = nn.Sequential(conv(192, 160, (1, 3), 1, (0, 1)), Context(160, 1), Context(160, 2), Context(160, 4))
        self.head = nn.Conv2d(160, CLASSES, 1)

    def forward(self, plates: Tensor) -> Tensor:
        x = normalise(plates)
        return self.head(self.line(self.drop(self.look(x)))).squeeze(2).transpose(1, 2)


def normalise(plates: Tensor) -> Tensor:
    """Zero mean and unit contrast per crop; the constant keeps empty crops from being blown up to noise."""
    x = plates.float()
    mean = x.mean((2, 3), keepdim=True)
    centred = x - mean
    return centred / (torch.sqrt((centred * centred).mean((2, 3), keepdim=True)) + 4.0)
