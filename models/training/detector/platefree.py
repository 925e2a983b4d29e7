"""Make plate-free pictures for counting false plates, in the common labelled form.

    python3 -m detector.platefree --data DATA --out OUT --count 500

Each is a picture of the val split whose labelled plates are painted over, at a random crop and
size, with signs, lettering, grilles, empty frames and screen overlays put in. The seed differs
from the training's, so no texture is one that was trained on.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

import cv2
import numpy as np

from .bank import Bank, read_grey
from .compose import erase
from .labels import TRAIN_SETS, Plate, read_rows
from .textures import draw_distractor, draw_stamp
from .window import put_distractor, put_stamp


def plate_free(grey: np.ndarray, plates: tuple[Plate, ...], bank: Bank, rng: np.random.Generator) -> np.ndarray:
    """A copy without the plates, mirrored at random, with one to five things that are not plates."""
    img = grey.copy()
    for plate in plates:
        erase(img, plate.box, rng)
    if rng.random() < 0.5:
        img = np.ascontiguousarray(img[:, ::-1])
    taken: list[np.ndarray] = []
    for _ in range(int(rng.integers(1, 6))):
        box = put_distractor(img, taken, bank, rng)
        taken += [] if box is None else [box]
    if rng.random() < 0.4:
        put_stamp(img, taken, bank, rng)
    return img


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=os.environ.get("TAGWATCH_DATA"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=990)
    args = parser.parse_args()
    rng = np.random.default_rng(args.seed)
    things = tuple(draw_distractor(rng) for _ in range(400))
    bank = Bank((), (), (), things, tuple(draw_stamp(rng) for _ in range(60)))
    rows = list(read_rows(Path(args.data), TRAIN_SETS, "val"))
    (args.out / "images").mkdir(parents=True, exist_ok=True)
    lines = []
    for i in range(args.count):
        row = rows[i % len(rows)]
        img = plate_free(read_grey(row.path), row.plates, bank, np.random.default_rng([args.seed, i]))
        name = f"images/{i:04d}.jpg"
        cv2.imwrite(str(args.out / name), img, [cv2.IMWRITE_JPEG_QUALITY, 90])
        lines.append(json.dumps({"image": name, "width": img.shape[1], "height": img.shape[0], "split": "val", "plates": []}))
    (args.out / "labels.jsonl").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
