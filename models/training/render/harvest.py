"""Faces and blank plates taken from real close-up crops of the train split: real dies, real paint, real wear.

A crop is used only where exactly as many serial-sized shapes are found as its label has characters,
so the label says which shape is which character.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from common.alphabet import ALPHABET
from common.dataset import Crop
from common.real import load_real

from .glyphs import HEIGHT, Glyphs
from .templates import Template, blank

WIDE = (320, 160)
COPIES = 4
"""Least number of faces per state, each with other examples of its characters; a state with more plates gets more."""


@dataclass(frozen=True)
class Cut:
    """Character alphas of one real plate, by character; ``weight`` is the mean share of ink in a glyph's box."""

    state: str
    glyphs: list[tuple[str, np.ndarray]]
    weight: float


def serial_boxes(image: np.ndarray) -> tuple[list[tuple[int, int, int, int]], np.ndarray]:
    """Boxes (x, y, w, h) of the serial's characters from left to right, and the contrast picture (0..255) they were found in."""
    h, w = image.shape[:2]
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    best: list[tuple[int, int, int, int]] = []
    chosen = grey
    level = cv2.medianBlur(grey, 75).astype(np.int16)
    for contrast in (np.clip(level - grey, 0, 255).astype(np.uint8), np.clip(grey - level, 0, 255).astype(np.uint8)):
        limit = max(24, cv2.threshold(contrast[h // 4:h * 3 // 4], 0, 255, cv2.THRESH_OTSU)[0])
        _, _, stats, _ = cv2.connectedComponentsWithStats((contrast > limit).astype(np.uint8), connectivity=8)
        boxes = [tuple(map(int, s[:4])) for s in stats[1:]
                 if 0.3 * h < s[3] < 0.62 * h and 0.012 * w < s[2] < 0.2 * w and 0.33 * h < s[1] + s[3] / 2 < 0.67 * h]
        if boxes:
            median = float(np.median([b[3] for b in boxes]))
            boxes = sorted(b for b in boxes if abs(b[3] - median) < 0.12 * median)
        if len(boxes) > len(best):
            best, chosen = boxes, contrast
    return best, chosen


def cut_glyphs(crop: Crop) -> Cut | None:
    """The characters of a crop, or None if the shapes found do not match its label."""
    image = cv2.resize(crop.image, WIDE, interpolation=cv2.INTER_AREA)
    boxes, contrast = serial_boxes(image)
    if len(boxes) != len(crop.text) or crop.state is None:
        return None
    glyphs = []
    for c, (x, y, w, h) in zip(crop.text, boxes):
        if (c in "1I") != (w < 0.32 * h) and c not in "1IJT":
            return None
        part = contrast[y:y + h, max(0, x - 1):x + w + 1].astype(np.float32)
        top = np.percentile(part, 92)
        alpha = np.clip((part - 0.18 * top) / (0.62 * top), 0, 1)
        width = max(3, round(alpha.shape[1] * HEIGHT / h))
        glyphs.append((c, (cv2.resize(alpha, (width, HEIGHT), interpolation=cv2.INTER_LINEAR) * 255).astype(np.uint8)))
    return Cut(crop.state, glyphs, float(np.mean([g.mean() for _, g in glyphs])) / 255)


def harvest(data: Path, r: random.Random) -> tuple[dict[str, list[Glyphs]], list[Template]]:
    """Faces by state that has enough characters, and a blank plate per close-up crop whose serial was found.

    Characters a state never shows are borrowed from a plate of similar weight.
    """
    crops = [c for c in load_real(data).groups["us"] if c.state]
    cuts = [c for c in map(cut_glyphs, crops) if c]
    by_state: dict[str, dict[str, list[np.ndarray]]] = defaultdict(lambda: defaultdict(list))
    pool: dict[str, list[tuple[float, np.ndarray]]] = defaultdict(list)
    weights: dict[str, list[float]] = defaultdict(list)
    for cut in cuts:
        weights[cut.state].append(cut.weight)
        for c, glyph in cut.glyphs:
            by_state[cut.state][c].append(glyph)
            pool[c].append((cut.weight, glyph))
    faces: dict[str, list[Glyphs]] = {}
    for state, known in by_state.items():
        if len(known) < 8:
            continue
        weight = float(np.mean(weights[state]))
        for _ in range(max(COPIES, len(weights[state]))):
            face = {}
            for c in ALPHABET:
                near = sorted(pool[c], key=lambda item: abs(item[0] - weight))[:4]
                face[c] = r.choice(known[c]) if known.get(c) else r.choice(near)[1] if near else None
            if all(g is not None for g in face.values()):
                faces.setdefault(state, []).append(face)
    templates = [t for t in (blank(c.image, c.state) for c in crops) if t.ink is not None]
    return faces, templates
