"""The state network: 0.07 GMAC over a 128 x 64 colour crop."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from reader.net import Residual, conv

from .labels import LABELS

SIZE = (128, 64)
"""Width and height of the input: legends of 1/7 of the plate's height are 9 px tall in it."""


class StateNet(nn.Module):
    """RGB N x 3 x 64 x 128 in 0..255 to logits N x 52. Position is kept to the end: legends and emblems have their places."""

    def __init__(self, dropout: float = 0.25) -> None:
        super().__init__()
        self.look = nn.Sequential(conv(3, 24, 3, 2), conv(24, 48, 3, 2), Residual(48), conv(48, 96, 3, 2), Residual(96),
                                  conv(96, 160, 3, 2), Residual(160), conv(160, 64, 1))
        self.head = nn.Sequential(nn.Flatten(), nn.Dropout(dropout), nn.Linear(64 * 4 * 8, len(LABELS)))

    def forward(self, plates: Tensor) -> Tensor:
        x = plates.float()
        mean = x.mean((1, 2, 3), keepdim=True)
        spread = torch.sqrt(((x - mean) ** 2).mean((1, 2, 3), keepdim=True))
        return self.head(self.look((x - mean) / (spread + 4.0)))
