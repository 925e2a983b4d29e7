"""How a camera of this module sees a plate: by light, distance and sensor; apart from the training's augmentation on purpose.

Light is counted: a picture is turned into linear light, dimmed, blurred by lens and motion, sampled by the sensor's pixels, given the shot
noise of its photons and the noise of reading, amplified, and compressed.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

LIGHTS = ("day", "dusk", "infrared")
AROUND = 0.5
"""Car paint kept around the plate while it is photographed, in plate widths and heights."""


@dataclass(frozen=True)
class Shot:
    """BGR picture of the plate and a little around it, as a good detector cuts it, and the plate's width in it."""

    image: np.ndarray
    width: float


def _scene(plate: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    h, w = plate.shape[:2]
    paint = rng.uniform(0, 1) ** 1.5 * 200 + rng.normal(0, 10, 3)
    scene = np.empty((h * 2, w * 2, 3), np.float32)
    scene[:] = paint + np.linspace(-15, 15, h * 2)[:, None, None]
    y, x = h // 2, w // 2
    scene[y + 3:y + h + 9, x - 2:x + w + 6] *= 0.45  # the shadow of the plate's rim
    scene[y:y + h, x:x + w] = plate
    return np.clip(scene, 0, 255)


def _light(linear: np.ndarray, light: str, rng: np.random.Generator) -> tuple[np.ndarray, float]:
    """The light that falls on the sensor, 1 = full scale, and the electrons of full scale."""
    h, w = linear.shape[:2]
    if light == "infrared":
        mix = np.array([rng.uniform(0, 0.15), rng.uniform(0.05, 0.35), rng.uniform(0.5, 1)])
        one = linear @ (mix / mix.sum())
        yy, xx = np.mgrid[0:h, 0:w]
        spot = np.exp(-(((xx / w - rng.uniform(0.3, 0.7)) ** 2 + (yy / h - rng.uniform(0.3, 0.7)) ** 2) / rng.uniform(0.08, 0.5)))
        return np.repeat((one * (0.25 + rng.uniform(0.5, 1.3) * spot))[..., None], 3, 2), rng.uniform(1500, 6000)
    if light == "dusk":
        cast = np.array([1.15, 1.0, 0.85]) if rng.random() < 0.6 else np.array([0.6, 0.85, 1.15])
        return linear * cast * rng.uniform(0.04, 0.14), rng.uniform(2500, 9000)
    sun = rng.uniform(0.45, 1.05)
    shadow = np.ones((h, w), np.float32)
    if rng.random() < 0.3:
        edge = rng.uniform(0.2, 0.8)
        shadow = np.where(np.mgrid[0:h, 0:w][0] / h + rng.uniform(-0.4, 0.4) * np.mgrid[0:h, 0:w][1] / w < edge, rng.uniform(0.3, 0.6), 1.0)
    return linear * shadow[..., None] * sun * rng.normal(1, 0.03, 3), 20000.0


def photograph(plate: np.ndarray, width: float, light: str, rng: np.random.Generator) -> Shot:
    """One picture of a BGR plate that is ``width`` pixels wide in the camera's frame."""
    scene = _scene(plate, rng)
    h, w = plate.shape[:2]
    corners = np.float32([[w / 2, h / 2], [w * 1.5, h / 2], [w * 1.5, h * 1.5], [w / 2, h * 1.5]])
    yaw, roll = rng.normal(0, 0.18), rng.normal(0, 0.03)
    height = width * h / w
    flat = np.float32([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * np.float32([width / 2 * np.cos(yaw), height / 2])
    flat[:, 1] *= 1 + 0.25 * np.sin(yaw) * np.sign(flat[:, 0])
    turn = np.float32([[np.cos(roll), np.sin(roll)], [-np.sin(roll), np.cos(roll)]])
    goal = flat @ turn
    margin = np.float32([width, height]) * 0.5
    size = tuple(int(v) for v in np.ceil(goal.max(0) - goal.min(0) + 2 * margin))
    goal = goal - goal.min(0) + margin
    fine = 3
    matrix = cv2.getPerspectiveTransform(corners, np.float32(goal * fine))
    linear = (scene / 255) ** 2.2
    big = cv2.warpPerspective(linear, matrix, (size[0] * fine, size[1] * fine), flags=cv2.INTER_AREA if w > width * fine else cv2.INTER_LINEAR,
                              borderMode=cv2.BORDER_REPLICATE)
    blur = fine * rng.uniform(0.25, 0.75 if light == "day" else 0.95)
    big = cv2.GaussianBlur(big, (0, 0), blur)
    if rng.random() < 0.5:
        n = int(rng.uniform(1, 3 if light == "day" else 5) * fine / 2) | 1
        big = cv2.blur(big, (n, 1))
    seen = cv2.resize(big, size, interpolation=cv2.INTER_AREA)
    level, full = _light(seen, light, rng)
    electrons = rng.poisson(np.clip(level, 0, 1.2) * full) + rng.normal(0, 6, level.shape)
    if light == "infrared":
        electrons[:] = electrons[..., :1]
    gain = 1.0 if light != "dusk" else rng.uniform(1.0, 3.5)
    out = np.clip(electrons / full * gain, 0, 1) ** (1 / 2.2) * 255
    image = np.clip(out, 0, 255).astype(np.uint8)
    quality = int(rng.uniform(45, 95))
    image = cv2.imdecode(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_COLOR)
    return Shot(_cut(image, goal, rng), width)


def _cut(image: np.ndarray, quad: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The plate straightened from corners that err by a few hundredths of its height, a twentieth of room around it."""
    h = float(np.linalg.norm(quad[3] - quad[0]))
    w = float(np.linalg.norm(quad[1] - quad[0]))
    middle = quad.mean(0)
    wide = (quad - middle) * 1.07 + middle + rng.normal(0, 0.04 * h, (4, 2))
    size = (round(w * 1.07), round(max(h, w * 0.45) * 1.07))
    goal = np.float32([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]])
    return cv2.warpPerspective(image, cv2.getPerspectiveTransform(np.float32(wide), goal), size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
