"""Plates in a picture: the labels every other module passes around.

Pixels have their origin at the picture's upper left corner and pixel centres at +0.5,
so a box covering the first pixel only is (0, 0, 1, 1).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Iterator

import numpy as np

TRAIN_SETS = ("open_images", "romania_drive", "kaggle_cars", "roboflow_us_eu", "mam_us")
ALL_SETS = TRAIN_SETS + ("ucsd_calit2",)


@dataclass(frozen=True)
class Plate:
    """One plate: box (4,) as x1 y1 x2 y2; quad (4, 2) TL TR BR BL when the corners are known.

    An ignored plate neither has to be found nor counts as false when found.
    """

    box: np.ndarray
    quad: np.ndarray | None = None
    ignore: bool = False

    @property
    def width(self) -> float:
        return float(self.box[2] - self.box[0])

    @property
    def height(self) -> float:
        return float(self.box[3] - self.box[1])

    def moved(self, scale_x: float, scale_y: float, dx: float, dy: float) -> "Plate":
        """The plate after x -> x * scale_x + dx, y -> y * scale_y + dy (positive scales)."""
        scale, shift = np.array([scale_x, scale_y]), np.array([dx, dy])
        box = (self.box.reshape(2, 2) * scale + shift).reshape(4)
        quad = None if self.quad is None else self.quad * scale + shift
        return replace(self, box=box, quad=quad)

    def mirrored(self, width: float) -> "Plate":
        """The plate in the picture mirrored left to right; TL and TR, BL and BR change places."""
        x1, y1, x2, y2 = self.box
        quad = self.quad
        if quad is not None:
            quad = np.stack([width - quad[:, 0], quad[:, 1]], 1)[[1, 0, 3, 2]]
        return replace(self, box=np.array([width - x2, y1, width - x1, y2]), quad=quad)


def from_quad(quad: np.ndarray) -> Plate:
    """A plate whose box is the bounding box of its corners."""
    return Plate(np.concatenate([quad.min(0), quad.max(0)]), quad)


@dataclass(frozen=True)
class Row:
    """One labelled picture of a detect/ set. An unlabelled one may show plates nobody marked."""

    source: str
    path: Path
    split: str
    plates: tuple[Plate, ...]
    unlabelled: bool = False

    @property
    def name(self) -> str:
        return f"{self.source}/{self.path.name}"


def read_folder(folder: Path, split: str, source: str | None = None) -> Iterator[Row]:
    """Rows of ``folder/labels.jsonl`` with the given split, in file order."""
    for line in (folder / "labels.jsonl").read_text().splitlines():
        raw = json.loads(line)
        if raw["split"] == split:
            plates = tuple(Plate(np.array(p["box"], np.float64)) for p in raw["plates"])
            yield Row(source or folder.name, folder / raw["image"], split, plates, bool(raw.get("unlabelled")))


def read_rows(data: Path, sets: tuple[str, ...], split: str) -> Iterator[Row]:
    """Rows of the sets ``data/detect/<set>``."""
    for source in sets:
        yield from read_folder(data / "detect" / source, split, source)


def iou(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Intersection over union of boxes a (n, 4) with boxes b (m, 4): (n, m)."""
    a, b = np.asarray(a, float).reshape(-1, 1, 4), np.asarray(b, float).reshape(1, -1, 4)
    low, high = np.maximum(a[..., :2], b[..., :2]), np.minimum(a[..., 2:], b[..., 2:])
    inter = np.prod(np.clip(high - low, 0, None), -1)
    area = np.prod(a[..., 2:] - a[..., :2], -1) + np.prod(b[..., 2:] - b[..., :2], -1) - inter
    return inter / np.maximum(area, 1e-9)
