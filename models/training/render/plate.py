"""Draw one plate: a serial on official artwork or on an invented design, with all that surrounds it.

Only the serial is in the label. Stacked small letters, emblems, stickers, legends, frames and
county names are drawn as what must not be read.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

import cv2
import numpy as np

from . import extras, grammar
from .glyphs import Glyphs
from .templates import SIZE, Template

W, H = SIZE
LIGHT = ((255, 255, 255), (245, 245, 242), (240, 236, 228), (225, 235, 245), (200, 222, 242), (170, 205, 235), (150, 240, 250), (90, 210, 245),
         (60, 190, 240), (200, 225, 195), (225, 210, 230), (235, 225, 180), (205, 200, 195), (180, 230, 255))
DARK = ((110, 40, 20), (90, 30, 15), (40, 25, 130), (50, 80, 25), (30, 30, 30), (140, 60, 60), (60, 90, 20), (45, 40, 35), (120, 70, 20), (40, 40, 90))
INK = ((90, 25, 15), (110, 40, 20), (70, 30, 30), (15, 15, 15), (30, 30, 30), (25, 20, 140), (35, 30, 170), (40, 80, 25), (70, 25, 70), (120, 50, 20), (60, 40, 30))
EUROPE = ((255, 255, 255), (245, 245, 245), (90, 210, 245), (200, 200, 200), (150, 140, 140))
BRAZIL = ((175, 175, 175), (200, 205, 205), (40, 40, 170), (150, 150, 150))
PALE_INK = ((255, 255, 255), (240, 245, 245), (90, 215, 245), (60, 190, 235), (205, 225, 240), (150, 220, 245))


Placed = tuple[str, float, float]
"""A character or ``-`` of a serial, its left edge and its width."""


@dataclass(frozen=True)
class Plate:
    """A rendered plate: BGR picture of SIZE, its text (empty: must be refused) and state label ("" if foreign or invented)."""

    image: np.ndarray
    text: str
    state: str


def layout(serial: str, glyphs: Glyphs, region: tuple[float, float], r: random.Random) -> tuple[float, list[Placed]]:
    """Place characters inside region = (width, most height): returns their height and places."""
    room, tallest = region
    height = tallest * r.uniform(0.84, 1.0)
    squeeze = r.uniform(0.8, 1.3)
    mono = r.random() < 0.55
    gap = height * r.uniform(0.03, 0.16)
    if r.random() < 0.2:  # narrow characters far apart, as beside an emblem or on flat plates of a fixed pitch
        squeeze, gap = r.uniform(0.55, 0.9), height * r.uniform(0.14, 0.38)
    mark = height * (r.choice((0.0, 0.12, 0.25, 0.35, 0.5, 0.9)) if "-" in serial else 0.0)
    cell = float(np.median([glyphs[c].shape[1] for c in "0258ABEHRSZ"])) / 80 * height * squeeze
    widths = []
    for c in serial:
        if c == "-":
            widths.append(mark)
            continue
        own = glyphs[c].shape[1] / 80 * height * squeeze
        widths.append(max(own, cell) if mono else own)
    total = sum(widths) + gap * (len(serial) - 1)
    shrink = min(1.0, room / total)
    if shrink < 0.62:  # too long for this height: smaller, not unreadably thin
        height *= max(0.7, shrink / 0.62)
    total *= shrink
    x = (room - total) * (0.5 + r.uniform(-0.4, 0.4) * (r.random() < 0.3))
    placed = []
    for c, cell_width in zip(serial, widths):
        own = cell_width if c == "-" else min(cell_width, glyphs[c].shape[1] / 80 * height * squeeze)
        placed.append((c, x + (cell_width - own) * shrink / 2, own * shrink))
        x += (cell_width + gap) * shrink
    return height, placed


def _paste(layer: np.ndarray, alpha: np.ndarray, x: float, y: float, size: tuple[float, float]) -> None:
    """Put a glyph into an alpha layer (maximum), clipped to it."""
    w, h = max(2, round(size[0])), max(3, round(size[1]))
    small = cv2.resize(alpha, (w, h), interpolation=cv2.INTER_AREA)
    x, y = round(x), round(y)
    x1, y1, x2, y2 = max(0, x), max(0, y), min(layer.shape[1], x + w), min(layer.shape[0], y + h)
    if x2 > x1 and y2 > y1:
        np.maximum(layer[y1:y2, x1:x2], small[y1 - y:y2 - y, x1 - x:x2 - x], out=layer[y1:y2, x1:x2])


def draw_serial(image: np.ndarray, glyphs: Glyphs, placed: list[Placed], where: tuple[tuple[float, float], float],
                ink: np.ndarray, r: random.Random) -> np.ndarray:
    """Alpha layer (H x W) of the placed characters; ``where`` is ((left, top), height). Emblems go straight into ``image``."""
    (left, top), height = where
    layer = np.zeros((H, W), np.uint8)
    for c, x, width in placed:
        if c == "-":
            extras.separator(image, layer, (left + x, top, max(width, 1), height), ink, r)
        else:
            _paste(layer, glyphs[c], left + x, top, (width, height))
    return layer


def draw_ink(image: np.ndarray, alpha: np.ndarray, colour: np.ndarray, r: random.Random) -> None:
    """Blend ink through an alpha layer, with the light and shadow edges of embossing."""
    a = alpha.astype(np.float32) / 255
    if r.random() < 0.25:  # worn paint
        wear = cv2.resize(np.float32([[r.random() for _ in range(9)] for _ in range(5)]), (W, H), interpolation=cv2.INTER_CUBIC)
        a *= np.clip(1.25 - wear * r.uniform(0.2, 0.8), 0.25, 1)
    bare = r.random() < 0.1  # paint gone or drowned in light: only the edges of the embossing are left
    if bare:
        colour = colour * 0.2 + image.reshape(-1, 3).mean(0) * 0.8
    out = image * (1 - a[..., None]) + colour * a[..., None]
    if bare or r.random() < 0.65:
        dx, dy = r.choice((-1, 0, 1)), r.choice((-1, 1))
        edge = a - np.roll(a, (dy, dx), (0, 1))
        out += edge[..., None] * r.choice((-1, 1)) * (r.uniform(60, 120) if bare else r.uniform(0, 75))
    np.clip(out, 0, 255, out=out)
    image[:] = out.astype(np.uint8)


def _invented(r: random.Random, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, tuple[int, int, int, int]]:
    """A design of our own: plain or graded ground, scenery, bands; returns picture, ink colour, serial rectangle."""
    light = r.random() < 0.8
    ground = np.array(r.choice(LIGHT if light else DARK), np.float32) + rng.uniform(-14, 14, 3).astype(np.float32)
    other = ground + rng.uniform(-70, 40, 3) if r.random() < 0.4 else ground
    t = np.linspace(0, 1, H, dtype=np.float32)[:, None, None]
    image = np.broadcast_to(ground * (1 - t) + other * t, (H, W, 3)).copy()
    if r.random() < 0.3:
        noise = cv2.resize(rng.random((r.randint(2, 6), r.randint(2, 8), 3), np.float32), (W, H), interpolation=cv2.INTER_CUBIC)
        image += (noise - 0.5) * r.choice((25, 50, 80))
    image = np.clip(image, 0, 255).astype(np.uint8)
    for _ in range(r.choice((0, 0, 0, 1, 2))):
        extras.scenery(image, r)
    if r.random() < 0.25:
        extras.band(image, r)
    ink = r.choice(INK if light else PALE_INK)
    top = r.uniform(0.22, 0.31)
    return image, np.float32(ink), (round(W * r.uniform(0.02, 0.08)), round(H * top), round(W * r.uniform(0.92, 0.98)), round(H * r.uniform(0.72, 0.82)))


def _ground(template: Template | None, r: random.Random, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, tuple[int, int, int, int]]:
    if template is None:
        return _invented(r, rng)
    image = template.image.copy()
    if template.ink is not None and r.random() < 0.75:
        return image, template.ink.astype(np.float32), template.serial
    x1, y1, x2, y2 = template.serial
    dark_ground = image[y1:y2, x1:x2].mean() < 105
    return image, np.float32(r.choice(PALE_INK if dark_ground else INK)), template.serial


def render(faces: list[Glyphs], template: Template | None, r: random.Random, serial: str | None = None) -> Plate:
    """One US plate. ``serial`` may hold ``-`` where a gap or emblem stands; drawn from the state's grammar if None."""
    rng = np.random.default_rng(r.getrandbits(32))
    state = template.state if template else grammar.pick_state(r)
    serial = serial or grammar.us_serial(state, r)
    if serial.replace("-", "") == "":
        raise ValueError("a serial needs at least one character")
    image, ink, (x1, y1, x2, y2) = _ground(template, r, rng)
    if template is None:
        extras.legends(image, state, ink, r)
    if r.random() < 0.12 and x2 - x1 > W * 0.7:  # small stacked letters beside the serial: not part of it
        side = round(W * 0.09)
        left = r.random() < 0.6
        extras.stacked(image, (x1 if left else x2 - side + 4, y1, side - 4, y2 - y1), r.choice(faces), ink, r)
        x1, x2 = (x1 + side, x2) if left else (x1, x2 - side)
    glyphs = r.choice(faces)
    height, placed = layout(serial, glyphs, (x2 - x1, y2 - y1), r)
    at = (x1, y1 + (y2 - y1 - height) * r.uniform(0.2, 0.8))
    layer = draw_serial(image, glyphs, placed, (at, height), ink, r)
    draw_ink(image, layer, ink, r)
    extras.furniture(image, ink, r)
    return Plate(image, serial.replace("-", ""), state if template else "")


def render_foreign(faces: list[Glyphs], r: random.Random) -> Plate:
    """A plate from elsewhere: one line on a plain ground, European ones with a country band."""
    rng = np.random.default_rng(r.getrandbits(32))
    country = r.choice(list(grammar.FOREIGN))
    long = country not in ("BR", "CAN", "AU", "NZ")
    serial = grammar.foreign_serial(country, r)
    ground = r.choice(BRAZIL if country == "BR" else EUROPE)
    image = np.empty((H, W, 3), np.uint8)
    image[:] = np.clip(np.float32(ground) + rng.uniform(-12, 12, 3), 0, 255)
    x1, x2 = round(W * 0.03), round(W * 0.97)
    if long and r.random() < 0.8:
        x1 = extras.euro_band(image, r)
    y1, y2 = (round(H * 0.1), round(H * 0.92)) if long else (round(H * 0.24), round(H * 0.9))
    ink = np.float32((255, 255, 255) if np.mean(ground) < 100 else r.choice(((15, 15, 15), (30, 30, 30), (90, 30, 20))))
    glyphs = r.choice(faces)
    height, placed = layout(serial, glyphs, (x2 - x1, y2 - y1), r)
    if long:  # a European plate is 4.7:1; the crop stretches it to 2:1
        height = (y2 - y1) * r.uniform(0.85, 1)
        fit = (x2 - x1) / max(1.0, placed[-1][1] + placed[-1][2] - placed[0][1]) * r.uniform(0.9, 0.99)
        placed = [(c, (x - placed[0][1]) * fit + 1, w * fit) for c, x, w in placed]
    layer = draw_serial(image, glyphs, placed, ((x1, y1 + (y2 - y1 - height) / 2), height), ink, r)
    draw_ink(image, layer, ink, r)
    if not long:
        extras.legends(image, country, ink, r)
    return Plate(image, serial.replace("-", ""), "")
