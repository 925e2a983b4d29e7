"""Training batches of the state network: the pool of rendered plates, real crops, and plates and things of no US state.

A crop is spoilt as cameras spoil it, colour and all: dusk, headlights, sodium light, infrared, blur, noise, compression, corner errors.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import torch
from torch.utils.data import DataLoader, IterableDataset

from common.dataset import load
from common.real import load_real
from reader.augment import Strength, shade, target_quad
from render.templates import SIZE as PLATE

from .labels import INDEX, OTHER, STATES
from .net import SIZE
from .pool import WEIGHTS

REAL_SHARE, REAL_OTHER_SHARE = 0.24, 0.08
FULL = np.float32([[0, 0], [PLATE[0], 0], [PLATE[0], PLATE[1]], [0, PLATE[1]]])
LUMA = np.float32([0.114, 0.587, 0.299])
LEAST_SPREAD = 4.0


def infrared(x: np.ndarray, r: random.Random) -> np.ndarray:
    """One channel of what an infrared camera sees: red inks fade, the ground shines, dark grounds stay dark or light up."""
    weights = np.float32([r.uniform(0, 0.35), r.uniform(0, 0.5), r.uniform(0.3, 1.0)])
    grey = (x @ (weights / weights.sum()))[..., None]
    if r.random() < 0.5:
        h, w = grey.shape[:2]
        yy, xx = np.mgrid[0:h, 0:w].astype(np.float32)
        cx, cy, s = r.uniform(0, w), r.uniform(0, h), r.uniform(0.5, 1.4) * w
        grey = grey * (0.35 + np.exp(-((xx - cx) ** 2 + (yy - cy) ** 2) / (2 * s * s)))[..., None]
    return np.repeat(grey, 3, 2)


def light(x: np.ndarray, r: random.Random) -> np.ndarray:
    """Exposure, contrast, cast and saturation of a float picture in 0..1, B G R."""
    x = x ** np.float32(math.exp(r.gauss(0, 0.3)))
    u = r.random()
    if u < 0.17:  # dusk
        x = x * r.uniform(0.12, 0.4) + r.uniform(0, 0.08)
    elif u < 0.32:  # haze or glare: little contrast on a bright ground
        x = x * r.uniform(0.2, 0.5) + r.uniform(0.2, 0.5)
    elif u < 0.40:  # burnt out
        x = x * r.uniform(1.1, 1.7)
    else:
        x = x * r.uniform(0.5, 1.1) + r.uniform(-0.03, 0.12)
    if r.random() < 0.24:
        return infrared(x, r) if r.random() < 0.6 else np.repeat((x @ LUMA)[..., None], 3, 2)
    cast = np.float32([math.exp(r.gauss(0, 0.05 if r.random() < 0.8 else 0.15)) for _ in range(3)])
    if r.random() < 0.08:
        cast *= np.float32([0.55, 0.85, 1.1])  # sodium lamps
    grey = (x @ LUMA)[..., None]
    return (grey + (x - grey) * r.uniform(0.35, 1.25)) * cast


def spoil(image: np.ndarray, quad: np.ndarray, background: np.ndarray | None, r: random.Random, rng: np.random.Generator) -> np.ndarray:
    """One B G R crop of SIZE from a plate and its corners."""
    target = target_quad(r, Strength(0.8))
    if target[:, 1].min() < -0.08 and r.random() < 0.6:  # a box round the characters alone has no legend: fewer of these
        target = target_quad(r, Strength(0.8))
    own = float(np.linalg.norm(quad[1] - quad[0]))
    width = min(math.exp(r.uniform(math.log(42), math.log(190))), own * 1.15)
    size = (max(32, round(width * 1.1)), max(16, round(width * 1.1 * r.uniform(0.42, 0.58))))
    goal = (target * np.float32(size)).astype(np.float32)
    shrink = own / max(1.0, float(np.linalg.norm(goal[1] - goal[0])))
    if shrink > 1.25:
        image = cv2.GaussianBlur(image, (0, 0), 0.42 * (shrink - 0.6))
    matrix = cv2.getPerspectiveTransform(quad.astype(np.float32) - 0.5, goal - 0.5)
    if background is None:
        out = cv2.warpPerspective(image, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    else:
        canvas = cv2.resize(background, size, interpolation=cv2.INTER_AREA)
        out = cv2.warpPerspective(image, matrix, size, dst=canvas, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_TRANSPARENT)
    x = out.astype(np.float32)
    if r.random() < 0.3:
        luma = x @ LUMA
        x *= np.clip(shade(luma.copy(), r) / (luma + 1), 0, 4)[..., None]
    x = light(np.clip(x / 255, 0, 1), r) * 255
    if r.random() < 0.55:
        shape = x.shape if r.random() < 0.5 else (*x.shape[:2], 1)
        x = x + rng.standard_normal(shape, np.float32) * abs(r.gauss(0, 6))
    out = np.clip(x, 0, 255).astype(np.uint8)
    if r.random() < 0.45:
        out = cv2.GaussianBlur(out, (0, 0), 0.3 + abs(r.gauss(0, 0.5)) * max(1.0, size[0] / 120))
    if r.random() < 0.15:
        n = max(3, int(r.uniform(0.02, 0.05) * size[0])) | 1
        kernel = np.zeros((n, n), np.float32)
        kernel[n // 2] = 1 / n
        out = cv2.filter2D(out, -1, kernel if r.random() < 0.7 else kernel.T)
    if r.random() < 0.45:
        out = cv2.imdecode(cv2.imencode(".jpg", out, [cv2.IMWRITE_JPEG_QUALITY, r.randint(25, 92)])[1], cv2.IMREAD_COLOR)
    smaller = size[0] > SIZE[0] and size[1] > SIZE[1]
    return cv2.resize(out, SIZE, interpolation=cv2.INTER_AREA if smaller else cv2.INTER_LINEAR)


class StateSamples:
    """Draws spoilt crops and labels."""

    def __init__(self, data: Path, pool: list[Path], seed: int) -> None:
        self.r, self.rng = random.Random(seed), np.random.default_rng(seed)
        self.pools = [(np.load(p / "pool.npy", mmap_mode="r"), json.loads((p / "pool.json").read_text(encoding="utf-8"))) for p in pool]
        real = load_real(data).groups
        self.real: dict[str, list] = {s: [] for s in STATES}
        for crop in (*real["us"], *real["street"]):
            if crop.state in INDEX:
                self.real[crop.state].append((crop.image, crop.quad, crop.source == "us_crops"))
        self.known = [s for s in STATES if self.real[s]]
        self.weights = [WEIGHTS.get(s, 1.0) * (2 if s == "CA" else 1) * len(self.real[s]) ** 0.5 for s in self.known]
        by_source: dict[str, list] = {}
        for crop in (*real.get("intl", ()), *real.get("brazil", ())):
            if crop.state is None:
                by_source.setdefault(crop.source, []).append((crop.image, crop.quad))
        self.foreign = list(by_source.values())
        self.foreign_weights = [len(f) ** 0.5 for f in self.foreign]
        self.backgrounds = []
        for path in sorted((data / "backgrounds").glob("*.jpg")):
            image = load(path)
            scale = min(1.0, 640 / image.shape[1])
            self.backgrounds.append(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))

    def background(self) -> np.ndarray:
        r = self.r
        if r.random() < 0.35:
            tone = r.randint(0, 255)
            return np.clip(np.full((8, 16, 3), tone, np.float32) + np.float32([r.gauss(0, 12) for _ in range(3)]), 0, 255).astype(np.uint8)
        image = r.choice(self.backgrounds)
        h, w = image.shape[:2]
        cw = r.randint(24, min(260, w - 1))
        ch = min(h - 1, max(10, cw // 2))
        x, y = r.randint(0, w - cw), r.randint(0, h - ch)
        return image[y:y + ch, x:x + cw]

    def _source(self) -> tuple[np.ndarray, np.ndarray, np.ndarray | None, int]:
        r = self.r
        u = r.random()
        if u < REAL_SHARE and self.known:
            state = r.choices(self.known, self.weights)[0]
            image, quad, close = r.choice(self.real[state])
            return image, quad, self.background() if close and r.random() < 0.6 else None, INDEX[state]
        if u < REAL_SHARE + REAL_OTHER_SHARE and self.foreign:
            if r.random() < 0.12:
                part = cv2.resize(self.background(), PLATE)
                return part, FULL, None, INDEX[OTHER]
            image, quad = r.choice(r.choices(self.foreign, self.foreign_weights)[0])
            return image, quad, None, INDEX[OTHER]
        pictures, labels = r.choice(self.pools)
        i = r.randrange(len(labels))
        return np.ascontiguousarray(pictures[i]), FULL, self.background(), labels[i]

    def sample(self) -> tuple[np.ndarray, int]:
        """A crop R G B 3 x 64 x 128 and its class; what light has burnt or drowned to nothing is drawn again."""
        while True:
            image, quad, background, label = self._source()
            crop = spoil(image, quad, background, self.r, self.rng)
            if crop.std() > LEAST_SPREAD:
                return crop[..., ::-1].transpose(2, 0, 1), label

    def batch(self, size: int) -> tuple[np.ndarray, np.ndarray]:
        """uint8 N x 3 x 64 x 128 and labels N."""
        crops, labels = np.empty((size, 3, SIZE[1], SIZE[0]), np.uint8), np.empty(size, np.int64)
        for i in range(size):
            crops[i], labels[i] = self.sample()
        return crops, labels


class Batches(IterableDataset):
    """Endless batches, made in processes of their own; each draws from its own seed."""

    def __init__(self, data: Path, pool: list[Path], size: int, seed: int) -> None:
        self.data, self.pool, self.size, self.seed = data, pool, size, seed

    def __iter__(self) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        cv2.setNumThreads(0)
        torch.set_num_threads(1)
        info = torch.utils.data.get_worker_info()
        samples = StateSamples(self.data, self.pool, self.seed + 1_000_003 * (info.id if info else 0))
        while True:
            crops, labels = samples.batch(self.size)
            yield torch.from_numpy(crops), torch.from_numpy(labels)


def batches(data: Path, pool: list[Path], size: int, seed: int, workers: int = 1) -> DataLoader:
    return DataLoader(Batches(data, pool, size, seed), batch_size=None, num_workers=workers, prefetch_factor=6)
