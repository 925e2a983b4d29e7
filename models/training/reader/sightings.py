"""Sightings for the wrong-hit study: several looks each at plates the reader has never seen.

``python3 -m reader.sightings --data DIR --plates FILE --out DIR --seed 9001 --frames 3``

FILE holds one text per line. Plates are drawn on designs of the ``val`` split and on invented ones; the faces are new
stroke-built dies, the installed fonts, and real dies (of train rows; there are too few others). The looks at one plate
share its dirt, shadow, light and most of the error of its corners, as frames of one pass do; blur, noise and compression
are partly their own, and the plate grows from look to look.

OUT/crops.bin holds the luma of all looks, row by row, at the size a camera caught them. OUT/index.jsonl, written last,
has a line per plate: {"text", "looks": [{"at", "width", "height", "quad"}]}; ``quad`` are the plate's corners TL TR BR BL as
the detector would give them, in pixels of the look.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from common.dataset import add_data_argument
from render.generate import SIZE as PLATE_SIZE
from render.glyphs import Glyphs, faces
from render.harvest import harvest
from render.plate import render
from render.templates import Template, load_templates

from . import augment
from .loader import load_backgrounds

SURROUNDINGS = 0.3
"""Kept around the plate on every side, in plate widths and heights: the second look cuts wider."""
LEAST_WIDTH, MOST_WIDTH = 72, 200
CORNER_ERROR = 0.022
"""Standard deviation of a corner's place along each axis, in plate heights."""
LEAST_CONTRAST = 9.0
"""Standard deviation of the luma below which a detector finds nothing."""
FULL = np.float32([[0, 0], [PLATE_SIZE[0], 0], [PLATE_SIZE[0], PLATE_SIZE[1]], [0, PLATE_SIZE[1]]])


@dataclass(frozen=True)
class Look:
    """One frame's cut: luma and the detector's corners in it."""

    luma: np.ndarray
    quad: np.ndarray


class Scene:
    """Designs, faces and surroundings held out of training, loaded once."""

    def __init__(self, data: Path, seed: int) -> None:
        self.r = random.Random(seed)
        self.rng = np.random.default_rng(seed)
        fonts = tuple(sorted((data / "fonts").glob("*.otf")))
        self.drawn: list[Glyphs] = faces(self.r, 60, fonts)
        self.real = [face for made in harvest(data, self.r)[0].values() for face in made]
        self.designs: list[Template] = load_templates(data, "val")
        self.backgrounds = load_backgrounds(data)

    def plate(self, text: str) -> np.ndarray:
        """Luma of a plate that says ``text``, with a gap where letters meet digits on most."""
        r = self.r
        template = r.choice(self.designs) if r.random() < 0.5 else None
        joints = [i for i in range(1, len(text)) if text[i].isdigit() != text[i - 1].isdigit()]
        serial = text
        if joints and r.random() < 0.6:
            at = r.choice(joints)
            serial = f"{text[:at]}-{text[at:]}"
        chosen = self.real if r.random() < 0.45 else self.drawn
        return cv2.cvtColor(render(chosen, template, r, serial).image, cv2.COLOR_BGR2GRAY)

    def background(self) -> np.ndarray:
        image = self.r.choice(self.backgrounds)
        h, w = image.shape
        cw = self.r.randint(40, min(260, w - 1))
        ch = min(h - 1, max(20, cw // 2))
        x, y = self.r.randint(0, w - cw), self.r.randint(0, h - ch)
        return image[y:y + ch, x:x + cw]


def _view(r: random.Random) -> np.ndarray:
    """Corners of a plate of width 2 and height 1 as one camera sees it, its width kept: roll, shear, yaw, pitch."""
    flat = np.float32([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * np.float32([1, 0.5])
    flat[:, 1] *= 1 + r.gauss(0, 0.03) * np.sign(flat[:, 0])
    flat[:, 0] *= 1 + r.gauss(0, 0.03) * np.sign(flat[:, 1])
    flat[:, 0] += r.gauss(0, 0.08) * flat[:, 1]
    flat[:, 1] *= r.uniform(0.85, 1.2)
    angle = r.gauss(0, 0.06)
    c, s = math.cos(angle), math.sin(angle)
    return (flat @ np.float32([[c, s], [-s, c]])).astype(np.float32)


def _errors(r: random.Random, spread: float) -> np.ndarray:
    """Errors of the four corners in plate heights."""
    return np.float32([[r.gauss(0, spread), r.gauss(0, spread)] for _ in range(4)])


def looks(scene: Scene, text: str, frames: int) -> list[Look]:
    """So many looks at one plate, the widest last."""
    r = scene.r
    plate, background = scene.plate(text), scene.background()
    view, shared_error = _view(r), _errors(r, CORNER_ERROR * 0.8)
    seeds = (r.getrandbits(32), r.getrandbits(32))
    widest = math.exp(r.uniform(math.log(LEAST_WIDTH), math.log(MOST_WIDTH)))
    out = []
    for frame in range(frames):
        width = max(36.0, widest * 0.86 ** (frames - 1 - frame))
        corners = view * (width / 2)
        height = float(np.linalg.norm(corners[3] - corners[0]))
        low, high = corners.min(0) - SURROUNDINGS * np.float32([width, height]), corners.max(0) + SURROUNDINGS * np.float32([width, height])
        size = (math.ceil(float(high[0] - low[0])), math.ceil(float(high[1] - low[1])))
        place = (corners - low) / np.float32(size)
        grey = augment.warp(plate, FULL, place, size, background)
        errors = shared_error + _errors(r, CORNER_ERROR * 0.6)
        out.append(Look(_spoil(grey, seeds, scene), (corners - low + errors * height).astype(np.float32)))
    return out


def visible(look: Look) -> bool:
    """Whether a detector would find it: light has not burnt or drowned it to nothing."""
    x1, y1 = look.quad.min(0).astype(int).clip(0)
    x2, y2 = look.quad.max(0).astype(int)
    return float(look.luma[y1:y2, x1:x2].std()) > LEAST_CONTRAST


def _spoil(grey: np.ndarray, seeds: tuple[int, int], scene: Scene) -> np.ndarray:
    """Shadow, light and two thirds of the blur come from the pass, the rest from the frame."""
    strength = augment.Strength(light=0.2, blur=0.3)
    if random.Random(seeds[0]).random() < 0.12:
        grey = np.clip(augment.shade(grey.astype(np.float32), random.Random(seeds[1])), 0, 255).astype(np.uint8)
    grey = augment.expose(grey, random.Random(seeds[0] + 1), strength)
    soft = random.Random(seeds[1]) if scene.r.random() < 0.67 else scene.r
    return augment.encode(augment.soften(grey, soft, strength), scene.r, scene.rng, strength)


def write(scene: Scene, texts: list[str], out: Path, frames: int) -> None:
    """Write crops.bin and then index.jsonl."""
    lines, at = [], 0
    out.mkdir(parents=True, exist_ok=True)
    with open(out / "crops.bin", "wb") as file:
        for number, text in enumerate(texts):
            rows = []
            seen = looks(scene, text, frames)
            while not all(map(visible, seen)):
                seen = looks(scene, text, frames)
            for look in seen:
                file.write(look.luma.tobytes())
                h, w = look.luma.shape
                rows.append({"at": at, "width": w, "height": h, "quad": [[round(float(v), 2) for v in p] for p in look.quad]})
                at += w * h
            lines.append(json.dumps({"text": text, "looks": rows}))
            if number % 2000 == 1999:
                print(f"{number + 1} of {len(texts)} plates", flush=True)
    (out / "index.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    add_data_argument(parser)
    parser.add_argument("--plates", type=Path, required=True, help="file with one text per line")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=9001)
    parser.add_argument("--frames", type=int, default=3)
    args = parser.parse_args()
    cv2.setNumThreads(1)
    texts = [line.strip() for line in args.plates.read_text(encoding="utf-8").splitlines() if line.strip()]
    write(Scene(args.data, args.seed), texts, args.out, args.frames)


if __name__ == "__main__":
    main()
