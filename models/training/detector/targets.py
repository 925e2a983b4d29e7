"""Plates of a window to the dense targets of the detector's grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .window import Window

STRIDE = 8
CORE_SHARE, CORE_LEAST, CORE_MOST = 0.3, 0.51, 2.6


@dataclass(frozen=True)
class Targets:
    """Over the grid (h, w): positive 0/1; weight of the objectness loss; sides (4) and corners (8)
    in cells as the detector's outputs; kind 0 = no corners, 1 = corners known; share = one over
    the number of positive cells of that plate, so that every plate weighs the same."""

    positive: np.ndarray
    weight: np.ndarray
    sides: np.ndarray
    corners: np.ndarray
    kind: np.ndarray
    share: np.ndarray

    def arrays(self) -> tuple[np.ndarray, ...]:
        return (self.positive, self.weight, self.sides, self.corners, self.kind, self.share)


def cell_centres(h: int, w: int) -> tuple[np.ndarray, np.ndarray]:
    """x and y of the cell centres in pixels, each (h, w)."""
    y, x = np.mgrid[0:h, 0:w]
    return (x + 0.5) * STRIDE, (y + 0.5) * STRIDE


def core_of(box: np.ndarray, x: np.ndarray, y: np.ndarray, grow: float = 0.0) -> np.ndarray:
    """Cells near the middle of the box: within 30 % of its extent, at least one cell, at most five."""
    mx, my = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    reach = [np.clip(CORE_SHARE * e, CORE_LEAST * STRIDE, CORE_MOST * STRIDE) for e in (box[2] - box[0], box[3] - box[1])]
    return (np.abs(x - mx) < reach[0] + grow) & (np.abs(y - my) < reach[1] + grow)


def base_weight(window: Window, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """1 where the absence of a plate is known: everywhere, or around what was put there."""
    if window.known is None:
        return np.ones(x.shape, np.float32)
    weight = np.zeros(x.shape, np.float32)
    for x1, y1, x2, y2 in window.known:
        gx, gy = 0.15 * (x2 - x1), 0.3 * (y2 - y1)
        weight[(x > x1 - gx) & (x < x2 + gx) & (y > y1 - gy) & (y < y2 + gy)] = 1
    return weight


def make_targets(window: Window) -> Targets:
    """Larger plates first, so that a small one in front wins its cells."""
    h, w = window.image.shape[0] // STRIDE, window.image.shape[1] // STRIDE
    x, y = cell_centres(h, w)
    positive, share = np.zeros((h, w), np.float32), np.zeros((h, w), np.float32)
    weight, kind = base_weight(window, x, y), np.zeros((h, w), np.float32)
    sides, corners = np.zeros((4, h, w), np.float32), np.zeros((8, h, w), np.float32)
    for plate in sorted(window.plates, key=lambda p: (not p.ignore, -p.width * p.height)):
        x1, y1, x2, y2 = plate.box
        inside = (x > x1 - STRIDE / 2) & (x < x2 + STRIDE / 2) & (y > y1 - STRIDE / 2) & (y < y2 + STRIDE / 2)
        if plate.ignore:
            weight[inside] = 0
            continue
        core = core_of(plate.box, x, y)
        weight[core_of(plate.box, x, y, STRIDE * 1.2) & ~core & (positive == 0)] = 0
        positive[core], weight[core], share[core] = 1, 1, 1 / max(1, core.sum())
        for k, v in enumerate((x - x1, y - y1, x2 - x, y2 - y)):
            sides[k][core] = v[core] / STRIDE
        kind[core] = 0 if plate.quad is None else 1
        if plate.quad is not None:
            for k in range(4):
                corners[2 * k][core] = (plate.quad[k, 0] - x)[core] / STRIDE
                corners[2 * k + 1][core] = (plate.quad[k, 1] - y)[core] / STRIDE
    return Targets(positive, weight, sides, corners, kind, share)
