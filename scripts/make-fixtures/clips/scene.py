"""A small world of flat faces seen by a pinhole camera: metres, x to the right, y down, z forward; the eye is at (0, 0, 0)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import cv2
import numpy as np

WIDTH, HEIGHT, FPS = 1280, 720, 15
EYE_M = 1.2
"""Height of the camera over the road."""

Texture = tuple[np.ndarray, np.ndarray]
"""A BGR picture and its alpha (0..1), same size."""


@dataclass
class Face:
    """A flat picture in the world: its corners TL TR BR BL in metres, each (x, y, z), for a time in seconds."""

    textures: list[Texture]
    corners: Callable[[float], np.ndarray]
    choose: Callable[[int], int] = lambda frame: 0
    _pyramids: dict[int, list[Texture]] = field(default_factory=dict)

    def level(self, index: int, shrink: float) -> Texture:
        """The texture reduced by the power of two nearest below `shrink`, so that it is not sampled too coarsely."""
        levels = self._pyramids.setdefault(index, [self.textures[index]])
        want = max(0, int(np.floor(np.log2(max(shrink, 1.0)))))
        while len(levels) <= want:
            image, alpha = levels[-1]
            levels.append((cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), cv2.resize(alpha, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)))
        return levels[want]


@dataclass
class Scene:
    """What is seen: faces, how far the unit has driven (metres at a time), focal length in pixels, and the light."""

    seconds: float
    faces: list[Face]
    driven: Callable[[float], float]
    focal: float
    night: bool
    seed: int


def project(points: np.ndarray, focal: float) -> np.ndarray:
    """World points (N x 3, z > 0) to pixels (N x 2)."""
    return points[:, :2] / points[:, 2:] * focal + np.array([WIDTH / 2, HEIGHT * 0.45])


def _paste(frame: np.ndarray, texture: Texture, quad: np.ndarray) -> None:
    image, alpha = texture
    x1, y1 = np.floor(quad.min(0)).astype(int)
    x2, y2 = np.ceil(quad.max(0)).astype(int)
    x1, y1, x2, y2 = max(0, x1), max(0, y1), min(WIDTH, x2), min(HEIGHT, y2)
    if x2 - x1 < 2 or y2 - y1 < 2:
        return
    height, width = alpha.shape
    source = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
    matrix = cv2.getPerspectiveTransform(source, (quad - [x1, y1]).astype(np.float32))
    size = (x2 - x1, y2 - y1)
    colour = cv2.warpPerspective(image, matrix, size, flags=cv2.INTER_LINEAR)
    mask = cv2.warpPerspective(alpha, matrix, size, flags=cv2.INTER_LINEAR)[..., None]
    region = frame[y1:y2, x1:x2]
    region[:] = region * (1 - mask) + colour * mask


class Painter:
    """Paints a scene frame by frame; deterministic for its seed."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.random = np.random.default_rng(scene.seed)
        self.backdrop = self._backdrop()
        grain = self.random.normal(0, 1, (256, 256)).astype(np.float32)
        self.asphalt = cv2.GaussianBlur(np.tile(grain, (4, 4)), (0, 0), 1.0)

    def _backdrop(self) -> np.ndarray:
        """Sky and a skyline of blocks and trees, wider than the picture so that it can drift."""
        sky = np.linspace(225, 190, HEIGHT, dtype=np.float32)[:, None, None] * np.float32([1.0, 0.95, 0.88])
        image = np.repeat(sky, WIDTH * 2, axis=1)
        horizon = round(HEIGHT * 0.45)
        x = 0
        while x < WIDTH * 2:
            width, height = int(self.random.integers(60, 220)), int(self.random.integers(40, 230))
            tone = self.random.uniform(70, 165, 3) * [1, 1, 1]
            image[horizon - height : horizon, x : x + width] = tone
            for row in range(horizon - height + 12, horizon - 14, 26):
                for column in range(x + 10, min(x + width - 14, WIDTH * 2 - 14), 30):
                    image[row : row + 12, column : column + 13] = tone * self.random.uniform(0.4, 0.8)
            x += width + int(self.random.integers(0, 50))
        for _ in range(40):
            centre = (int(self.random.integers(0, WIDTH * 2)), horizon - int(self.random.integers(0, 50)))
            cv2.circle(image, centre, int(self.random.integers(20, 60)), (45, float(self.random.uniform(70, 110)), 55), -1)
        return cv2.GaussianBlur(image, (0, 0), 1.2)

    def _road(self, frame: np.ndarray, driven: float) -> None:
        """Asphalt and lane marks below the horizon, row by row in perspective."""
        horizon = round(HEIGHT * 0.45)
        rows = np.arange(horizon + 2, HEIGHT)
        depth = self.scene.focal * EYE_M / (rows - HEIGHT * 0.45)
        columns = (np.arange(WIDTH)[None, :] - WIDTH / 2) * depth[:, None] / self.scene.focal
        along = depth[:, None] + driven
        texture = self.asphalt[(np.abs(along * 40).astype(int)) % 1024, (np.abs(columns * 40 + 500).astype(int)) % 1024]
        ground = 98 + texture * 14 / np.maximum(1, depth[:, None] / 8)
        dashes = (along % 9) < 4
        for lane in (-1.8, 1.8):
            ground = np.where((np.abs(columns - lane) < 0.07) & dashes, 205, ground)
        ground = np.where(np.abs(columns) > 5.6, 120 + texture * 10, ground)
        frame[horizon + 2 :] = ground[..., None] * np.float32([1.0, 1.0, 0.98])

    def _instant(self, at: float, number: int) -> np.ndarray:
        driven = self.scene.driven(at)
        drift = round(driven * 6) % WIDTH
        frame = self.backdrop[:, drift : drift + WIDTH].copy()
        self._road(frame, driven)
        if self.scene.night:
            frame *= 0.28
        seen = [(face, face.corners(at)) for face in self.scene.faces]
        for face, corners in sorted(seen, key=lambda pair: -pair[1][:, 2].mean()):
            if corners[:, 2].min() < 1.2 or corners[:, 2].max() > 90:
                continue
            quad = project(corners, self.scene.focal)
            index = face.choose(number)
            edges = np.linalg.norm(quad - np.roll(quad, 1, axis=0), axis=1)
            height, width = face.textures[index][1].shape
            shrink = max(width, height) / max(edges.max(), 1.0)
            _paste(frame, face.level(index, shrink), quad)
        return frame

    def frame(self, number: int) -> np.ndarray:
        """Frame `number` as BGR uint8: three instants within the shutter time, then lens, light and sensor."""
        shutter = 1 / 300 if self.scene.night else 1 / 90
        instants = [self._instant(number / FPS + shutter * part / 3, number) for part in range(3)]
        image = cv2.GaussianBlur(np.mean(instants, axis=0).astype(np.float32), (0, 0), 0.7)
        if self.scene.night:
            image = np.repeat(image.mean(2, keepdims=True), 3, axis=2)
            glow = cv2.GaussianBlur(np.maximum(image - 190, 0), (0, 0), 9)
            image = image + glow * 0.6
        noise = self.random.normal(0, 4.5 if self.scene.night else 3.0, image.shape[:2]).astype(np.float32)
        return np.clip(image + noise[..., None], 0, 255).astype(np.uint8)
