"""The state network: an ordinary small convolutional network over a 128 x 64 colour crop, large enough to read legends; 0.06 GMAC."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from reader.net import Fold, Residual, conv

from .labels import LABELS

SIZE = (128, 64)
"""Width and height of the input: a legend's letters are 7 to 9 pixels high in it."""
WIDTHS = (16, 48, 96, 160)


def normalise(plates: Tensor) -> Tensor:
    """Zero mean and unit contrast over all channels of a crop; colour casts stay."""
    x = plates.float()
    mean = x.mean((1, 2, 3), keepdim=True)
    spread = torch.sqrt(((x - mean) ** 2).mean((1, 2, 3), keepdim=True))
    return (x - mean) / (spread + 4.0)


class StateNet(nn.Module):
    """uint8 or float RGB N x 3 x 64 x 128 in 0..255 to logits N x 52. The head sees where on the plate a thing is: legends have their places."""

    def __init__(self, dropout: float = 0.3) -> None:
        super().__init__()
        a, b, c, d = WIDTHS
        self.look = nn.Sequential(Fold(2, 2), conv(12, a), Fold(2, 2), conv(4 * a, b), Fold(2, 2), conv(4 * b, c, 1), Residual(c),
                                  Fold(2, 2), conv(4 * c, d, 1), Residual(d))
        self.head = nn.Sequential(nn.Flatten(), nn.Dropout(dropout), nn.Linear(d * (SIZE[0] // 16) * (SIZE[1] // 16), len(LABELS)))

    def forward(self, plates: Tensor) -> Tensor:
        return self.head(self.look(normalise(plates)))
