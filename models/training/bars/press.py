"""A second way to draw a plate, sharing nothing with ``render.plate`` but the artwork: characters at a fixed pitch, pressed into the sheet
and lit from above, or printed flat, from fonts that no training uses."""

from __future__ import annotations

import random
from functools import lru_cache

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from render.glyphs import find_font
from render.templates import Template

HELD_OUT_FONTS = ("RG2014F", "RG2014EM", "DejaVuSans-Bold", "FreeMonoBold", "LiberationSansNarrow-BoldItalic")
"""None of ``render.glyphs.PLATE_FONTS``; the italic one is set upright again."""
SCALE = 4


@lru_cache(maxsize=64)
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(find_font(name)), size)


@lru_cache(maxsize=2048)
def _character(name: str, c: str, stroke: int) -> np.ndarray:
    """Alpha of a character, 160 px high."""
    font = _font(name, 200)
    left, top, right, bottom = font.getbbox(c, stroke_width=stroke)
    picture = Image.new("L", (right - left, bottom - top))
    ImageDraw.Draw(picture).text((-left, -top), c, fill=255, font=font, stroke_width=stroke, stroke_fill=255)
    alpha = np.asarray(picture)
    if "Italic" in name:
        h, w = alpha.shape
        alpha = cv2.warpAffine(alpha, np.float32([[1, 0.2, -0.2 * h], [0, 1, 0]]), (w, h))
        columns = np.flatnonzero(alpha.any(0))
        alpha = alpha[:, columns[0]:columns[-1] + 1]
    return cv2.resize(alpha, (max(4, round(alpha.shape[1] * 160 / alpha.shape[0])), 160), interpolation=cv2.INTER_AREA)


def press(template: Template, serial: str, r: random.Random) -> np.ndarray:
    """BGR plate, SCALE times the template's size; ``-`` in the serial is a gap of half a character."""
    base = cv2.resize(template.image, None, fx=SCALE, fy=SCALE, interpolation=cv2.INTER_CUBIC).astype(np.float32)
    x1, y1, x2, y2 = (v * SCALE for v in template.serial)
    ground = base[y1:y2, x1:x2].reshape(-1, 3).mean(0)
    ink = template.ink.astype(np.float32) if template.ink is not None else np.float32((95, 40, 20)) if ground.mean() > 105 else np.float32((245, 245, 245))
    if abs(float(ink.mean() - ground.mean())) < 60:
        ink = np.float32((30, 25, 25)) if ground.mean() > 105 else np.float32((245, 245, 245))
    name, stroke = r.choice(HELD_OUT_FONTS), r.choice((0, 3, 6))
    cells = sum(0.5 if c == "-" else 1.0 for c in serial)
    pitch = min((x2 - x1) / cells, (y2 - y1) * 0.62)
    height = min(y2 - y1, pitch * r.uniform(1.75, 2.1)) * r.uniform(0.9, 1)
    alpha = np.zeros(base.shape[:2], np.float32)
    x, top = x1 + ((x2 - x1) - pitch * cells) / 2, y1 + (y2 - y1 - height) / 2
    for c in serial:
        if c == "-":
            x += pitch * 0.5
            continue
        glyph = _character(name, c, stroke)
        w = min(pitch * 0.88, glyph.shape[1] * height / 160)
        part = cv2.resize(glyph, (max(3, round(w)), round(height)), interpolation=cv2.INTER_AREA)
        left, upper = round(x + (pitch - part.shape[1]) / 2), round(top)
        goal = alpha[upper:upper + part.shape[0], left:left + part.shape[1]]
        np.maximum(goal, part[:goal.shape[0], :goal.shape[1]] / 255.0, out=goal)
        x += pitch
    if r.random() < 0.6:  # pressed: the slopes of the raised characters catch light from above and throw shadow below
        relief = cv2.GaussianBlur(alpha, (0, 0), SCALE * 0.8)
        slope = cv2.Sobel(relief, cv2.CV_32F, 0, 1, ksize=3) * 0.7 + cv2.Sobel(relief, cv2.CV_32F, 1, 0, ksize=3) * r.uniform(-0.4, 0.4)
        base += slope[..., None] * r.uniform(25, 60)
    base = base * (1 - alpha[..., None]) + ink * alpha[..., None]
    rim = SCALE * 2
    cv2.rectangle(base, (rim, rim), (base.shape[1] - rim, base.shape[0] - rim), tuple(float(v) for v in ground * 0.8), SCALE // 2)
    return np.clip(base, 0, 255).astype(np.uint8)
