"""The real crops that may be trained on: train split, no research-only rows, nothing that repeats a validation picture."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from .alphabet import ALPHABET, clean, fold
from .dataset import Crop, cut, load, rows, whole
from .duplicates import held_out_hashes, held_out_texts, looks_held_out

DETECT_SETS = ("open_images", "mam_us")
READ_SETS = ("us_crops", "us_street_crops", "intl_crops", "brazil_crops")
LATER_SETS = ("kaggle_rest", "act_australia", "argentina")
"""Sets of November 2026, cut as close as `intl_crops`; a folder of data may lack them."""
MARGIN = 0.3
STREET_MARGIN = 0.12
MIN_WIDTH = 26


@dataclass
class RealCrops:
    """Crops by group (``us``, ``street``, ``intl``, ``brazil``) and what was left out, by reason."""

    groups: dict[str, list[Crop]] = field(default_factory=dict)
    excluded: Counter = field(default_factory=Counter)

    def add(self, group: str, crop: Crop) -> None:
        self.groups.setdefault(group, []).append(crop)


def _inset(image: np.ndarray, margin: float) -> np.ndarray:
    """The plate's quad in a crop that was cut with ``margin`` of the plate's size on every side."""
    quad = whole(image)
    return (quad - quad.mean(0)) / (1 + 2 * margin) + quad.mean(0)


def _usable(text: str | None) -> bool:
    return bool(text) and 2 <= len(text) <= 8 and all(c in ALPHABET for c in text)


def load_real(data: Path) -> RealCrops:
    """Load every crop that may be trained on (about 2,200 pictures, a few seconds)."""
    real, held, hashes = RealCrops(), held_out_texts(data), held_out_hashes(data)
    seen: set[tuple[str, str | None]] = set()
    for name in DETECT_SETS:
        for row in rows(data / "detect" / name):
            plates = [p for p in row["plates"] if _usable(p["text"])]
            if row["split"] != "train" or not plates:
                continue
            image = load(row["image"])
            for plate in plates:
                text = clean(plate["text"])
                if fold(text) in held:
                    real.excluded[f"{name}: text of a validation picture"] += 1
                elif plate["box"][2] - plate["box"][0] < MIN_WIDTH:
                    real.excluded[f"{name}: narrower than {MIN_WIDTH} px"] += 1
                else:
                    part, quad = cut(image, plate["box"], MARGIN)
                    group = "street" if plate["state"] else "intl"
                    real.add(group, Crop(part, quad, text, plate["state"], name))
                    seen.add((text, plate["state"]))
    groups = {"us_crops": "us", "us_street_crops": "street", "brazil_crops": "brazil"}
    for name in (*READ_SETS, *(n for n in LATER_SETS if (data / "read" / n / "labels.jsonl").exists())):
        for row in rows(data / "read" / name):
            if row["split"] != "train" or row.get("research_only") or row.get("repeat") or row.get("rows", 1) > 1 or not _usable(row["text"]):
                continue
            text = clean(row["text"])
            image = load(row["image"])
            if name == "us_street_crops" and (text, row["state"]) in seen:
                real.excluded[f"{name}: cut from a picture already in use"] += 1
            elif name != "us_crops" and fold(text) in held:
                real.excluded[f"{name}: text of a validation picture"] += 1
            elif name == "us_crops" and (fold(text) in held or looks_held_out(image, hashes)):
                real.excluded[f"{name}: same text as or same picture as a validation crop"] += 1
            else:
                quad = _inset(image, STREET_MARGIN) if name == "us_street_crops" else whole(image)
                group = groups.get(name) or ("street" if row["state"] else "intl")
                real.add(group, Crop(image, quad, text, row["state"], name))
    return real
