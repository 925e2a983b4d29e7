"""Detections from the detector's three outputs: the twin of the TypeScript post-processing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .labels import iou
from .targets import STRIDE


@dataclass(frozen=True)
class Detection:
    """Box (4,) and corners (4, 2) TL TR BR BL in pixels, objectness as score."""

    box: np.ndarray
    quad: np.ndarray
    score: float

    def back(self, factors: np.ndarray) -> "Detection":
        """In the pixels of the picture before letterbox()."""
        return Detection(self.box / np.tile(factors, 2), self.quad / factors, self.score)


def decode(objectness: np.ndarray, sides: np.ndarray, corners: np.ndarray, threshold: float, nms_iou: float) -> list[Detection]:
    """Of outputs (1, h, w), (4, h, w), (8, h, w): cells at or over the threshold, best first (equal
    scores in reading order), each dropped if its IoU with a kept one is over ``nms_iou``."""
    ys, xs = np.nonzero(objectness[0] >= threshold)
    if len(ys) == 0:
        return []
    scores = objectness[0][ys, xs]
    centre = np.stack([(xs + 0.5) * STRIDE, (ys + 0.5) * STRIDE], 1)
    s = sides[:, ys, xs].T * STRIDE
    boxes = np.concatenate([centre - s[:, :2], centre + s[:, 2:]], 1)
    quads = centre[:, None] + corners[:, ys, xs].T.reshape(-1, 4, 2) * STRIDE
    order, kept = list(np.argsort(-scores, kind="stable")), []
    while order:
        best = order.pop(0)
        kept.append(Detection(boxes[best], quads[best], float(scores[best])))
        if order:
            near = iou(boxes[best], boxes[order])[0]
            order = [i for i, v in zip(order, near) if v <= nms_iou]
    return kept
