"""How exactly are corners and boxes found? Measured where they are known: on plates put into
pictures of the val split, with plate crops of the val split, by the training's compositor.

    python3 -m detector.composited --data DATA --model WORK/checkpoint.pt
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

import numpy as np
import torch

from .bank import Bank, load_crops, load_scenes
from .decode import decode
from .evaluate import load_model
from .labels import Plate, iou
from .net import Deployed
from .textures import Texture, draw_distractor, draw_stamp
from .window import Window, make_window


def load_val_bank(data: Path, seed: int) -> Bank:
    rng = np.random.default_rng([seed, 7])
    plates = tuple(Texture(g) for g in load_crops(data, "us_crops", "val"))
    things = tuple(draw_distractor(rng) for _ in range(200))
    return Bank(load_scenes(data, split="val"), (), (plates, plates, plates), things, tuple(draw_stamp(rng) for _ in range(20)))


def measure(model: Deployed, window: Window, threshold: float) -> list[tuple[float, float, float]]:
    """Per plate with known corners and at least 24 pixels wide: width, best IoU (0 when not found),
    mean distance of its corners in plate heights (nan when not found)."""
    with torch.no_grad():
        out = model(torch.from_numpy(window.image)[None, None])
    found = decode(*(o[0].numpy() for o in out), threshold, 0.4)
    return [one_plate(p, found) for p in window.plates if p.quad is not None and p.width >= 24 and not p.ignore]


def one_plate(plate: Plate, found: list) -> tuple[float, float, float]:
    overlaps = [float(iou(d.box, plate.box)[0, 0]) for d in found]
    if not overlaps or max(overlaps) < 0.35:
        return plate.width, 0.0, float("nan")
    best = found[int(np.argmax(overlaps))]
    left, right = np.linalg.norm(plate.quad[3] - plate.quad[0]), np.linalg.norm(plate.quad[2] - plate.quad[1])
    miss = np.linalg.norm(best.quad - plate.quad, axis=1).mean() / ((left + right) / 2)
    return plate.width, max(overlaps), float(miss)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=os.environ.get("TAGWATCH_DATA"))
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--count", type=int, default=300, help="windows")
    parser.add_argument("--threshold", type=float, default=0.4)
    parser.add_argument("--seed", type=int, default=77)
    args = parser.parse_args()
    bank, model = load_val_bank(Path(args.data), args.seed), load_model(args.model)
    windows = (make_window(bank, np.random.default_rng([args.seed, i]), 384) for i in range(args.count))
    rows = np.array([r for w in windows for r in measure(model, w, args.threshold)])
    for low, high in ((24, 40), (40, 80), (80, 160), (160, 1000)):
        part = rows[(rows[:, 0] >= low) & (rows[:, 0] < high)]
        hit = part[part[:, 1] > 0]
        figures = {"plates": len(part), "recall": len(hit) / max(1, len(part)), "meanIou": hit[:, 1].mean(), "tight": (hit[:, 1] >= 0.75).mean(), "cornerMean": hit[:, 2].mean(), "cornerP90": np.quantile(hit[:, 2], 0.9)}
        print(f"{low}-{high}", json.dumps({k: round(float(v), 4) for k, v in figures.items()}))


if __name__ == "__main__":
    main()
