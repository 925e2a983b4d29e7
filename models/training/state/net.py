"""The state network: fixed patch filters, coarse pooling, and a small trained head.

The first layer is not trained: its filters are whitened random patches of the training pictures
(Coates, Lee and Ng 2011), which makes fitting a matter of a CPU minute. 0.02 GMAC over a 96 x 48 crop.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from .labels import LABELS

SIZE = (96, 48)
"""Width and height of the input."""
FILTERS, PATCH, STRIDE = 128, 6, 2
GRID = (4, 6)
"""Rows and columns of the pooled map: colours, bands, legends and emblems have their places on a plate."""
SLACK = 0.5
FEATURES = 2 * FILTERS * GRID[0] * GRID[1] + 3 * 6 * 12


def normalise(plates: Tensor) -> Tensor:
    """Zero mean and unit contrast over all channels of a crop; colour casts stay."""
    x = plates.float()
    mean = x.mean((1, 2, 3), keepdim=True)
    spread = torch.sqrt(((x - mean) ** 2).mean((1, 2, 3), keepdim=True))
    return (x - mean) / (spread + 4.0)


class Features(nn.Module):
    """RGB N x 3 x 48 x 96 in 0..255 to N x FEATURES."""

    def __init__(self) -> None:
        super().__init__()
        self.look = nn.Conv2d(3, FILTERS, PATCH, STRIDE)
        self.look.requires_grad_(False)

    def forward(self, plates: Tensor) -> Tensor:
        x = normalise(plates)
        z = self.look(x)[:, :, 1:21, 2:44]  # 20 x 42 of the 22 x 46 places: what divides into the grid
        both = torch.cat((torch.relu(z - SLACK), torch.relu(-z - SLACK)), 1)
        pooled = nn.functional.avg_pool2d(both, (20 // GRID[0], 42 // GRID[1]))
        thumbnail = nn.functional.avg_pool2d(x, 8)
        return torch.cat((pooled.flatten(1), thumbnail.flatten(1)), 1)


class StateNet(nn.Module):
    """RGB N x 3 x 48 x 96 in 0..255 to logits N x 52."""

    def __init__(self, hidden: int = 96, dropout: float = 0.4) -> None:
        super().__init__()
        self.features = Features()
        self.register_buffer("mean", torch.zeros(FEATURES))
        self.register_buffer("scale", torch.ones(FEATURES))
        self.head = nn.Sequential(nn.Dropout(0.2), nn.Linear(FEATURES, hidden), nn.ReLU(), nn.Dropout(dropout), nn.Linear(hidden, len(LABELS)))

    def standardise(self, features: Tensor) -> Tensor:
        return (features - self.mean) * self.scale

    def forward(self, plates: Tensor) -> Tensor:
        return self.head(self.standardise(self.features(plates)))
