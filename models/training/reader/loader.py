"""Training batches: rendered shards, real crops and non-plates, mixed and augmented in a worker process."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from torch.utils.data import DataLoader, IterableDataset

from common.alphabet import encode
from common.dataset import Crop
from common.real import RealCrops, load_real
from common.training import echoed
from detector.compose import Light, paste, random_quad
from detector.textures import Texture, draw_lettering, draw_pattern, draw_stamp
from grammars.serials import grammars
from render.generate import Renderer

from .augment import SIZE, Strength, augment

LONGEST = 8
LEAST_CONTRAST = 3.0
FULL = np.float32([[0, 0], [192, 0], [192, 96], [0, 96]])


@dataclass(frozen=True)
class Mix:
    """Shares of a batch by source; what is left over is rendered plates."""

    us: float = 0.15
    street: float = 0.15
    brazil: float = 0.09
    intl: float = 0.04
    empty: float = 0.06


@dataclass(frozen=True)
class Batch:
    """uint8 crops N x 1 x 64 x 160, labels N x 8, their lengths, and whether 0/O and 1/I are told apart by the label."""

    crops: torch.Tensor
    labels: torch.Tensor
    lengths: torch.Tensor
    exact: torch.Tensor


class Shards:
    """Rendered shards of a folder, memory-mapped; ``scan`` picks up shards written since."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.names = folder, set()
        self.pictures: list[np.ndarray] = []
        self.texts: list[list[str]] = []

    def scan(self) -> None:
        """Open every whole shard not yet open."""
        for labels in sorted(self.folder.glob("*.json")):
            if labels.name not in self.names:
                self.names.add(labels.name)
                self.pictures.append(np.load(labels.with_suffix(".luma.npy"), mmap_mode="r"))
                self.texts.append(json.loads(labels.read_text(encoding="utf-8"))["texts"])

    def pick(self, r: random.Random) -> tuple[np.ndarray, str]:
        """A plate (96 x 192 luma) and its text."""
        k = r.randrange(len(self.pictures))
        i = r.randrange(len(self.texts[k]))
        return np.ascontiguousarray(self.pictures[k][i]), self.texts[k][i]


class Fresh:
    """Plates drawn while training: of every four asked for one is new, the others come from the newest KEPT."""

    KEPT = 12000
    NEW = 0.25

    def __init__(self, data: Path, seed: int) -> None:
        self.renderer = Renderer(data, seed)
        self.kept: list[tuple[np.ndarray, str]] = []
        self.drawn = 0

    def pick(self, r: random.Random) -> tuple[np.ndarray, str]:
        """A plate (96 x 192 luma) and its text."""
        if self.kept and r.random() >= self.NEW:
            return r.choice(self.kept)
        plate = self.renderer.plate()
        item = _infrared(plate.image, r) if r.random() < 0.2 else cv2.cvtColor(plate.image, cv2.COLOR_BGR2GRAY), plate.text
        if len(self.kept) < self.KEPT:
            self.kept.append(item)
        else:
            self.kept[self.drawn % self.KEPT] = item
        self.drawn += 1
        return item


def load_backgrounds(data: Path) -> list[np.ndarray]:
    """Luma of the pictures without labelled plates, at most 640 wide."""
    out = []
    for path in sorted((data / "backgrounds").glob("*.jpg")):
        grey = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
        scale = min(1.0, 640 / grey.shape[1])
        out.append(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
    return out


def _grey(crop: Crop, exact: bool) -> tuple[np.ndarray, np.ndarray, str, bool]:
    """Luma, corners, text, and whether the text tells 0 from O and 1 from I: where the spelling is the only one that the state's formats hold, it does."""
    meant = None if exact else grammars().decided(crop.text, crop.state)
    return cv2.cvtColor(crop.image, cv2.COLOR_BGR2GRAY), crop.quad, crop.text, exact or meant == crop.text


def _infrared(image: np.ndarray, r: random.Random) -> np.ndarray:
    """One channel as an infrared camera sees a printed plate: mostly the red one, where red inks fade and blue ones stay."""
    weights = np.float32([r.uniform(0, 0.3), r.uniform(0, 0.5), r.uniform(0.4, 1.0)])
    return np.clip(image.astype(np.float32) @ (weights / weights.sum()), 0, 255).astype(np.uint8)


class Samples:
    """Draws augmented samples; everything random comes from ``r`` and ``rng``."""

    def __init__(self, data: Path, shards: Shards, mix: Mix, seed: int, fresh: float = 0.0) -> None:
        self.fresh, self.source = fresh, Fresh(data, seed) if fresh else shards
        real: RealCrops = load_real(data)
        self.real = {group: [_grey(c, group in ("brazil", "intl")) for c in crops] for group, crops in real.groups.items()}
        self.backgrounds, self.shards, self.mix = load_backgrounds(data), shards, mix
        self.r, self.rng = random.Random(seed), np.random.default_rng(seed)

    def _background(self, flat: float = 0.25) -> np.ndarray:
        r = self.r
        if r.random() < flat:
            return np.full((8, 16), r.randint(0, 255), np.uint8)
        image = r.choice(self.backgrounds)
        h, w = image.shape
        cw = r.randint(24, min(260, w - 1))
        ch = min(h - 1, max(10, cw // 2))
        x, y = r.randint(0, w - cw), r.randint(0, h - ch)
        return image[y:y + ch, x:x + cw]

    def _lettered(self) -> np.ndarray:
        """A piece of a picture with bare lettering, a grille or a screen overlay: what a detector mistakes for a plate."""
        part = cv2.resize(self._background(), (192, 96), interpolation=cv2.INTER_AREA)
        make = self.r.choices((draw_lettering, draw_stamp, draw_pattern), (0.6, 0.25, 0.15))[0]
        texture: Texture = make(self.rng)
        aspect = texture.grey.shape[1] / texture.grey.shape[0]
        width = 192 * self.r.uniform(0.7, 2.2)
        centre = (96 + self.r.gauss(0, 30), 48 + self.r.gauss(0, 8))
        paste(part, texture, random_quad(self.rng, centre, width, aspect, False), Light(0, 255), 0.3)
        return part

    def empty(self) -> np.ndarray:
        """A crop without any plate."""
        part = self._lettered() if self.r.random() < 0.5 else self._background(flat=0.05)
        h, w = part.shape
        return augment(part, np.float32([[0, 0], [w, 0], [w, h], [0, h]]), None, self.r, self.rng)

    def sample(self) -> tuple[np.ndarray, str, bool]:
        """Crop, text, and whether the text tells 0 from O and 1 from I; crops burnt to nothing are drawn again."""
        while True:
            crop, text, exact = self._draw()
            if not text or crop.std() > LEAST_CONTRAST:
                return crop, text, exact

    def _draw(self) -> tuple[np.ndarray, str, bool]:
        r, mix = self.r, self.mix
        u = r.random()
        for group in ("us", "street", "brazil", "intl"):
            share = getattr(mix, group)
            if u < share:
                image, quad, text, exact = r.choice(self.real[group])
                # A close-up is the plate alone: put it before a background, as a rendered one, half of the time.
                around = self._background() if group == "us" and r.random() < 0.5 else None
                strength = Strength(1.0, 1.0, 0.6) if group == "brazil" else Strength()
                return augment(image, quad, around, r, self.rng, strength), text, exact
            u -= share
        if u < mix.empty:
            return self.empty(), "", True
        image, text = (self.source if r.random() < self.fresh else self.shards).pick(r)
        return augment(image, FULL, self._background(), r, self.rng), text, True

    def batch(self, size: int) -> Batch:
        crops = np.empty((size, 1, SIZE[1], SIZE[0]), np.uint8)
        labels = np.zeros((size, LONGEST), np.int64)
        lengths, exact = np.zeros(size, np.int64), np.zeros(size, bool)
        for i in range(size):
            crops[i, 0], text, exact[i] = self.sample()
            labels[i, :len(text)] = encode(text)
            lengths[i] = len(text)
        return Batch(*map(torch.from_numpy, (crops, labels, lengths, exact)))


class Batches(IterableDataset):
    """Endless batches; worker k of a run that starts at step s draws from its own seed."""

    def __init__(self, data: Path, shards: Path, size: int, seed: int, shares: tuple[Mix, float]) -> None:
        self.data, self.folder, self.size, self.seed = data, shards, size, seed
        self.mix, self.fresh = shares

    def __iter__(self) -> Iterator[tuple[torch.Tensor, ...]]:
        cv2.setNumThreads(0)
        torch.set_num_threads(1)
        info = torch.utils.data.get_worker_info()
        shards = Shards(self.folder)
        shards.scan()
        if not shards.pictures:
            raise FileNotFoundError(f"{self.folder}: no rendered shards; run python3 -m render.generate first")
        samples = Samples(self.data, shards, self.mix, self.seed * 1009 + (info.id if info else 0), self.fresh)
        count = 0
        while True:
            b = samples.batch(self.size)
            yield b.crops, b.labels, b.lengths, b.exact
            count += 1
            if count % 50 == 0:
                shards.scan()


def batches(data: Path, shards: Path, size: int, seed: int, shares: tuple[Mix, float], workers: int = 1) -> Iterator[Batch]:
    """Batches made in processes of their own; ``shares`` = the mix of sources, and the part of the rendered plates drawn while training."""
    loader = DataLoader(Batches(data, shards, size, seed, shares), batch_size=None, num_workers=workers, prefetch_factor=6)
    for parts in echoed(loader, seed):
        yield Batch(*parts)
