"""Draws the faces of vehicles as flat pictures that the scene puts into perspective: a rear with its plate, and a side."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

PX_PER_M = 600
REAR_M = (1.84, 1.46)
SIDE_M = (4.5, 1.46)
PLATE_M = (0.32, 0.16)
PLATE_CENTRE_M = (0.92, 0.88)
"""Middle of the plate on the rear: metres from the left edge, and down from the roof."""


@dataclass(frozen=True)
class Look:
    """Paint (BGR), and what is written on the tailgate (not a plate, and must not be read as one)."""

    paint: tuple[int, int, int]
    lettering: str = ""


def _canvas(size_m: tuple[float, float], paint: tuple[int, int, int]) -> np.ndarray:
    width, height = (round(v * PX_PER_M) for v in size_m)
    shade = np.linspace(1.12, 0.62, height, dtype=np.float32)[:, None, None]
    return np.clip(np.full((height, width, 3), paint, np.float32) * shade, 0, 255).astype(np.uint8)


def _m(x: float, y: float) -> tuple[int, int]:
    return round(x * PX_PER_M), round(y * PX_PER_M)


def rear(look: Look, plate: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The rear of a car: BGR picture and its alpha (0..1)."""
    image = _canvas(REAR_M, look.paint)
    dark = tuple(int(v * 0.35) for v in look.paint)
    glass = np.array([_m(0.34, 0.08), _m(1.50, 0.08), _m(1.66, 0.52), _m(0.18, 0.52)])
    cv2.fillPoly(image, [glass], (52, 44, 40), cv2.LINE_AA)
    cv2.fillPoly(image, [np.array([_m(0.42, 0.12), _m(0.8, 0.12), _m(0.6, 0.5), _m(0.3, 0.5)])], (84, 76, 70), cv2.LINE_AA)
    cv2.line(image, _m(0.1, 0.6), _m(1.74, 0.6), dark, 6, cv2.LINE_AA)
    for x in (0.06, 1.46):
        cv2.rectangle(image, _m(x, 0.62), _m(x + 0.32, 0.84), (30, 26, 170), -1)
        cv2.rectangle(image, _m(x + 0.02, 0.64), _m(x + 0.15, 0.74), (60, 60, 235), -1)
        cv2.rectangle(image, _m(x, 0.62), _m(x + 0.32, 0.84), dark, 3)
    cv2.rectangle(image, _m(0.52, 0.74), _m(1.32, 1.02), dark, -1)
    cv2.rectangle(image, _m(0.04, 1.08), _m(1.80, 1.30), tuple(int(v * 0.8) for v in look.paint), -1)
    cv2.line(image, _m(0.04, 1.08), _m(1.80, 1.08), dark, 5)
    cv2.rectangle(image, _m(0.1, 1.26), _m(1.74, 1.40), (34, 34, 34), -1)
    for x in (0.1, 1.42):
        cv2.rectangle(image, _m(x, 1.24), _m(x + 0.32, 1.46), (22, 22, 22), -1)
    if look.lettering:
        cv2.putText(image, look.lettering, _m(1.0, 0.70), cv2.FONT_HERSHEY_DUPLEX, 1.5, (215, 215, 215), 3, cv2.LINE_AA)
    width, height = (round(v * PX_PER_M) for v in PLATE_M)
    x, y = _m(PLATE_CENTRE_M[0] - PLATE_M[0] / 2, PLATE_CENTRE_M[1] - PLATE_M[1] / 2)
    image[y : y + height, x : x + width] = cv2.resize(plate, (width, height), interpolation=cv2.INTER_AREA)
    return image, _rounded(image.shape[:2], [(0.2, 0.0), (1.64, 0.0), (1.84, 0.55), (1.84, 1.3), (1.74, 1.46), (0.1, 1.46), (0.0, 1.3), (0.0, 0.55)])


def side(look: Look) -> tuple[np.ndarray, np.ndarray]:
    """The side of a car; its right edge is the rear."""
    image = _canvas(SIDE_M, tuple(int(v * 0.82) for v in look.paint))
    for corners in ([(1.3, 0.12), (2.3, 0.1), (2.3, 0.5), (0.95, 0.5)], [(2.4, 0.1), (3.5, 0.12), (3.95, 0.5), (2.4, 0.5)]):
        cv2.fillPoly(image, [np.array([_m(*c) for c in corners])], (54, 46, 42), cv2.LINE_AA)
    cv2.line(image, _m(2.35, 0.55), _m(2.35, 1.2), (30, 30, 30), 4)
    for x in (0.85, 3.6):
        cv2.circle(image, _m(x, 1.16), round(0.34 * PX_PER_M), (20, 20, 20), -1, cv2.LINE_AA)
        cv2.circle(image, _m(x, 1.16), round(0.2 * PX_PER_M), (120, 120, 125), -1, cv2.LINE_AA)
    outline = [(0.0, 0.7), (0.8, 0.52), (1.25, 0.02), (3.5, 0.0), (4.2, 0.45), (4.5, 0.55), (4.5, 1.3), (4.3, 1.46), (0.1, 1.46), (0.0, 1.3)]
    return image, _rounded(image.shape[:2], outline)


def _rounded(shape: tuple[int, int], outline: list[tuple[float, float]]) -> np.ndarray:
    alpha = np.zeros(shape, np.float32)
    cv2.fillPoly(alpha, [np.array([_m(*point) for point in outline])], 1.0, cv2.LINE_AA)
    return cv2.GaussianBlur(alpha, (0, 0), 4)


def board(text: str, size_m: tuple[float, float], ground: tuple[int, int, int], ink: tuple[int, int, int]) -> tuple[np.ndarray, np.ndarray]:
    """A road sign or a van's door with lettering: hard negatives, the words one below the other."""
    image = _canvas(size_m, ground)
    lines = text.split("|")
    step = image.shape[0] / (len(lines) + 0.4)
    for number, line in enumerate(lines):
        (width, height), _ = cv2.getTextSize(line, cv2.FONT_HERSHEY_DUPLEX, 1.0, 2)
        scale = min(step * 0.62 / height, image.shape[1] * 0.86 / width)
        x, y = round((image.shape[1] - width * scale) / 2), round(step * (number + 0.85))
        cv2.putText(image, line, (x, y), cv2.FONT_HERSHEY_DUPLEX, scale, ink, max(2, round(scale * 2.4)), cv2.LINE_AA)
    cv2.rectangle(image, (6, 6), (image.shape[1] - 7, image.shape[0] - 7), ink, 5)
    return image, np.ones(image.shape[:2], np.float32)
