"""A tiny labelled data set in the common form, made in a temporary folder, and a face to draw plates with."""

from __future__ import annotations

import json
import random
from pathlib import Path

import cv2
import numpy as np

from render.glyphs import Die, Glyphs
from render.plate import Plate, render
from render.templates import SIZE, Template
from common.alphabet import ALPHABET


def plain_face() -> Glyphs:
    """A face with one clear shape per character."""
    die = Die(0.55, 0.13, 0.24, {})
    return {c: die.draw(c) for c in ALPHABET}


def plain_template(state: str = "KS") -> Template:
    """A light plate without lettering."""
    return Template(np.full((SIZE[1], SIZE[0], 3), 235, np.uint8), (10, 25, 182, 74), np.float32((60, 30, 20)), state)


def plain_plate(serial: str, seed: int = 1) -> Plate:
    """A rendered plate with a known serial."""
    return render([plain_face()], plain_template(), random.Random(seed), serial)


def write_set(folder: Path, rows: list[dict], pictures: list[np.ndarray]) -> None:
    """Write pictures and labels.jsonl; each row gets its ``image``."""
    (folder / "images").mkdir(parents=True)
    with open(folder / "labels.jsonl", "w", encoding="utf-8") as file:
        for i, (row, picture) in enumerate(zip(rows, pictures)):
            name = f"images/{i:04d}.png"
            cv2.imwrite(str(folder / name), picture)
            file.write(json.dumps({"image": name, **row}) + "\n")


def write_data(root: Path) -> None:
    """Empty sets of every name, so that a test fills only the ones it is about."""
    for name in ("read/us_crops", "read/us_street_crops", "read/intl_crops", "read/brazil_crops", "read/us_designs",
                 "detect/open_images", "detect/mam_us", "detect/ucsd_calit2"):
        if not (root / name / "labels.jsonl").exists():
            write_set(root / name, [], [])
    (root / "backgrounds").mkdir(exist_ok=True)
    rng = np.random.default_rng(3)
    for i in range(3):
        grey = cv2.resize(rng.integers(0, 255, (6, 9), np.uint8), (400, 260), interpolation=cv2.INTER_CUBIC)
        cv2.imwrite(str(root / "backgrounds" / f"{i}.jpg"), grey)
