"""From a plate picture to what a camera and a detector would have delivered of it: a 160 x 64 luma crop.

One warp only: the plate is drawn at the resolution of an imagined capture (24 to 250 px wide), spoilt
there, and scaled to the reader's input as the pipeline does. Labels never change.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

import cv2
import numpy as np

SIZE = (160, 64)
"""Width and height of the reader's input."""


@dataclass(frozen=True)
class Strength:
    """How hard the augmentation is; 1 is the training default, 0 leaves the picture nearly as it is."""

    geometry: float = 1.0
    light: float = 1.0
    blur: float = 1.0


def target_quad(r: random.Random, strength: Strength, aspect: float = 2.0) -> np.ndarray:
    """Where the plate's corners fall in the crop, in fractions of its width and height.

    Straightened crops err as corners err; box crops hold a rolled plate in its upright bounding box.
    """
    g = strength.geometry
    u = r.random()
    if u < 0.4:
        mx, my = r.gauss(0.05, 0.025), r.gauss(0.05, 0.03)
    elif u < 0.62:
        mx, my = r.gauss(0.0, 0.012), r.gauss(0.0, 0.015)
    elif u < 0.87:
        mx, my = r.gauss(0.095, 0.02), r.gauss(0.095, 0.025)
    else:
        mx, my = r.uniform(0, 0.2), r.uniform(0, 0.24)
    if r.random() < 0.6:
        quad = np.float32([[0, 0], [1, 0], [1, 1], [0, 1]])
        quad += np.float32([[r.gauss(0, 0.018) * g, r.gauss(0, 0.03) * g] for _ in range(4)])
    else:
        # One box crop in five holds a plate rolled far: no corners were found, the car leans or the camera does.
        angle = (r.uniform(-0.36, 0.36) if r.random() < 0.2 else r.gauss(0, 0.09)) * g
        shear = r.gauss(0, 0.08) * g
        view, pitch = r.gauss(0, 0.05) * g, r.gauss(0, 0.06) * g
        squash = 1 - abs(r.gauss(0, 0.15)) * g
        flat = np.float32([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * np.float32([aspect / 2 * squash, 0.5])
        flat[:, 1] *= 1 + view * np.sign(flat[:, 0])
        flat[:, 0] *= 1 + pitch * np.sign(flat[:, 1])
        flat[:, 0] += shear * flat[:, 1]
        c, s = math.cos(angle), math.sin(angle)
        quad = (flat @ np.float32([[c, s], [-s, c]])).astype(np.float32)
        quad = (quad - quad.min(0)) / (quad.max(0) - quad.min(0))
    top, bottom = my, my
    if r.random() < 0.22:  # boxes drawn around the characters only
        top, bottom = r.uniform(-0.24, 0.02), r.uniform(-0.22, 0.02)
    left, right = mx + r.gauss(0, 0.018) * g, mx + r.gauss(0, 0.018) * g
    low, high = np.float32([left, top]), np.float32([1 - right, 1 - bottom])
    return low + quad * (high - low)


def _capture_size(r: random.Random, own_width: float, strength: Strength) -> tuple[int, int]:
    """Resolution of the imagined capture of the whole crop, not above the picture's own."""
    width = math.exp(r.uniform(math.log(34), math.log(210))) if r.random() < 0.75 * strength.blur else own_width
    width = min(width * 1.1, own_width * 1.15, 230)
    return max(24, round(width)), max(12, round(width * r.uniform(0.38, 0.62)))


def warp(image: np.ndarray, quad: np.ndarray, target: np.ndarray, size: tuple[int, int], background: np.ndarray | None) -> np.ndarray:
    """Map ``quad`` of a luma picture to ``target`` (fractions of ``size``); outside: background, or the border replicated."""
    goal = (target * np.float32(size)).astype(np.float32)
    shrink = min(np.linalg.norm(quad[1] - quad[0]) / max(1.0, np.linalg.norm(goal[1] - goal[0])),
                 np.linalg.norm(quad[3] - quad[0]) / max(1.0, np.linalg.norm(goal[3] - goal[0])))
    if shrink > 1.25:
        sigma = 0.42 * (shrink - 0.6)
        image = cv2.GaussianBlur(image, (0, 0), sigma)
    matrix = cv2.getPerspectiveTransform(quad.astype(np.float32) - 0.5, goal - 0.5)
    if background is None:
        return cv2.warpPerspective(image, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    canvas = cv2.resize(background, size, interpolation=cv2.INTER_AREA)
    return cv2.warpPerspective(image, matrix, size, dst=canvas, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_TRANSPARENT)


def shade(grey: np.ndarray, r: random.Random) -> np.ndarray:
    """Shadow edges, dirt or snow, glare: multiplied or added in float32."""
    h, w = grey.shape
    kind = r.random()
    if kind < 0.5:
        mask = np.ones((h, w), np.float32)
        points = np.int32([[r.randint(-w // 3, w + w // 3), r.randint(-h, 2 * h)] for _ in range(4)])
        cv2.fillConvexPoly(mask, cv2.convexHull(points), r.uniform(0.25, 0.8))
        if r.random() < 0.7:
            mask = cv2.blur(mask, (r.choice((3, 5, 9)),) * 2)
        return grey * mask
    if kind < 0.75:
        rows, columns = r.choice((2, 4, 6)), r.choice((4, 7, 12))
        coarse = np.float32([r.random() for _ in range(rows * columns)]).reshape(rows, columns)
        noise = cv2.resize(coarse, (w, h), interpolation=cv2.INTER_CUBIC)
        mask = np.clip((noise - r.uniform(0.55, 0.85)) * 4, 0, 1) * r.uniform(0.2, 0.75)
        return grey * (1 - mask) + r.choice((60, 90, 110, 240)) * mask
    if kind < 0.9:
        spot = np.zeros((h, w), np.float32)
        cv2.circle(spot, (r.randint(0, w), r.randint(0, h)), r.randint(max(1, h // 8), max(2, h // 2)), r.uniform(60, 220), -1)
        glow = cv2.GaussianBlur(spot, (0, 0), max(1.0, h / r.uniform(4, 12)))
        if r.random() < 0.3:  # headlights beside or below: the whole plate drowns towards one side
            glow = glow + cv2.GaussianBlur(spot, (0, 0), h / r.uniform(1.2, 3)) * r.uniform(0.5, 2)
        return grey + glow
    ramp = np.linspace(r.uniform(0.45, 1.2), r.uniform(0.45, 1.2), w, dtype=np.float32)[None]
    return grey * ramp


def expose(grey: np.ndarray, r: random.Random, strength: Strength) -> np.ndarray:
    """Exposure, contrast and gamma as a table; sometimes clipped, nearly dark, washed out or inverted."""
    x = np.arange(256, dtype=np.float32) / 255
    x = x ** math.exp(r.gauss(0, 0.3) * strength.light)
    u = r.random()
    if u < 0.12 * strength.light:
        x = x * r.uniform(1.2, 2.0) + r.uniform(0, 0.2)
    elif u < 0.30 * strength.light:  # dusk and night
        x = x * r.uniform(0.06, 0.4) + r.uniform(0, 0.1)
    elif u < 0.45 * strength.light:
        x = x * r.uniform(0.12, 0.4) + r.uniform(0.2, 0.6)
    else:
        x = x * r.uniform(0.55, 1.1) + r.uniform(-0.05, 0.15)
    if r.random() < 0.05 * strength.light:
        x = 1 - x
    table = np.clip(x * 255, 0, 255).astype(np.uint8)
    return cv2.LUT(grey, table)


def soften(grey: np.ndarray, r: random.Random, strength: Strength) -> np.ndarray:
    """Defocus and motion at capture resolution."""
    w = grey.shape[1]
    if r.random() < 0.5 * strength.blur:
        grey = cv2.GaussianBlur(grey, (0, 0), 0.3 + abs(r.gauss(0, 0.55)) * max(1.0, w / 110))
    if r.random() < 0.17 * strength.blur:
        length = max(3, int(r.uniform(0.02, 0.055) * w)) | 1
        kernel = np.zeros((length, length), np.float32)
        angle = r.choice((0.0, 0.0, r.uniform(0, math.pi), math.pi / 2))
        c, half = length // 2, length // 2
        dx, dy = math.cos(angle) * half, math.sin(angle) * half
        cv2.line(kernel, (round(c - dx), round(c - dy)), (round(c + dx), round(c + dy)), 1.0)
        grey = cv2.filter2D(grey, -1, kernel / kernel.sum())
    return grey


def encode(grey: np.ndarray, r: random.Random, rng: np.random.Generator, strength: Strength) -> np.ndarray:
    """Sensor noise, then JPEG or video compression."""
    if r.random() < 0.6 * strength.light:
        # Noise drowns a dark picture before it troubles a bright one: up to a third of the contrast that is left.
        sigma = min(abs(r.gauss(0, 5.0)), max(1.0, 0.33 * float(grey.std()))) if r.random() < 0.8 else abs(r.gauss(0, 7.0))
        noise = rng.standard_normal(grey.shape, np.float32) * sigma
        grey = np.clip(grey + noise, 0, 255).astype(np.uint8)
    if r.random() < 0.5 * strength.blur:
        quality = r.randint(18, 60) if r.random() < 0.35 else r.randint(55, 95)
        grey = cv2.imdecode(cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_GRAYSCALE)
        if r.random() < 0.25:  # a video codec filters its block edges, and small detail with them
            grey = cv2.bilateralFilter(grey, 5, r.uniform(8, 30), 1.5)
    return grey


def augment(image: np.ndarray, quad: np.ndarray, background: np.ndarray | None, r: random.Random,
            rng: np.random.Generator, strength: Strength = Strength()) -> np.ndarray:
    """One training crop, SIZE, uint8. ``background`` None: the picture itself has the surroundings."""
    own = float(np.linalg.norm(quad[1] - quad[0]))
    size = _capture_size(r, own, strength)
    grey = warp(image, quad, target_quad(r, strength), size, background)
    if r.random() < 0.32 * strength.light:
        grey = np.clip(shade(grey.astype(np.float32), r), 0, 255).astype(np.uint8)
    if r.random() < 0.12 * strength.blur:  # light spreads before the sensor clips it: thin strokes vanish
        grey = cv2.GaussianBlur(grey, (0, 0), r.uniform(0.6, 1.4) * max(1.0, size[0] / 120))
    grey = expose(grey, r, strength)
    grey = encode(soften(grey, r, strength), r, rng, strength)
    if size[0] > SIZE[0] and size[1] > SIZE[1]:
        return cv2.resize(grey, SIZE, interpolation=cv2.INTER_AREA)
    grey = cv2.resize(grey, SIZE, interpolation=cv2.INTER_CUBIC if r.random() < 0.15 else cv2.INTER_LINEAR)
    if r.random() < 0.08 * strength.blur:
        grey = cv2.addWeighted(grey, 1.8, cv2.GaussianBlur(grey, (0, 0), 1.5), -0.8, 0)
    return grey
