"""The material for training windows, held in memory: grey pictures, plate textures, distractors."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from .labels import TRAIN_SETS, Plate, Row, read_rows
from .textures import Texture, draw_distractor, draw_plate, draw_stamp, fill_blank_design


@dataclass(frozen=True)
class Scene:
    """A picture with half-size copies (levels[0] is the picture). ``complete`` says that every
    plate is marked, so that the rest may teach what is not a plate. ``hard`` (n, 4): boxes that
    an earlier model took for plates."""

    levels: tuple[np.ndarray, ...]
    plates: tuple[Plate, ...]
    complete: bool
    name: str = ""
    hard: np.ndarray | None = None


@dataclass(frozen=True)
class Bank:
    scenes: tuple[Scene, ...]
    backgrounds: tuple[Scene, ...]
    plates: tuple[tuple[Texture, ...], ...]
    distractors: tuple[Texture, ...]
    stamps: tuple[Texture, ...]


def read_grey(path: Path) -> np.ndarray:
    """BT.601 luma of a picture file."""
    colour = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if colour is None:
        raise SystemExit(f"{path}: not a readable picture")
    return cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY)


def make_scene(grey: np.ndarray, plates: tuple[Plate, ...], complete: bool, name: str = "", hard: np.ndarray | None = None) -> Scene:
    levels = [grey]
    while min(levels[-1].shape) > 160 and len(levels) < 4:
        h, w = levels[-1].shape
        levels.append(cv2.resize(levels[-1], (w // 2, h // 2), interpolation=cv2.INTER_AREA))
    return Scene(tuple(levels), plates, complete, name, hard)


def load_scenes(data: Path, extra: dict[str, dict] | None = None, split: str = "train") -> tuple[Scene, ...]:
    """Labelled pictures. ``extra`` holds, by row name, corners found for the labelled boxes, boxes
    to ignore and hard places (see relabel.py)."""
    scenes = []
    for row in read_rows(data, TRAIN_SETS, split):
        more = (extra or {}).get(row.name)
        hard = np.array(more["hard"], np.float64) if more and more["hard"] else None
        scenes.append(make_scene(read_grey(row.path), merged(row, more), True, row.name, hard))
    return tuple(scenes)


def merged(row: Row, extra: dict | None) -> tuple[Plate, ...]:
    """The row's plates with the corners and the ignored boxes of a relabelling."""
    if extra is None:
        return row.plates
    quads = [None if q is None else np.array(q, np.float64).reshape(4, 2) for q in extra["quads"]]
    known = tuple(Plate(p.box, q, p.ignore) for p, q in zip(row.plates, quads))
    return known + tuple(Plate(np.array(b, np.float64), None, True) for b in extra["ignore"])


def load_backgrounds(data: Path) -> tuple[Scene, ...]:
    files = sorted(p for p in (data / "backgrounds").iterdir() if p.suffix.lower() in (".jpg", ".png"))
    return tuple(make_scene(read_grey(p), (), False, p.name) for p in files)


def _fit(grey: np.ndarray, width: int = 256) -> np.ndarray:
    height = max(8, round(grey.shape[0] * width / grey.shape[1]))
    return cv2.resize(grey, (width, height), interpolation=cv2.INTER_AREA)


def load_crops(data: Path, name: str, split: str = "train") -> list[np.ndarray]:
    """Plate crops of a read/ set, 256 pixels wide."""
    folder = data / "read" / name
    rows = [json.loads(line) for line in (folder / "labels.jsonl").read_text().splitlines()]
    return [_fit(read_grey(folder / r["image"])) for r in rows if r["split"] == split and not r.get("research_only")]


def load_bank(data: Path, seed: int, extra: dict[str, dict] | None = None, drawn: int = 2500) -> Bank:
    """Everything, the drawn textures deterministic given the seed."""
    rng = np.random.default_rng([seed, 7])
    real = tuple(Texture(g) for g in load_crops(data, "us_crops"))
    designs = tuple(Texture(fill_blank_design(rng, g)) for g in load_crops(data, "us_designs"))
    rendered = tuple(draw_plate(rng) for _ in range(drawn))
    distractors = tuple(draw_distractor(rng) for _ in range(drawn))
    stamps = tuple(draw_stamp(rng) for _ in range(200))
    return Bank(load_scenes(data, extra), load_backgrounds(data), (real, designs, rendered), distractors, stamps)
