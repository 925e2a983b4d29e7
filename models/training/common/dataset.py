"""Reading the labelled picture sets: where they are, their rows, and which rows may be trained on."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np


def add_data_argument(parser: argparse.ArgumentParser) -> None:
    """Add ``--data`` (default: the environment variable TAGWATCH_DATA)."""
    parser.add_argument("--data", type=Path, default=os.environ.get("TAGWATCH_DATA"),
                        required="TAGWATCH_DATA" not in os.environ,
                        help="folder with detect/, read/ and backgrounds/ (or set TAGWATCH_DATA)")


def rows(folder: Path) -> Iterator[dict]:
    """The rows of ``folder/labels.jsonl``, ``image`` made a full path."""
    with open(folder / "labels.jsonl", encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            yield {**row, "image": folder / row["image"]}


def load(path: Path) -> np.ndarray:
    """A picture as H x W x 3 BGR; ValueError with the path if it cannot be decoded."""
    image = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if image is None:
        raise ValueError(f"{path}: not a readable picture")
    return image


@dataclass(frozen=True)
class Crop:
    """A plate and its surroundings: ``quad`` are the plate's corners TL TR BR BL in pixels of ``image``."""

    image: np.ndarray
    quad: np.ndarray
    text: str
    state: str | None
    source: str


def whole(image: np.ndarray) -> np.ndarray:
    """The quad of a picture that is nothing but the plate."""
    h, w = image.shape[:2]
    return np.float32([[0, 0], [w, 0], [w, h], [0, h]])


def cut(image: np.ndarray, box: list[float], margin: float, longest: int = 320) -> tuple[np.ndarray, np.ndarray]:
    """Cut a box widened by ``margin`` of its size on every side; returns the cut (at most ``longest`` wide) and the quad in it."""
    x1, y1, x2, y2 = box
    dx, dy = (x2 - x1) * margin, (y2 - y1) * margin
    h, w = image.shape[:2]
    left, top = max(0, int(x1 - dx)), max(0, int(y1 - dy))
    right, bottom = min(w, int(np.ceil(x2 + dx))), min(h, int(np.ceil(y2 + dy)))
    part = image[top:bottom, left:right]
    quad = np.float32([[x1, y1], [x2, y1], [x2, y2], [x1, y2]]) - np.float32([left, top])
    scale = min(1.0, longest / part.shape[1])
    if scale < 1:
        part = cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return part.copy(), (quad * scale).astype(np.float32)
