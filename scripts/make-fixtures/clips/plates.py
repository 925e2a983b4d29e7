"""Draws the plates of the clips: invented serials on plain designs that resemble Kansas and Missouri issues."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

SIZE = (600, 300)
DIE = "/usr/share/fonts/truetype/roadgeek/RG2014C.ttf"
LEGEND = "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"


@dataclass(frozen=True)
class Design:
    """Ground and ink (RGB), the legends above and below, and a band of colour at the top (or None)."""

    ground: tuple[int, int, int]
    ink: tuple[int, int, int]
    top: str
    bottom: str
    band: tuple[int, int, int] | None = None


DESIGNS = {
    "KS": Design((205, 220, 235), (20, 30, 90), "KANSAS", "to the stars", (120, 160, 205)),
    "MO": Design((245, 245, 242), (25, 35, 110), "MISSOURI", "Show-Me State", (60, 90, 170)),
    "NE": Design((240, 238, 225), (25, 25, 25), "NEBRASKA", "", None),
}


def _text(draw: ImageDraw.ImageDraw, text: str, box: tuple[float, float, float, float], font_path: str, ink: tuple[int, int, int]) -> None:
    """Text that fills a box (x1, y1, x2, y2) in height and is squeezed to its width."""
    x1, y1, x2, y2 = box
    font = ImageFont.truetype(font_path, 220)
    left, top, right, bottom = font.getbbox(text)
    layer = Image.new("L", (right - left + 8, bottom - top + 8), 0)
    ImageDraw.Draw(layer).text((4 - left, 4 - top), text, fill=255, font=font, stroke_width=1)
    height = round(y2 - y1)
    width = min(round(x2 - x1), round(layer.width * height / layer.height))
    layer = layer.resize((width, height), Image.Resampling.LANCZOS)
    draw.bitmap((round((x1 + x2 - width) / 2), round(y1)), layer, fill=ink)


def draw_plate(state: str, serial: str) -> np.ndarray:
    """A clean plate, BGR, SIZE pixels, with an embossed look."""
    design = DESIGNS[state]
    width, height = SIZE
    image = Image.new("RGB", SIZE, design.ground)
    draw = ImageDraw.Draw(image)
    if design.band:
        draw.rectangle((0, 0, width, 62), fill=design.band)
    _text(draw, design.top, (150, 12, 450, 56), LEGEND, (255, 255, 255) if design.band else design.ink)
    if design.bottom:
        _text(draw, design.bottom, (190, 256, 410, 288), LEGEND, design.ink)
    _text(draw, serial, (30, 80, 570, 240), DIE, design.ink)
    draw.rounded_rectangle((4, 4, width - 5, height - 5), 26, outline=design.ink, width=5)
    for x in (120, 480):
        for y in (24, 276):
            draw.ellipse((x - 9, y - 9, x + 9, y + 9), fill=(70, 70, 70))
    draw.rectangle((40, 252, 96, 290), fill=(200, 60, 40))
    flat = np.asarray(image)[:, :, ::-1].astype(np.float32)
    grey = cv2.GaussianBlur(flat.mean(2), (0, 0), 1.5)
    light = cv2.Sobel(grey, cv2.CV_32F, 1, 1, ksize=3)
    return np.clip(flat + light[..., None] * 1.2, 0, 255).astype(np.uint8)


def smear(plate: np.ndarray, at: int, of: int) -> np.ndarray:
    """Mud over the right half of character `at` of `of`: an 8 looks like a B turned round, a B like an E."""
    dirty = plate.copy()
    cell = 540 / of
    centre = (round(30 + (at + 0.72) * cell), 165)
    mask = np.zeros(plate.shape[:2], np.float32)
    cv2.ellipse(mask, centre, (round(cell * 0.26), 74), 8, 0, 360, 1.0, -1)
    mask = cv2.GaussianBlur(mask, (0, 0), 9)[..., None] * 0.85
    mud = np.full_like(plate, (96, 118, 130))
    return (dirty * (1 - mask) + mud * mask).astype(np.uint8)
