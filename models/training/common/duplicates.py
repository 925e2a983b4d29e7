"""Keep validation pictures out of training: the sets overlap (crops were cut from the whole pictures)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np

from .alphabet import fold
from .dataset import load, rows

MIN_TEXT = 4
MAX_BITS = 12
"""Two crops whose 128-bit difference hashes differ in at most this many bits count as the same picture."""


def difference_hash(image: np.ndarray) -> np.ndarray:
    """128 bits: whether each pixel of a 17 x 8 thumbnail is brighter than its left neighbour."""
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY) if image.ndim == 3 else image
    small = cv2.resize(grey, (17, 8), interpolation=cv2.INTER_AREA).astype(np.int16)
    return (small[:, 1:] > small[:, :-1]).ravel()


def held_out_texts(data: Path) -> set[str]:
    """Folded texts of every validation row of the street and close-up sets, short ones left out."""
    texts: set[str] = set()
    later = [n for n in ("stanford_cars", "act_australia", "argentina") if (data / "read" / n / "labels.jsonl").exists()]
    for name in ("us_crops", "us_street_crops", "intl_crops", "brazil_crops", *later):
        texts.update(fold(r["text"]) for r in rows(data / "read" / name) if r["split"] == "val" and r["text"])
    for name in ("open_images", "mam_us", "ucsd_calit2"):
        for row in rows(data / "detect" / name):
            if row["split"] == "val":
                texts.update(fold(p["text"]) for p in row["plates"] if p["text"])
    return {t for t in texts if len(t) >= MIN_TEXT}


def held_out_hashes(data: Path, names: Iterable[str] = ("us_crops", "us_street_crops")) -> np.ndarray:
    """Hashes (N x 128) of the validation crops of the named sets."""
    return np.array([difference_hash(load(r["image"])) for n in names for r in rows(data / "read" / n) if r["split"] == "val"])


def looks_held_out(image: np.ndarray, hashes: np.ndarray) -> bool:
    """Whether a crop is nearly the same picture as a validation crop."""
    return len(hashes) > 0 and bool(((hashes != difference_hash(image)).sum(1) <= MAX_BITS).any())
