"""Standard issues: the blank faces of read/us_blank_designs, written on as the state writes on them.

Most plates on the road are standard issues, while most of the artwork is of special ones.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from common.dataset import load

from . import extras
from .glyphs import Glyphs
from .plate import INK, PALE_INK, Plate, draw_ink, draw_serial, layout
from .templates import SIZE

W, H = SIZE
NAVY, BLACK, RED, GREEN, MAROON, WHITE, YELLOW, BROWN = (
    (110, 50, 25), (30, 28, 26), (50, 35, 165), (60, 75, 25), (45, 25, 110), (250, 250, 250), (60, 205, 250), (40, 60, 90))
"""Inks in B, G, R, as they look in the close-up crops of the train split."""
INKS = {"AL": NAVY, "AK": NAVY, "AZ": GREEN, "AR": BLACK, "CA": NAVY, "CO": GREEN, "CT": NAVY, "DC": NAVY, "DE": YELLOW, "FL": GREEN, "GA": BLACK, "HI": BLACK,
        "ID": NAVY, "IL": RED, "IN": WHITE, "IA": NAVY, "KS": NAVY, "KY": NAVY, "LA": NAVY, "ME": BLACK, "MD": BLACK, "MA": RED, "MI": NAVY, "MN": NAVY,
        "MS": NAVY, "MO": NAVY, "MT": WHITE, "NE": NAVY, "NV": NAVY, "NH": GREEN, "NJ": BLACK, "NM": YELLOW, "NY": NAVY, "NC": NAVY, "ND": BLACK, "OH": NAVY,
        "OK": BLACK, "OR": NAVY, "PA": NAVY, "RI": NAVY, "SC": NAVY, "SD": NAVY, "TN": NAVY, "TX": NAVY, "UT": BLACK, "VT": WHITE, "VA": NAVY, "WA": NAVY,
        "WI": BLACK, "WV": NAVY, "WY": BROWN}
COMMON = {"mo2009": 8.0, "md2006": 3.0, "me1999": 3.0}
"""Faces far commoner than the others of their state: Missouri's of 2008 to 2018 against a team's."""


@dataclass(frozen=True)
class Face:
    """A blank plate of SIZE, BGR, its state, and its weight among the state's faces."""

    image: np.ndarray
    state: str
    weight: float = 1.0


def load_faces(data: Path) -> list[Face]:
    """All blank faces (the folder may be absent); the state is in the name: ``...__us__mo2009.jpg``."""
    out = []
    for path in sorted((data / "read" / "us_blank_designs").glob("*.jpg")):
        state = path.stem.split("__")[-1][:2].upper()
        if state in INKS:
            out.append(Face(cv2.resize(load(path), SIZE, interpolation=cv2.INTER_AREA), state, COMMON.get(path.stem.split("__")[-1], 1.0)))
    return out


def _tint(image: np.ndarray, r: random.Random) -> np.ndarray:
    """Issues of one base differ in print and age: contrast, hue and brightness of the ground."""
    x = image.astype(np.float32)
    x = (x - 255) * r.uniform(0.6, 1.25) + 255
    return np.clip(x * np.float32([r.uniform(0.9, 1.04) for _ in range(3)]), 0, 255).astype(np.uint8)


def tab(image: np.ndarray, centre: float, r: random.Random) -> None:
    """Missouri's year tab between the groups: a small upright sticker, two digits on a colour."""
    w, h = W * r.uniform(0.06, 0.085), H * r.uniform(0.2, 0.28)
    x, y = round(centre - w / 2), round(H * r.uniform(0.36, 0.46))
    colour = np.float32(r.choice(((25, 25, 25), (40, 35, 190), (60, 140, 40), (60, 190, 240), (240, 240, 240), (150, 70, 30))))
    x2, y2 = round(x + w), round(y + h)
    image[max(0, y):y2, max(0, x):x2] = colour
    ink = np.float32((250, 250, 250)) if colour.mean() < 120 else np.float32((20, 20, 20))
    extras.lettering(image, f"{r.randint(8, 27):02d}", (x + w * 0.12, y + h * 0.28, w * 0.76, h * 0.4), ink, "LiberationSans-Bold")


def standard_plate(face: Face, glyphs: Glyphs, serial: str, r: random.Random) -> Plate:
    """A serial (``-`` where the gap is) written over the emblem of a standard face, with stickers, bolts or a frame."""
    image = _tint(face.image, r)
    own = np.float32(INKS[face.state]) * r.uniform(0.75, 1.2)
    if r.random() < 0.15:
        own = np.float32(r.choice(PALE_INK if own.mean() > 150 else INK))
    ink = np.clip(own, 0, 255)
    x1, x2 = W * r.uniform(0.03, 0.07), W * r.uniform(0.93, 0.97)
    y1, y2 = H * r.uniform(0.24, 0.30), H * r.uniform(0.74, 0.80)
    height, placed = layout(serial, glyphs, (x2 - x1, y2 - y1), r)
    top = y1 + (y2 - y1 - height) * r.uniform(0.3, 0.7)
    bare = [p for p in placed if p[0] != "-"]
    layer = draw_serial(image, glyphs, bare, ((x1, top), height), ink, r)
    if face.state == "MO" and r.random() < 0.85:
        marks = [x + w / 2 for c, x, w in placed if c == "-"]
        if marks:
            tab(image, x1 + marks[0], r)
    draw_ink(image, layer, ink, r)
    extras.furniture(image, ink, r)
    return Plate(image, serial.replace("-", ""), face.state)
