"""Plate and distractor textures: flat grey pictures that the compositor warps into scenes.

The plates drawn here are plain on purpose (layout, dark on light or light on dark, words,
stickers): the detector needs plate-like shapes in any style, the reader has its own renderer.
Distractors are things with letters that are not plates. All texts are random.
"""

from __future__ import annotations

import glob
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

FONT_ROOT = "/usr/share/fonts/truetype/"
LETTERS, DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
WORDS = (
    "Delivery Service Express Plumbing Heating Electric Pizza Taxi Police Sheriff Ambulance School Bus "
    "Rental Parking Exit Entrance Stop Yield Street Avenue North South Main Park Hotel Bank Market "
    "Motors Dealer Auto Sales Certified Turbo Diesel Hybrid Quattro Limited Sport Premium Caution "
    "Wide Turns Keep Right Clearance Loading Zone Private Open Closed Fresh Farm Tires Repair Towing"
).split()
BADGES = (
    "Toyota Nissan Honda Ford Chevrolet Dodge Jeep Peugeot Renault Citroen Skoda Volvo Suzuki Mazda Subaru Kia "
    "Hyundai Tundra Tacoma Silverado Sierra Ranger Frontier Titan Sorento Camry Accord Duster Logan Passat Octavia"
).split()


@dataclass(frozen=True)
class Texture:
    """Grey uint8 (h, w) and its opacity uint8 (h, w), or None where it is solid."""

    grey: np.ndarray
    alpha: np.ndarray | None = None


@lru_cache(maxsize=None)
def _font_files() -> tuple[str, ...]:
    found = sorted(glob.glob(FONT_ROOT + "**/*.ttf", recursive=True))
    wanted = ("roadgeek", "opendin", "osifont", "liberation", "dejavu", "freefont")
    kept = tuple(f for f in found if any(w in f.lower() for w in wanted) and "math" not in f.lower())
    if not kept:
        raise SystemExit(f"no fonts under {FONT_ROOT}: install fonts-liberation fonts-dejavu fonts-roadgeek")
    return kept


@lru_cache(maxsize=512)
def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)


def _pick(rng: np.random.Generator, items):
    return items[int(rng.integers(len(items)))]


def _plate_fonts() -> tuple[str, ...]:
    names = ("roadgeek", "opendin", "osifont", "sansnarrow-bold", "sans-bold", "condensed-bold", "mono-bold")
    return tuple(f for f in _font_files() if any(n in f.lower() for n in names)) or _font_files()


def serial(rng: np.random.Generator) -> str:
    """A random plate-like string of 4 to 8 letters, digits and at most one separator."""
    n = int(rng.integers(4, 8))
    cut = int(rng.integers(1, n)) if rng.random() < 0.7 else n
    first, second = (LETTERS, DIGITS) if rng.random() < 0.5 else (DIGITS, LETTERS)
    mixed = LETTERS + DIGITS
    pools = [mixed if rng.random() < 0.1 else (first if i < cut else second) for i in range(n)]
    text = "".join(_pick(rng, p) for p in pools)
    return text[:cut] + _pick(rng, ("", " ", "-", " ")) + text[cut:] if cut < n else text


def text_mask(rng: np.random.Generator, text: str, font: str, size: tuple[int, int]) -> np.ndarray:
    """The text stretched into a (width, height) mask, uint8."""
    face = _font(font, 64)
    stroke = int(rng.integers(0, 4))
    x1, y1, x2, y2 = face.getbbox(text, stroke_width=stroke)
    glyphs = Image.new("L", (max(1, x2 - x1), max(1, y2 - y1)))
    ImageDraw.Draw(glyphs).text((-x1, -y1), text, fill=255, font=face, stroke_width=stroke)
    return np.asarray(glyphs.resize((max(2, size[0]), max(2, size[1])), Image.BILINEAR))


def _stamp(grey: np.ndarray, mask: np.ndarray, x: int, y: int, level: float) -> None:
    """Draw the mask with the grey level at x, y; what lies outside is cut off."""
    x, y = max(0, x), max(0, y)
    part = grey[y : y + mask.shape[0], x : x + mask.shape[1]]
    m = mask[: part.shape[0], : part.shape[1]].astype(np.float32) / 255
    part[:] = (part * (1 - m) + level * m).astype(np.uint8)


def _ground(rng: np.random.Generator, w: int, h: int, level: float) -> np.ndarray:
    """An uneven ground: gradient plus soft blobs, as on scenic plates and dirty signs."""
    blobs = rng.normal(0, rng.choice([0, 6, 25]), (int(rng.integers(2, 6)), int(rng.integers(2, 9))))
    soft = cv2.resize(blobs.astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC)
    return np.clip(level + soft, 0, 255).astype(np.uint8)


def _serial_line(rng: np.random.Generator, grey: np.ndarray, area: tuple, ink: float, font: str) -> None:
    """A serial number across the area (x, y, w, h), narrower when it is short."""
    x, y, w, h = area
    text = serial(rng)
    used = min(w, len(text) * h * rng.uniform(0.42, 0.75))
    _stamp(grey, text_mask(rng, text, font, (int(used), int(h))), int(x + (w - used) / 2), int(y), ink)


def _small_words(rng: np.random.Generator, grey: np.ndarray, ink: float) -> None:
    """State name above, motto below, year stickers in corners: what surrounds a US serial."""
    h, w = grey.shape
    for top, share, p in ((rng.uniform(0.03, 0.07), 0.15, 0.85), (rng.uniform(0.82, 0.87), 0.11, 0.7)):
        if rng.random() < p:
            word = _pick(rng, WORDS).upper() if rng.random() < 0.6 else _pick(rng, WORDS)
            wide = min(w * 0.8, len(word) * h * share * 0.6)
            mask = text_mask(rng, word, _pick(rng, _font_files()), (int(wide), int(h * share)))
            _stamp(grey, mask, int((w - wide) * rng.uniform(0.4, 0.6)), int(top * h), ink if rng.random() < 0.6 else 120)
    for corner in range(4):
        if rng.random() < 0.25:
            x, y = (0.03 if corner % 2 else 0.85) * w, (0.04 if corner < 2 else 0.78) * h
            cv2.rectangle(grey, (int(x), int(y)), (int(x + w * 0.12), int(y + h * 0.16)), int(rng.integers(60, 255)), -1)


def lettered(strip: np.ndarray, rng: np.random.Generator, ink: float) -> None:
    """A word or two along a strip, in place: a dealer's name on a plate frame."""
    h, w = strip.shape
    word = " ".join(_pick(rng, WORDS + BADGES) for _ in range(int(rng.integers(1, 3)))).upper()
    tall = max(2, int(h * rng.uniform(0.55, 0.9)))
    wide = min(w * 0.95, len(word) * tall * rng.uniform(0.5, 0.9))
    _stamp(strip, text_mask(rng, word, _pick(rng, _font_files()), (int(wide), tall)), int((w - wide) / 2), (h - tall) // 2, ink)


def draw_plate(rng: np.random.Generator) -> Texture:
    """A plate of a random layout: US 2:1, European 4.7:1, Australian 2.8:1, two lines, motorcycle."""
    layout = rng.choice(["us", "long", "wide", "double"], p=[0.52, 0.24, 0.1, 0.14])
    w = 256
    h = int(w / {"us": 2.0, "long": 4.64, "wide": 2.8, "double": rng.uniform(1.25, 1.7)}[layout])
    light = rng.random() < 0.75
    paper, ink = (rng.uniform(150, 255), rng.uniform(0, 90)) if light else (rng.uniform(10, 90), rng.uniform(150, 255))
    grey = _ground(rng, w, h, paper)
    font = _pick(rng, _plate_fonts())
    if layout == "double":
        _serial_line(rng, grey, (w * 0.15, h * 0.08, w * 0.7, h * 0.36), ink, font)
        _serial_line(rng, grey, (w * 0.08, h * 0.52, w * 0.84, h * 0.40), ink, font)
    elif layout == "us":
        _small_words(rng, grey, ink)
        tall = rng.uniform(0.42, 0.6)
        _serial_line(rng, grey, (w * 0.05, h * (0.52 - tall / 2), w * 0.9, h * tall), ink, font)
    else:
        band = w * 0.09 if layout == "long" and rng.random() < 0.7 else 0
        cv2.rectangle(grey, (0, 0), (int(band), h), int(rng.uniform(40, 110)), -1) if band else None
        tall = rng.uniform(0.62, 0.8)
        _serial_line(rng, grey, (w * 0.03 + band, h * (1 - tall) / 2, w * 0.94 - band, h * tall), ink, font)
    if rng.random() < 0.5:
        cv2.rectangle(grey, (2, 2), (w - 3, h - 3), int(ink), int(rng.integers(1, 4)))
    return Texture(grey)


def fill_blank_design(rng: np.random.Generator, grey: np.ndarray) -> np.ndarray:
    """A serial number drawn over a design whose middle is empty; others come back as they are."""
    h, w = grey.shape
    middle = grey[int(h * 0.3) : int(h * 0.72), int(w * 0.3) : int(w * 0.9)]
    if cv2.Laplacian(middle, cv2.CV_32F).std() > 12:
        return grey
    out = grey.copy()
    ink = rng.uniform(0, 80) if middle.mean() > 110 else rng.uniform(180, 255)
    _serial_line(rng, out, (w * 0.12, h * 0.26, w * 0.78, h * 0.48), ink, _pick(rng, _plate_fonts()))
    return out


def _phrase(rng: np.random.Generator) -> str:
    kind = rng.integers(7)
    if kind == 5:
        word = _pick(rng, BADGES) if rng.random() < 0.6 else _pick(rng, WORDS)
        word = word.upper() if rng.random() < 0.7 else word
        return " ".join(word) if rng.random() < 0.4 else word
    if kind == 6:
        return "".join(_pick(rng, DIGITS) for _ in range(int(rng.integers(1, 6))))
    if kind == 0:
        d = "".join(_pick(rng, DIGITS) for _ in range(10))
        return f"{d[:3]}-{d[3:6]}-{d[6:]}" if rng.random() < 0.5 else f"({d[:3]}) {d[3:6]}-{d[6:]}"
    if kind == 1:
        return f"www.{_pick(rng, WORDS).lower()}{_pick(rng, WORDS).lower()}.com"
    words = " ".join(_pick(rng, WORDS) for _ in range(int(rng.integers(1, 4))))
    return words.upper() if rng.random() < 0.5 else words


def _lines(rng: np.random.Generator, texts: list[str], height: int) -> np.ndarray:
    """Lines of text below each other as one mask."""
    font = _pick(rng, _font_files())
    rows = [text_mask(rng, t, font, (int(len(t) * height * rng.uniform(0.4, 0.6)), height)) for t in texts]
    wide = max(r.shape[1] for r in rows)
    padded = [np.pad(r, ((height // 6, height // 6), ((wide - r.shape[1]) // 2, wide - r.shape[1] - (wide - r.shape[1]) // 2))) for r in rows]
    return np.vstack(padded)


def draw_lettering(rng: np.random.Generator) -> Texture:
    """Bare lettering as on vans, windows, badges and walls: only the glyphs are opaque."""
    mask = _lines(rng, [_phrase(rng) for _ in range(1 + int(rng.integers(3) * rng.random() * 1.6))], int(rng.integers(20, 40)))
    return Texture(np.full(mask.shape, int(rng.uniform(0, 255)), np.uint8), mask)


def draw_stamp(rng: np.random.Generator) -> Texture:
    """A screen overlay: date, time, speed or camera name in white with a black outline or on black."""
    d = rng.integers(0, 10, 14)
    forms = (
        "{}{}{}{}-{}{}-{}{} {}{}:{}{}:{}{}", "{}{}/{}{}/{}{}{}{}  {}{}:{}{}:{}{}", "{}{}:{}{}:{}{}", "CAM {}  {}{} MPH",
        "CH{}{}", "REC {}{}:{}{}", "N{}{}.{}{}{}{} W{}{}.{}{}{}{}", "UNIT {}{}{}", "{}{} KM/H",
    )
    text = _pick(rng, forms).format(*d)
    mask = _lines(rng, [text], 28)
    mask = np.pad(mask, 4)
    if rng.random() < 0.4:
        return Texture(mask)
    return Texture(mask, cv2.dilate(mask, np.ones((5, 5), np.uint8)))


def draw_sign(rng: np.random.Generator) -> Texture:
    """A sign, sticker or dealer board: words in several lines, or one long one, on a solid ground."""
    texts = [_phrase(rng) for _ in range(int(rng.integers(1, 5)))]
    mask = np.pad(_lines(rng, texts, 28), int(rng.integers(3, 22)))
    paper = rng.uniform(0, 255)
    ink = np.clip(paper + rng.choice([-1, 1]) * rng.uniform(80, 255), 0, 255)
    grey = _ground(rng, mask.shape[1], mask.shape[0], paper)
    _stamp(grey, mask, 0, 0, float(ink))
    return Texture(grey)


def draw_empty_frame(rng: np.random.Generator) -> Texture:
    """A plate holder without a plate, or a blank rectangle: plate-shaped, nothing to read."""
    h, w = int(rng.uniform(50, 130)), 256
    level = rng.uniform(0, 255)
    grey = _ground(rng, w, h, level)
    edge = int(rng.uniform(3, 14))
    cv2.rectangle(grey, (0, 0), (w - 1, h - 1), int(rng.uniform(0, 255)), edge)
    if rng.random() < 0.5:
        _stamp(grey, text_mask(rng, _phrase(rng), _pick(rng, _font_files()), (w // 2, edge + 6)), w // 4, h - edge - 8, 255 - level)
    return Texture(grey)


def draw_pattern(rng: np.random.Generator) -> Texture:
    """Grilles, vents, fences, bricks and railings: regular strokes of plate-like frequency."""
    h, w = int(rng.uniform(60, 200)), 256
    grey = _ground(rng, w, h, rng.uniform(0, 255))
    level, step = int(rng.uniform(0, 255)), int(rng.uniform(8, 40))
    thick, bricks = int(rng.uniform(1, max(2, step // 2))), rng.random() < 0.4
    for i, x in enumerate(range(0, w if not bricks else h, step)):
        if not bricks:
            cv2.line(grey, (x, 0), (x + int(rng.uniform(-3, 3)), h), level, thick)
            continue
        cv2.line(grey, (0, x), (w, x), level, 2)
        for k in range((i % 2) * step, w, step * 2):
            cv2.line(grey, (k, x), (k, x + step), level, 2)
    return Texture(grey)


def draw_distractor(rng: np.random.Generator) -> Texture:
    """Any of the things with strokes or letters that are not plates (overlays are drawn apart)."""
    makers = (draw_lettering, draw_sign, draw_empty_frame, draw_pattern)
    return makers[int(rng.choice(4, p=[0.35, 0.35, 0.12, 0.18]))](rng)
