"""Scale a picture to the detector's size: the twin of what the TypeScript pipeline does."""

from __future__ import annotations

import math

import cv2
import numpy as np

MULTIPLE, PAD = 32, 114


def letterbox(grey: np.ndarray, long_side: int, max_grow: float = 2.0) -> tuple[np.ndarray, np.ndarray]:
    """uint8 luma (h, w) -> padded uint8 with sides multiples of 32, and the factors (x, y) by which
    a point of the padded picture is divided to get back to the picture.

    The longer side becomes ``long_side`` unless that would grow it more than ``max_grow`` times.
    """
    h, w = grey.shape
    scale = min(long_side / max(h, w), max_grow)
    new_w, new_h = max(1, math.floor(w * scale + 0.5)), max(1, math.floor(h * scale + 0.5))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    scaled = cv2.resize(grey, (new_w, new_h), interpolation=how)
    out = np.full((-(-new_h // MULTIPLE) * MULTIPLE, -(-new_w // MULTIPLE) * MULTIPLE), PAD, np.uint8)
    out[:new_h, :new_w] = scaled
    return out, np.array([new_w / w, new_h / h])
