"""Official plate artwork made blank: the sample serial is found and filled, emblems and lettering stay."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from common.dataset import load, rows

SIZE = (192, 96)
"""Width and height of every rendered plate."""


@dataclass(frozen=True)
class Template:
    """A blank plate; ``serial`` is the free rectangle x1, y1, x2, y2 for the serial; ``ink`` the sample's colour if it had one."""

    image: np.ndarray
    serial: tuple[int, int, int, int]
    ink: np.ndarray | None
    state: str


def serial_mask(image: np.ndarray) -> np.ndarray | None:
    """Mask of the big characters in the middle band (H x W, 255), or None if there are fewer than three."""
    h, w = image.shape[:2]
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    best, found = None, 2
    for dark in (True, False):
        level = cv2.medianBlur(grey, 41).astype(np.int16)
        contrast = np.clip(level - grey if dark else grey.astype(np.int16) - level, 0, 255).astype(np.uint8)
        limit = max(28, cv2.threshold(contrast[h // 4:h * 3 // 4], 0, 255, cv2.THRESH_OTSU)[0])
        binary = (contrast > limit).astype(np.uint8)
        count, labels, stats, _ = cv2.connectedComponentsWithStats(binary, connectivity=4)
        tall = [i for i in range(1, count)
                if 0.26 * h < stats[i, 3] < 0.62 * h and 0.012 * w < stats[i, 2] < 0.2 * w and 0.3 * h < stats[i, 1] + stats[i, 3] / 2 < 0.7 * h]
        if len(tall) > found:
            median = float(np.median(stats[tall, 3]))
            same = [i for i in tall if abs(stats[i, 3] - median) < 0.15 * median]
            if len(same) > found:
                best, found = np.isin(labels, same).astype(np.uint8) * 255, len(same)
    return best


def _left_over(image: np.ndarray) -> bool:
    """Whether a character-like shape is still in the serial band (its fill then covers the whole band)."""
    h, w = image.shape[:2]
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    level = cv2.medianBlur(grey, 41).astype(np.int16)
    for contrast in (level - grey, grey - level):
        count, _, stats, centres = cv2.connectedComponentsWithStats((contrast > 45).astype(np.uint8), connectivity=4)
        for i in range(1, count):
            if 0.3 * h < stats[i, 3] < 0.6 * h and stats[i, 2] < 0.16 * w and 0.38 * h < centres[i][1] < 0.62 * h and centres[i][0] > 0.05 * w:
                return True
    return False


def _free_run(image: np.ndarray) -> tuple[int, int]:
    """The longest run of quiet columns in the serial band of a design without sample serial."""
    h, w = image.shape[:2]
    band = cv2.GaussianBlur(image[int(h * 0.32):int(h * 0.68)], (3, 3), 0).astype(np.float32)
    busy = np.abs(np.diff(band, axis=0)).mean((0, 2)) + np.abs(np.diff(band, axis=1, append=band[:, -1:])).mean((0, 2))
    loud = cv2.blur(busy[None], (9, 1))[0] > max(4.0, 2.2 * float(np.median(busy)))
    start, best = 0, (0, 0)
    for x in range(w + 1):
        if x == w or loud[x]:
            if x - start > best[1] - best[0]:
                best = (start, x)
            start = x + 1
    return best


def _fill_band(image: np.ndarray) -> np.ndarray:
    """Cover the whole serial band by a smooth blend from the row above to the row below."""
    h = image.shape[0]
    y1, y2 = int(h * 0.25), int(h * 0.76)
    top = cv2.GaussianBlur(image[y1 - 3:y1].mean(0)[None], (1, 31)[::-1], 0)[0]
    foot = cv2.GaussianBlur(image[y2:y2 + 3].mean(0)[None], (1, 31)[::-1], 0)[0]
    t = np.linspace(0, 1, y2 - y1)[:, None, None]
    out = image.copy()
    out[y1:y2] = np.clip(top[None] * (1 - t) + foot[None] * t, 0, 255).astype(np.uint8)
    return out


def blank(image: np.ndarray, state: str) -> Template:
    """Make one design blank."""
    image = cv2.resize(image, SIZE, interpolation=cv2.INTER_AREA)
    w, h = SIZE
    mask = serial_mask(image)
    if mask is not None:
        ys, xs = np.nonzero(mask)
        box = (max(2, xs.min() - 3), max(2, ys.min() - 3), min(w - 2, xs.max() + 4), min(h - 2, ys.max() + 4))
        ink = np.median(image[mask > 0], axis=0)
        if box[2] - box[0] > 0.42 * w:
            grown = cv2.dilate(mask, np.ones((7, 7), np.uint8))
            clean = cv2.inpaint(image, grown, 3, cv2.INPAINT_TELEA)
            x1, y1, x2, y2 = box
            clean[y1:y2, x1:x2] = cv2.medianBlur(clean, 7)[y1:y2, x1:x2]
            if not _left_over(clean):
                return Template(clean, tuple(map(int, box)), ink, state)
    else:
        ink = None
    run = _free_run(image)
    if mask is None and run[1] - run[0] > 0.5 * w:
        return Template(image, (max(run[0] + 3, 8), int(h * 0.27), min(run[1] - 3, w - 8), int(h * 0.74)), ink, state)
    return Template(_fill_band(image), (int(w * 0.05), int(h * 0.26), int(w * 0.95), int(h * 0.76)), ink, state)


def load_templates(data: Path, split: str) -> list[Template]:
    """All designs of a split, blank."""
    return [blank(load(row["image"]), row["state"]) for row in rows(data / "read" / "us_designs") if row["split"] == split]
