"""Training samples of the state classifier: artwork, rendered plates, real crops, and plates that are not of a US state."""

from __future__ import annotations

import json
import random
from pathlib import Path

import cv2
import numpy as np

from common.dataset import load, rows, whole
from common.real import load_real
from reader.augment import Strength, target_quad

from .labels import INDEX, OTHER
from .net import SIZE

SHARES = {"artwork": 0.32, "rendered": 0.32, "real": 0.25, "other": 0.11}
Source = tuple[np.ndarray, np.ndarray, int]


def _small(image: np.ndarray, quad: np.ndarray, label: int) -> Source:
    """Keep at most 128 px of plate width: the network sees 96."""
    scale = min(1.0, 128 / max(1.0, float(np.linalg.norm(quad[1] - quad[0]))))
    if scale < 1:
        image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(image[..., ::-1]), quad * np.float32(scale), label


def augment(image: np.ndarray, quad: np.ndarray, r: random.Random, rng: np.random.Generator, mono: float = 0.15) -> np.ndarray:
    """One RGB crop of SIZE: corner errors, light, colour cast, low resolution, noise, JPEG, sometimes monochrome."""
    w, h = SIZE
    scale = min(1.0, r.uniform(0.28, 1.6))
    size = (max(30, round(w * scale)), max(15, round(h * scale)))
    target = (target_quad(r, Strength(0.8)) * np.float32(size)).astype(np.float32)
    shrink = float(np.linalg.norm(quad[1] - quad[0])) / max(1.0, float(np.linalg.norm(target[1] - target[0])))
    if shrink > 1.25:
        image = cv2.GaussianBlur(image, (0, 0), 0.42 * (shrink - 0.6))
    matrix = cv2.getPerspectiveTransform(quad - 0.5, target - 0.5)
    border = cv2.BORDER_REPLICATE if r.random() < 0.5 else cv2.BORDER_CONSTANT
    out = cv2.warpPerspective(image, matrix, size, flags=cv2.INTER_LINEAR, borderMode=border, borderValue=[r.randint(0, 255)] * 3)
    x = out.astype(np.float32) / 255
    x = x ** float(np.exp(r.gauss(0, 0.3))) * r.uniform(0.3, 1.15) + r.uniform(-0.03, 0.15)
    x *= np.float32([np.exp(r.gauss(0, 0.12)) for _ in range(3)])
    grey = x @ np.float32([0.299, 0.587, 0.114])
    keep = 0.0 if r.random() < mono else r.uniform(0.5, 1.25)
    x = grey[..., None] + (x - grey[..., None]) * keep
    if r.random() < 0.5:
        noise = rng.standard_normal(x.shape[:2] + ((1,) if keep == 0 else (3,)), np.float32)
        x += noise * r.uniform(0, 0.05)
    out = np.clip(x * 255, 0, 255).astype(np.uint8)
    if r.random() < 0.4:
        out = cv2.GaussianBlur(out, (0, 0), 0.3 + abs(r.gauss(0, 0.4)))
    if r.random() < 0.4:
        out = cv2.imdecode(cv2.imencode(".jpg", out, [cv2.IMWRITE_JPEG_QUALITY, r.randint(30, 92)])[1], cv2.IMREAD_COLOR)
    return out if size == SIZE else cv2.resize(out, SIZE, interpolation=cv2.INTER_LINEAR)


class StateSamples:
    """Draws augmented crops and labels."""

    def __init__(self, data: Path, shards: Path, seed: int) -> None:
        self.r, self.rng = random.Random(seed), np.random.default_rng(seed)
        self.groups: dict[str, list[list[Source]]] = {name: [[] for _ in INDEX] for name in SHARES}
        for row in rows(data / "read" / "us_designs"):
            if row["split"] == "train":
                self._put("artwork", load(row["image"]), row["state"])
        real = load_real(data).groups
        for crop in (*real["us"], *real["street"]):
            if crop.state in INDEX:
                self._put("real", crop.image, crop.state, crop.quad)
        for crop in (*real["intl"], *real["brazil"][::3]):
            if crop.state is None:
                self._put("other", crop.image, OTHER, crop.quad)
        for path in sorted((data / "backgrounds").glob("*.jpg")):
            image = load(path)
            h, w = image.shape[:2]
            x, y = self.r.randint(0, w // 2), self.r.randint(0, h // 2)
            self._put("other", image[y:y + max(40, h // 4), x:x + max(80, w // 3)], OTHER)
        self.shards = self._open(shards)
        self.filled = {name: [c for c in classes if c] for name, classes in self.groups.items()}

    def _put(self, group: str, image: np.ndarray, state: str, quad: np.ndarray | None = None) -> None:
        label = INDEX[state]
        self.groups[group][label].append(_small(image, whole(image) if quad is None else quad, label))

    @staticmethod
    def _open(folder: Path) -> dict[str, list[tuple[np.ndarray, np.ndarray, int]]]:
        """By state: (luma shard, colour shard, index) of every rendered plate that has official artwork."""
        by_state: dict[str, list] = {}
        for path in sorted(folder.glob("*.json")):
            luma, rgb = (np.load(path.with_suffix(f".{k}.npy"), mmap_mode="r") for k in ("luma", "rgb"))
            for i, state in enumerate(json.loads(path.read_text(encoding="utf-8"))["states"]):
                if state:
                    by_state.setdefault(state, []).append((luma, rgb, i))
        return by_state

    def _rendered(self) -> Source:
        """A rendered plate: fine luma with the colour of the half-size picture."""
        state = self.r.choice(list(self.shards))
        luma, rgb, i = self.r.choice(self.shards[state])
        fine = np.asarray(luma[i])
        colour = cv2.resize(np.asarray(rgb[i]), fine.shape[::-1], interpolation=cv2.INTER_LINEAR)
        ycc = cv2.cvtColor(colour, cv2.COLOR_RGB2YCrCb)
        ycc[..., 0] = fine
        image = cv2.cvtColor(ycc, cv2.COLOR_YCrCb2RGB)
        return image, whole(image), INDEX[state]

    def batch(self, size: int) -> tuple[np.ndarray, np.ndarray]:
        """uint8 N x 3 x 48 x 96 and labels N; classes are drawn evenly, real pictures by a mixture of even and as they are."""
        crops, labels = np.empty((size, 3, SIZE[1], SIZE[0]), np.uint8), np.empty(size, np.int64)
        names, weights = list(SHARES), list(SHARES.values())
        for i in range(size):
            name = self.r.choices(names, weights)[0]
            if name == "rendered" and self.shards:
                image, quad, label = self._rendered()
            else:
                image, quad, label = self.r.choice(self.r.choice(self.filled["artwork" if name == "rendered" else name]))
            crops[i] = augment(image, quad, self.r, self.rng).transpose(2, 0, 1)
            labels[i] = label
        return crops, labels
