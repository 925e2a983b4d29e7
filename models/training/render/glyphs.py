"""Glyph atlases: stroke-built die faces (endless variation) and faces from installed fonts.

US dies are uniform strokes with rounded corners; ``STROKES`` holds their centre lines in a unit
box, and a ``Die`` draws them with its own corner radius, weight and proportions.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from common.alphabet import ALPHABET

HEIGHT = 80
"""Pixels from top to foot of every glyph in an atlas."""

Glyphs = dict[str, np.ndarray]

O, R = 0.0, 1.0  # corner: sharp, rounded
_BOX = ((0, 0, R), (1, 0, R), (1, 1, R), (0, 1, R), "closed")
STROKES: dict[str, tuple[tuple, ...]] = {
    "0": (_BOX,), "O": (_BOX,), "Q": (_BOX, ((0.58, 0.72, O), (1.05, 1.06, O))),
    "1": (((0.2, 0.2, O), (0.55, 0, O), (0.55, 1, O)),),
    "2": (((0, 0.26, O), (0, 0, R), (1, 0, R), (1, 0.44, 0.8), (0, 0.98, O), (0, 1, O), (1, 1, O)),),
    "3": (((0, 0.22, O), (0, 0, R), (1, 0, R), (1, 0.47, R), (0.35, 0.47, O)), ((0.35, 0.47, O), (1, 0.47, R), (1, 1, R), (0, 1, R), (0, 0.78, O))),
    "4": (((0.72, 1, O), (0.72, 0, O), (0, 0.7, O), (1, 0.7, O)),),
    "5": (((0.95, 0, O), (0.06, 0, O), (0.02, 0.46, 0.2), (0.25, 0.39, 0.5), (1, 0.39, R), (1, 1, R), (0, 1, R), (0, 0.78, O)),),
    "6": (((1, 0.22, O), (1, 0, R), (0, 0, R), (0, 1, R), (1, 1, R), (1, 0.43, R), (0, 0.43, R), (0, 0.6, O)),),
    "7": (((0, 0, O), (1, 0, O), (1, 0.12, 0.5), (0.35, 1, O)),),
    "8": (((0.05, 0, R), (0.95, 0, R), (0.95, 0.46, R), (0.05, 0.46, R), "closed"), ((0, 0.46, R), (1, 0.46, R), (1, 1, R), (0, 1, R), "closed")),
    "9": (((0, 0.78, O), (0, 1, R), (1, 1, R), (1, 0, R), (0, 0, R), (0, 0.57, R), (1, 0.57, R), (1, 0.4, O)),),
    "A": (((0, 1, O), (0.43, 0, O), (0.57, 0, O), (1, 1, O)), ((0.18, 0.67, O), (0.82, 0.67, O))),
    "B": (((0, 0.47, O), (0.93, 0.47, R), (0.93, 0, R), (0, 0, O), (0, 1, O), (1, 1, R), (1, 0.47, R), (0.4, 0.47, O)),),
    "C": (((1, 0.28, O), (1, 0, R), (0, 0, R), (0, 1, R), (1, 1, R), (1, 0.72, O)),),
    "D": (((0, 0, O), (1, 0, R), (1, 1, R), (0, 1, O), "closed"),),
    "E": (((1, 0, O), (0, 0, O), (0, 1, O), (1, 1, O)), ((0, 0.48, O), (0.8, 0.48, O))),
    "F": (((1, 0, O), (0, 0, O), (0, 1, O)), ((0, 0.48, O), (0.8, 0.48, O))),
    "G": (((1, 0.26, O), (1, 0, R), (0, 0, R), (0, 1, R), (1, 1, R), (1, 0.56, O), (0.56, 0.56, O)),),
    "H": (((0, 0, O), (0, 1, O)), ((1, 0, O), (1, 1, O)), ((0, 0.48, O), (1, 0.48, O))),
    "I": (((0.5, 0, O), (0.5, 1, O)),),
    "J": (((0.95, 0, O), (0.95, 1, R), (0, 1, R), (0, 0.7, O)),),
    "K": (((0, 0, O), (0, 1, O)), ((1, 0, O), (0.02, 0.62, O)), ((0.36, 0.42, O), (1, 1, O))),
    "L": (((0, 0, O), (0, 1, O), (1, 1, O)),),
    "M": (((0, 1, O), (0, 0, O), (0.5, 0.62, O), (1, 0, O), (1, 1, O)),),
    "N": (((0, 1, O), (0, 0, O), (1, 1, O), (1, 0, O)),),
    "P": (((0, 1, O), (0, 0, O), (1, 0, R), (1, 0.53, R), (0, 0.53, O)),),
    "R": (((0, 1, O), (0, 0, O), (1, 0, R), (1, 0.51, R), (0, 0.51, O)), ((0.48, 0.51, O), (1, 1, O))),
    "S": (((1, 0.24, O), (1, 0, R), (0, 0, R), (0, 0.47, R), (1, 0.49, R), (1, 1, R), (0, 1, R), (0, 0.76, O)),),
    "T": (((0, 0, O), (1, 0, O)), ((0.5, 0, O), (0.5, 1, O))),
    "U": (((0, 0, O), (0, 1, R), (1, 1, R), (1, 0, O)),),
    "V": (((0, 0, O), (0.46, 1, O), (0.54, 1, O), (1, 0, O)),),
    "W": (((0, 0, O), (0.24, 1, O), (0.5, 0.3, O), (0.76, 1, O), (1, 0, O)),),
    "X": (((0, 0, O), (1, 1, O)), ((1, 0, O), (0, 1, O))),
    "Y": (((0, 0, O), (0.5, 0.52, O), (1, 0, O)), ((0.5, 0.52, O), (0.5, 1, O))),
    "Z": (((0, 0, O), (1, 0, O), (0, 1, O), (1, 1, O)),),
}
VARIANTS: dict[str, tuple[tuple[tuple, ...], ...]] = {
    "1": ((((0.5, 0, O), (0.5, 1, O)),), (((0.15, 0.22, O), (0.55, 0, O), (0.55, 1, O)), ((0.15, 1, O), (0.95, 1, O))), (((0.3, 0.06, O), (0.55, 0, O), (0.55, 1, O)),)),
    "3": ((((0, 0, O), (1, 0, O), (0.42, 0.42, O), (1, 0.42, R), (1, 1, R), (0, 1, R), (0, 0.78, O)),),),
    "4": ((((0.75, 1, O), (0.75, 0, O), (0.6, 0, O), (0, 0.68, O), (0, 0.74, O), (1, 0.74, O)),),
          (((0.5, 0, O), (0, 0.76, O), (1, 0.76, O)), ((0.72, 0.48, O), (0.72, 1, O))),  # open, as on Californian dies
          (((0.34, 0, O), (0, 0.7, 0.3), (0, 0.78, O), (1, 0.78, O)), ((0.76, 0.42, O), (0.76, 1, O))),
          (((0.8, 1, O), (0.8, 0, O), (0, 0.8, O), (1, 0.8, O)),)),
    "Q": ((_BOX, ((0.55, 0.8, O), (0.95, 0.98, O))), (_BOX, ((0.7, 0.86, O), (1.0, 1.05, O)))),
    "6": ((((0.72, 0, O), (0.05, 0.55, 0.5), (0, 1, R), (1, 1, R), (1, 0.43, R), (0.1, 0.43, R)),),),
    "9": ((((0.28, 1, O), (0.95, 0.45, 0.5), (1, 0, R), (0, 0, R), (0, 0.57, R), (0.9, 0.57, R)),),),
    "I": ((((0.5, 0, O), (0.5, 1, O)), ((0.1, 0, O), (0.9, 0, O)), ((0.1, 1, O), (0.9, 1, O))),),
    "J": ((((0.45, 0, O), (0.95, 0, O), (0.95, 1, R), (0, 1, R), (0, 0.7, O)),),),
    "M": ((((0, 1, O), (0, 0, O), (0.5, 0.98, O), (1, 0, O), (1, 1, O)),),),
    "G": ((((1, 0.26, O), (1, 0, R), (0, 0, R), (0, 1, R), (1, 1, R), (1, 0.52, O), (0.62, 0.52, O)), ((1, 0.6, O), (1, 1, O))),),
    "W": ((((0, 0, O), (0.2, 1, O), (0.5, 0.05, O), (0.8, 1, O), (1, 0, O)),),),
    "0": ((_BOX, ((0.15, 0.85, O), (0.85, 0.15, O))),),
}
"""Other shapes of a character that dies have; the last entry of 0 (slashed) is drawn rarely."""

FONT_FOLDERS = (Path("/usr/share/fonts"),)
PLATE_FONTS = ("RG2014B", "RG2014C", "RG2014D", "RG2014E", "OSP-DIN", "osifont", "LiberationSansNarrow-Bold", "LiberationSans-Bold",
               "DejaVuSansCondensed-Bold", "DejaVuSansMono-Bold", "LiberationMono-Bold", "FreeSansBold")
LEGEND_FONTS = ("LiberationSans-Bold", "LiberationSansNarrow-Bold", "LiberationSerif-BoldItalic", "FreeSerifBoldItalic", "LiberationSerif-Bold",
                "DejaVuSans-Bold", "LiberationSans-BoldItalic", "FreeSansBold", "DejaVuSerif-BoldItalic", "LiberationSans-Regular")


def _rounded(points: list[tuple[float, float, float]], radius: float, closed: bool) -> np.ndarray:
    """A polyline in pixels whose corners are replaced by quadratic arcs of at most ``radius``."""
    n, out = len(points), []
    for i, (x, y, k) in enumerate(points):
        p = np.array([x, y])
        if k == 0 or (not closed and i in (0, n - 1)):
            out.append(p)
            continue
        a, b = np.array(points[i - 1][:2]) - p, np.array(points[(i + 1) % n][:2]) - p
        la, lb = np.linalg.norm(a), np.linalg.norm(b)
        d = min(radius * k, la * 0.5, lb * 0.5)
        start, end = p + a / la * d, p + b / lb * d
        out += [start * (1 - t) ** 2 + 2 * t * (1 - t) * (p * 0.85 + (start + end) * 0.075) + end * t * t for t in (0, 0.2, 0.4, 0.6, 0.8, 1)]
    return np.array(out)


@dataclass(frozen=True)
class Die:
    """Proportions of a stroke-built face, in fractions of the glyph height."""

    width: float
    stroke: float
    radius: float
    variants: dict[str, int]

    def draw(self, char: str) -> np.ndarray:
        """Alpha of one glyph, HEIGHT tall."""
        t = max(2, round(self.stroke * HEIGHT))
        w = self.width * {"M": 1.12, "W": 1.16, "1": 0.9, "L": 0.92}.get(char, 1.0) * HEIGHT
        half = t / 2
        inner_w, inner_h = w - t, HEIGHT - t
        choice = self.variants.get(char, 0)
        canvas = np.zeros((HEIGHT, int(np.ceil(w)) + 6), np.uint8)
        for stroke in (STROKES[char], *VARIANTS.get(char, ()))[choice]:
            closed = stroke[-1] == "closed"
            points = [(half + 1 + x * inner_w, half + y * inner_h, k) for x, y, k in (stroke[:-1] if closed else stroke)]
            line = _rounded(points, self.radius * HEIGHT, closed)
            cv2.polylines(canvas, [np.round(line * 16).astype(np.int32)], closed, 255, t, cv2.LINE_AA, 4)
        columns = np.flatnonzero(canvas.any(0))
        return canvas[:, columns[0]:columns[-1] + 1]


def make_die(r: random.Random) -> Glyphs:
    """A random stroke-built face."""
    variants = {c: r.randrange(len(v) + 1) for c, v in VARIANTS.items() if c != "0"}
    variants["0"] = int(r.random() < 0.06)
    width = r.uniform(0.42, 0.62)
    die = Die(width, r.uniform(0.10, 0.19), r.uniform(0.14, 0.34), variants)
    glyphs = {c: die.draw(c) for c in ALPHABET}
    if r.random() < 0.3:  # O rounder or wider than 0, as some dies have it
        glyphs["O"] = Die(width * r.uniform(1.0, 1.15), die.stroke, die.radius * 1.5, {}).draw("O")
    return glyphs


def find_font(name: str) -> Path:
    """The file of an installed font; FileNotFoundError names the Debian packages to install."""
    for folder in FONT_FOLDERS:
        for path in folder.rglob(name + ".*"):
            return path
    raise FileNotFoundError(f"font {name} not found: install fonts-roadgeek fonts-opendin fonts-osifont fonts-liberation fonts-dejavu fonts-freefont-ttf")


def font_glyphs(path: Path, stroke: int) -> Glyphs:
    """Alphas of all characters of a font, scaled to HEIGHT, with ``stroke`` pixels of extra weight."""
    font = ImageFont.truetype(str(path), 110)
    glyphs = {}
    for c in ALPHABET:
        left, top, right, bottom = font.getbbox(c, stroke_width=stroke)
        image = Image.new("L", (right - left, bottom - top))
        ImageDraw.Draw(image).text((-left, -top), c, fill=255, font=font, stroke_width=stroke, stroke_fill=255)
        alpha = np.asarray(image)
        width = max(3, round(alpha.shape[1] * HEIGHT / alpha.shape[0]))
        glyphs[c] = cv2.resize(alpha, (width, HEIGHT), interpolation=cv2.INTER_AREA)
    return glyphs


def faces(r: random.Random, dies: int, extra_fonts: tuple[Path, ...] = ()) -> list[Glyphs]:
    """The faces plates are drawn with: ``dies`` stroke-built ones, plus the installed fonts in three weights."""
    made = [make_die(r) for _ in range(dies)]
    for path in (*map(find_font, PLATE_FONTS), *extra_fonts):
        made += [font_glyphs(path, stroke) for stroke in (0, 2, 4)]
    return made


@lru_cache(maxsize=4096)
def legend(text: str, font: str) -> np.ndarray:
    """Alpha of a line of lettering, about 40 px high (cached; callers resize it)."""
    face = ImageFont.truetype(str(_legend_path(font)), 40)
    left, top, right, bottom = face.getbbox(text)
    image = Image.new("L", (max(1, right - left), max(1, bottom - top)))
    ImageDraw.Draw(image).text((-left, -top), text, fill=255, font=face)
    return np.asarray(image)


@lru_cache(maxsize=64)
def _legend_path(font: str) -> Path:
    return find_font(font)
