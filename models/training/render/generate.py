"""Render shards of plates: ``python3 -m render.generate --data DIR --out DIR --count 8000 --seed 1``.

A shard is NAME.luma.npy (N x 96 x 192), NAME.rgb.npy (N x 48 x 96 x 3) and NAME.json (texts, states);
the json is written last, so a shard whose json exists is whole and a running loader may pick it up.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

import cv2
import numpy as np

from common.dataset import add_data_argument

from . import grammar
from .glyphs import faces
from .harvest import harvest
from .plate import Plate, render, render_foreign
from .standard import load_faces, standard_plate
from .templates import SIZE, load_templates

STATE_SIZE = (96, 48)
FOREIGN_SHARE = 0.08
REAL_SHARE, ARTWORK_SHARE, STANDARD_SHARE = 0.32, 0.32, 0.12
"""Of the US plates: on real plates made blank, on official artwork, on standard faces; the rest on invented designs."""


class Renderer:
    """Faces and templates, loaded once, and plates drawn from them in fixed shares."""

    def __init__(self, data: Path, seed: int) -> None:
        self.r = random.Random(seed)
        self.drawn = faces(self.r, 60, tuple(sorted((data / "fonts").glob("*.otf"))))
        self.real_faces, self.real = harvest(data, self.r)
        if not self.real_faces or not self.real:
            raise ValueError(f"{data}: too few close-up crops whose characters could be told apart; at least one state needs eight different ones")
        self.artwork = load_templates(data, "train")
        self.artwork_weights = [4.0 if t.state in ("KS", "MO", "CA") else 1.0 for t in self.artwork]
        self.real_weights = [5.0 if t.state == "CA" else 2.5 if t.state in ("KS", "MO", "VA", "NY", "TX", "WA") else 1.0 for t in self.real]
        self.standard = load_faces(data)
        self.standard_weights = [f.weight * grammar.WEIGHTS.get(f.state, 1.0) for f in self.standard]
        self.any_real = [face for made in self.real_faces.values() for face in made]

    def plate(self) -> Plate:
        r = self.r
        if r.random() < FOREIGN_SHARE:
            return render_foreign(self.drawn, r)
        u = r.random()
        if u < REAL_SHARE:
            template = r.choices(self.real, self.real_weights)[0]
            own = self.real_faces.get(template.state, self.any_real)
            return render(own if r.random() < 0.75 else self.drawn, template, r)
        if self.standard and u > 1 - STANDARD_SHARE:
            face = r.choices(self.standard, self.standard_weights)[0]
            return standard_plate(face, r.choice(self.any_real if r.random() < 0.6 else self.drawn), grammar.us_serial(face.state, r), r)
        template = r.choices(self.artwork, self.artwork_weights)[0] if u < REAL_SHARE + ARTWORK_SHARE else None
        return render(self.any_real if r.random() < 0.4 else self.drawn, template, r)


def shard(data: Path, count: int, seed: int) -> tuple[np.ndarray, np.ndarray, dict]:
    """Render ``count`` plates; the same seed and data give the same pictures."""
    renderer = Renderer(data, seed)
    luma = np.empty((count, SIZE[1], SIZE[0]), np.uint8)
    rgb = np.empty((count, STATE_SIZE[1], STATE_SIZE[0], 3), np.uint8)
    texts, states = [], []
    for i in range(count):
        plate = renderer.plate()
        luma[i] = cv2.cvtColor(plate.image, cv2.COLOR_BGR2GRAY)
        rgb[i] = cv2.resize(plate.image, STATE_SIZE, interpolation=cv2.INTER_AREA)[..., ::-1]
        texts.append(plate.text)
        states.append(plate.state)
    return luma, rgb, {"seed": seed, "texts": texts, "states": states}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    add_data_argument(parser)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=8000, help="plates per shard")
    parser.add_argument("--seed", type=int, default=1, help="seed of the first shard")
    parser.add_argument("--shards", type=int, default=1)
    args = parser.parse_args()
    cv2.setNumThreads(1)
    args.out.mkdir(parents=True, exist_ok=True)
    for seed in range(args.seed, args.seed + args.shards):
        luma, rgb, labels = shard(args.data, args.count, seed)
        name = args.out / f"plates-{seed:04d}"
        np.save(f"{name}.luma.npy", luma)
        np.save(f"{name}.rgb.npy", rgb)
        Path(f"{name}.json").write_text(json.dumps(labels), encoding="utf-8")
        print(f"{name}: {len(luma)} plates", flush=True)


if __name__ == "__main__":
    main()
