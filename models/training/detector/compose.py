"""Scene compositor: put a flat texture into a grey picture in perspective, with the scene's light."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from .textures import Texture, lettered


@dataclass(frozen=True)
class Light:
    """Grey levels that black and white of a texture take in the scene."""

    low: float
    high: float


def light_of(patch: np.ndarray, rng: np.random.Generator) -> Light:
    """The light of a real plate: its own dark and bright levels, with some play."""
    low, high = np.percentile(patch, (5, 95))
    middle, half = (low + high) / 2, max(6.0, (high - low) / 2) * rng.uniform(0.4, 1.35)
    middle *= rng.uniform(0.85, 1.2)
    return Light(max(0.0, middle - half), min(255.0, middle + half))


def light_near(patch: np.ndarray, rng: np.random.Generator) -> Light:
    """A light believable for something new at this place: retro-reflecting at night, dull in shade."""
    high = np.clip(patch.mean() * rng.uniform(0.7, 2.4) + rng.uniform(0, 40), 25, 255)
    return Light(high * rng.uniform(0.05, 0.6), high)


def random_quad(rng: np.random.Generator, centre: tuple[float, float], width: float, aspect: float, hard: bool) -> np.ndarray:
    """Corners TL TR BR BL of a rectangle turned in space, seen in perspective.

    ``width`` is the length of the frontal plate in pixels; ``aspect`` width / height. ``hard``
    allows yaw up to 65 degrees (a patrol car's side cameras), else mostly below 35.
    """
    spread = (0.75, 0.30, 0.16) if hard else (0.32, 0.15, 0.07)
    limits = (1.13, 0.6, 0.5)
    yaw, pitch, roll = (float(np.clip(rng.normal(0, s), -m, m)) for s, m in zip(spread, limits))
    half_w, half_h = 0.5, 0.5 / aspect
    flat = np.array([[-half_w, -half_h, 0], [half_w, -half_h, 0], [half_w, half_h, 0], [-half_w, half_h, 0]])
    cy, sy, cp, sp, cr, sr = np.cos(yaw), np.sin(yaw), np.cos(pitch), np.sin(pitch), np.cos(roll), np.sin(roll)
    turn = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]]) @ np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
    turn = turn @ np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    space = flat @ turn.T
    depth = 1 + space[:, 2] / rng.uniform(2.5, 12)
    quad = space[:, :2] / depth[:, None] * width
    return quad - (quad.min(0) + quad.max(0)) / 2 + np.array(centre)


def shrink_to(texture: Texture, width: float, height: float) -> Texture:
    """Area-filter the texture to about the size it will have, so that warping does not alias."""
    h, w = texture.grey.shape
    if w <= width * 1.3 and h <= height * 1.3:
        return texture
    size = (max(4, int(min(w, width * 1.15))), max(4, int(min(h, height * 1.15))))
    alpha = None if texture.alpha is None else cv2.resize(texture.alpha, size, interpolation=cv2.INTER_AREA)
    return Texture(cv2.resize(texture.grey, size, interpolation=cv2.INTER_AREA), alpha)


def paste(scene: np.ndarray, texture: Texture, quad: np.ndarray, light: Light, blur: float) -> None:
    """Warp the texture onto the quad of the grey uint8 scene, in place. ``blur`` is a sigma in pixels."""
    pad = int(3 + 3 * blur)
    x1, y1 = np.floor(quad.min(0)).astype(int) - pad
    x2, y2 = np.ceil(quad.max(0)).astype(int) + pad
    x1, y1, x2, y2 = max(0, x1), max(0, y1), min(scene.shape[1], x2), min(scene.shape[0], y2)
    if x2 - x1 < 2 or y2 - y1 < 2:
        return
    edges = np.linalg.norm(np.roll(quad, -1, 0) - quad, axis=1)
    texture = shrink_to(texture, max(edges[0], edges[2]), max(edges[1], edges[3]))
    h, w = texture.grey.shape
    # Corners are edges of the texture's area; warpPerspective counts from pixel centres.
    source = np.float32([[0, 0], [w, 0], [w, h], [0, h]]) - 0.5
    transform = cv2.getPerspectiveTransform(source, (quad - [x1, y1] - 0.5).astype(np.float32))
    size = (int(x2 - x1), int(y2 - y1))
    solid = np.full((h, w), 255, np.uint8) if texture.alpha is None else texture.alpha
    layer = cv2.warpPerspective(texture.grey, transform, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    mask = cv2.warpPerspective(solid, transform, size, flags=cv2.INTER_LINEAR)
    if blur > 0.2:
        layer, mask = (cv2.GaussianBlur(x, (0, 0), blur) for x in (layer, mask))
    part = scene[y1:y2, x1:x2]
    m = mask.astype(np.float32) * (1 / 255)
    lit = light.low + layer.astype(np.float32) * ((light.high - light.low) / 255)
    part[:] = np.clip(part + (lit - part) * m + 0.5, 0, 255).astype(np.uint8)


def erase(scene: np.ndarray, box: np.ndarray, rng: np.random.Generator) -> None:
    """Cover a box with what surrounds it: the four borders blended, plus the grain of the scene."""
    x1, y1, x2, y2 = (int(v) for v in (np.floor(box[0]), np.floor(box[1]), np.ceil(box[2]), np.ceil(box[3])))
    grow_x, grow_y = max(1, int((x2 - x1) * 0.06)), max(1, int((y2 - y1) * 0.1))
    x1, y1 = max(0, x1 - grow_x), max(0, y1 - grow_y)
    x2, y2 = min(scene.shape[1], x2 + grow_x), min(scene.shape[0], y2 + grow_y)
    h, w = y2 - y1, x2 - x1
    if h < 3 or w < 3:
        return
    part = scene[y1:y2, x1:x2].astype(np.float32)
    u, v = np.linspace(0, 1, w, dtype=np.float32)[None, :], np.linspace(0, 1, h, dtype=np.float32)[:, None]
    smooth = lambda line: cv2.blur(line, (1, max(1, h // 4) | 1)) if line.shape[1] == 1 else cv2.blur(line, (max(1, w // 4) | 1, 1))
    top, bottom, left, right = smooth(part[:1]), smooth(part[-1:]), smooth(part[:, :1]), smooth(part[:, -1:])
    across, down = left * (1 - u) + right * u, top * (1 - v) + bottom * v
    near_x, near_y = np.minimum(u, 1 - u) / w * h + 1e-3, np.minimum(v, 1 - v) + 1e-3
    fill = (across * near_y + down * near_x) / (near_x + near_y)
    fill += rng.normal(0, 2, (h, w)).astype(np.float32)
    scene[y1:y2, x1:x2] = np.clip(fill, 0, 255).astype(np.uint8)


def shade(texture: Texture, rng: np.random.Generator) -> Texture:
    """Things that happen to a plate: shadow edge, glare spot, dirt, a bar or ball in front of it."""
    if rng.random() < 0.5:
        return texture
    h, w = texture.grey.shape
    grey = texture.grey.astype(np.float32)
    kind = rng.integers(4)
    if kind == 0:
        points = rng.uniform(-0.3, 1.3, (3, 2)) * [w, h]
        mask = np.ones((h, w), np.float32)
        cv2.fillConvexPoly(mask, cv2.convexHull(points.astype(np.int32)), float(rng.uniform(0.25, 0.75)))
        grey *= mask
    elif kind == 1:
        spot = np.zeros((h, w), np.float32)
        cv2.circle(spot, (int(rng.uniform(0, w)), int(rng.uniform(0, h))), int(rng.uniform(8, 50)), float(rng.uniform(60, 255)), -1)
        grey += cv2.GaussianBlur(spot, (0, 0), rng.uniform(5, 25))
    elif kind == 2:
        blobs = rng.random((4, 8)).astype(np.float32)
        grey += (cv2.resize(blobs, (w, h), interpolation=cv2.INTER_CUBIC) - 0.6) * rng.uniform(20, 90)
    else:
        x = int(rng.uniform(0, w))
        cv2.line(grey, (x, 0 if rng.random() < 0.3 else int(h * rng.uniform(0.5, 0.95))), (x + int(rng.uniform(-20, 20)), h), float(rng.uniform(0, 120)), int(rng.uniform(4, 24)))
    return Texture(np.clip(grey, 0, 255).astype(np.uint8), texture.alpha)


def framed(texture: Texture, quad: np.ndarray, rng: np.random.Generator) -> tuple[Texture, np.ndarray]:
    """The texture in a plate frame, often lettered as dealers' frames are, and the frame's quad. The
    plate itself keeps its corners."""
    h, w = texture.grey.shape
    top, side, bottom = int(h * rng.uniform(0.02, 0.2)) + 1, int(w * rng.uniform(0.01, 0.05)) + 1, int(h * rng.uniform(0.02, 0.25)) + 1
    level = int(rng.uniform(0, 80) if rng.random() < 0.7 else rng.uniform(120, 250))
    outer = cv2.copyMakeBorder(texture.grey, top, bottom, side, side, cv2.BORDER_CONSTANT, value=level)
    ink = 255 - level if abs(level - 128) > 40 else 255
    for y, tall in ((0, top), (top + h, bottom)):
        if tall > 0.09 * h and rng.random() < 0.7:
            lettered(outer[y : y + tall, side : side + w], rng, ink)
    onto = cv2.getPerspectiveTransform(np.float32([[0, 0], [w, 0], [w, h], [0, h]]), quad.astype(np.float32))
    rim = np.float32([[[-side, -top], [w + side, -top], [w + side, h + bottom], [-side, h + bottom]]])
    return Texture(outer), cv2.perspectiveTransform(rim, onto)[0].astype(np.float64)
