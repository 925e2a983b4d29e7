"""The plate crop: exactly what the TypeScript pipeline feeds to the reader and the state classifier.

The two sides meet only in the manifest and in ``fixtures/models/crop-golden.json``,
which ``common/golden.py`` writes and both test suites read.
"""

from __future__ import annotations

import cv2
import numpy as np


def widen(quad: np.ndarray, margin_x: float, margin_y: float) -> np.ndarray:
    """Grow a quad (TL TR BR BL) along its own axes by a fraction of its mean width and height per side."""
    tl, tr, br, bl = np.asarray(quad, np.float64)
    across = ((tr - tl) + (br - bl)) / 2
    down = ((bl - tl) + (br - tr)) / 2
    x, y = across * margin_x, down * margin_y
    return np.array([tl - x - y, tr + x - y, br + x + y, bl - x + y])


def plate_crop(image: np.ndarray, quad: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Sample ``quad`` into a ``size`` = (width, height) picture.

    Bilinear at n x n points per pixel, border replicated, averaged and rounded;
    n = clamp(ceil(max(top edge / width, left edge / height)), 1, 8).
    """
    w, h = size
    quad = np.asarray(quad, np.float64)
    n = max(np.linalg.norm(quad[1] - quad[0]) / w, np.linalg.norm(quad[3] - quad[0]) / h)
    n = int(min(8, max(1, np.ceil(n))))
    # cv2 puts pixel centres on whole numbers, the contract at +0.5: shift both sides by half a pixel.
    target = np.float32([[0, 0], [w * n, 0], [w * n, h * n], [0, h * n]]) - 0.5
    matrix = cv2.getPerspectiveTransform(target, (quad - 0.5).astype(np.float32))
    fine = cv2.warpPerspective(image, matrix, (w * n, h * n), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                               borderMode=cv2.BORDER_REPLICATE)
    if n == 1:
        return fine
    blocks = fine.reshape(h, n, w, n, -1).astype(np.float32).mean((1, 3))
    return np.floor(blocks + 0.5).astype(np.uint8).reshape((h, w) + fine.shape[2:])
